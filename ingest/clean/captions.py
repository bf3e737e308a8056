"""Captions, credits, gallery counters and standfirsts, told by place and form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line, match_form, similarity, words_of
from ingest.clean.titles import has_title

MAX_CAPTION = 300
MAX_CREDIT = 80
MAX_HEAD_LABELS = 3  # more open lines before the first prose are a list of key points: text
MAX_AGENCY_WORDS = 3
MIN_CAPTION_WORDS = 5
MAX_HEAD_WORDS = 3
MIN_HOUSE = 4
MIN_STANDFIRST_WORDS = 6
MIN_DECK_WORDS = 8
SAME_STANDFIRST = 0.8

CAPTION_BLOCK = Verdict(rule="caption-block", rule_class="caption")
KNOWN_CAPTION = Verdict(rule="caption-of-image", rule_class="caption")
REPEATED = Verdict(rule="caption-repeated", rule_class="caption")
ABOVE_CREDIT = Verdict(rule="caption-above-credit", rule_class="caption")
BELOW_COUNTER = Verdict(rule="caption-below-counter", rule_class="caption")
GALLERY = Verdict(rule="gallery", rule_class="caption")
HOUSE_CREDIT = Verdict(rule="house-credit", rule_class="caption")
HEAD_WORD = Verdict(rule="head-word", rule_class="kicker")
CREDIT_LINE = Verdict(rule="credit-line", rule_class="caption")
COUNTER = Verdict(rule="gallery-counter", rule_class="caption-counter")
HEAD_CAPTION = Verdict(rule="caption-in-head", rule_class="caption")
STANDFIRST = Verdict(rule="standfirst", rule_class="standfirst")

# A credit that stands alone; "Photo: the harbour at dawn" would be a caption itself.
_CREDIT_ONLY = re.compile(
    r"(?:photo|photograph|picture|image|credit|foto|bild|quelle|crédit|imagen|фото|світлина|"
    r"снимок|图片来源|图|摄|صورة|تصوير)\w{0,8}(?: credit| by)? ?[:/|©]?.{2,60}"
)
_BETWEEN = ("/", "|", " for ", " via ")
_CREDIT_SIGN = re.compile(r"\s?[/|]\s?|\s(?:for|via)\s")
_PARTICLES = frozenset(("the", "of", "de", "von", "van", "and", "/", "|", "via"))
BESIDE_WORDS = frozenset(("byline", "stamp", "kicker", "caption"))
_NUMBERED = re.compile(r"\d{1,2}[.):]")
_COUNTER = re.compile(r"\d{1,3}")


def drop_marked_captions(draft: Draft) -> Verdicts:
    """Drop blocks the extractor saw in a figure, and the lead image's caption."""
    image = draft.case.extraction.image
    known = words_of(match_form(image.caption)) if image else ()
    found: dict[int, Verdict] = {}
    for line in draft.lines:
        if line.kind == "caption":
            found[line.position] = CAPTION_BLOCK
        elif len(known) >= 4 and line.words == known and line.kind != "heading":
            found[line.position] = KNOWN_CAPTION
    return found


def drop_repeated_captions(draft: Draft) -> Verdicts:
    """Drop an open line that is also the beginning of a caption already told by its credit."""
    captions = [
        line.words
        for line in draft.case.lines
        if (verdict := draft.verdicts.get(line.position)) and verdict.rule_class == "caption"
    ]
    if not captions:
        return {}
    return {
        line.position: REPEATED
        for line in draft.lines
        if line.is_open
        and line.kind == "paragraph"
        and len(line.words) >= 4
        and any(_begins(caption, line.words) for caption in captions)
    }


def _begins(caption: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether *caption* starts with *words*; a credit may be glued to the last one."""
    last = len(words) - 1
    return (
        caption[:last] == words[:last]
        and caption[last : last + 1] != ()
        and (caption[last].startswith(words[last]))
    )


def drop_above_credits(draft: Draft) -> Verdicts:
    """Drop an open line right above a line that is nothing but a credit: its caption."""
    captions = {
        position: verdict
        for position, verdict in draft.verdicts.items()
        if verdict.rule_class == "caption" and _is_bare_credit(draft.case.lines[position], verdict)
    }
    return {
        line.position: ABOVE_CREDIT
        for line in draft.lines
        if line.position + 1 in captions and _is_label(line) and _is_caption_long(line, captions)
    }


def _is_caption_long(line: Line, credited: Mapping[int, Verdict]) -> bool:
    """Whether it is longer than a subheading that happens to stand above a picture."""
    least = 3 if credited[line.position + 1].rule == "credit" else MIN_CAPTION_WORDS
    return len(line.words) >= least and _NUMBERED.match(line.form) is None


def _is_bare_credit(line: Line, verdict: Verdict) -> bool:
    if verdict.rule == "credit":
        return _CREDIT_ONLY.match(line.form) is not None
    return verdict.rule.startswith("credit-agency") and len(line.words) <= MAX_AGENCY_WORDS


def drop_below_counters(draft: Draft) -> Verdicts:
    """Drop an open line right below a gallery's picture count: the caption of that picture."""
    counters = {p for p, v in draft.verdicts.items() if v == COUNTER}
    return {
        line.position: BELOW_COUNTER
        for line in draft.lines
        if line.position - 1 in counters and _is_label(line) and len(line.words) >= 3
    }


def drop_galleries(draft: Draft) -> Verdicts:
    """Drop lines that end with an agency's name, where several stand together.

    A single one may be the last sentence of a text that its agency signs.
    """
    credited = {
        line.position
        for line in draft.case.lines
        if any(
            rule.id.startswith("credit-agency")
            for rule in draft.case.matches.get(line.position, ())
        )
    }
    left = [line.position for line in draft.lines]
    # Neighbours on the page, or now that what stood between them is gone.
    together = {*pairwise(left), *((at, at + 1) for at in credited)}
    gallery = {at for pair in together if credited.issuperset(pair) for at in pair}
    return {position: GALLERY for position in left if position in gallery}


def drop_house_credits(draft: Draft) -> Verdicts:
    """Drop a line that ends with the name of the house after a full stop, slash or bar."""
    house = match_form(draft.case.extraction.site_name)
    if len(house) < MIN_HOUSE:
        return {}
    return {
        line.position: HOUSE_CREDIT
        for line in draft.lines
        if line.kind == "paragraph"
        and len(line.text) <= MAX_CAPTION
        and line.form.removesuffix(house).rstrip()[-1:] in tuple("./|©)")
        and line.form.endswith(house)
        and line.form != house
    }


def drop_credit_lines(draft: Draft) -> Verdicts:
    """Drop lines that are only a photographer and a house: "Ann Example / The Beacon"."""
    return {
        line.position: CREDIT_LINE
        for line in draft.lines
        if line.kind == "paragraph" and line.is_open and _is_credit(line)
    }


def _is_credit(line: Line) -> bool:
    if len(line.text) > MAX_CREDIT or not any(sign in line.form for sign in _BETWEEN):
        return False
    parts = _CREDIT_SIGN.split(line.text, maxsplit=1)
    return len(parts) == 2 and _is_name(parts[0], least=2) and _is_name(parts[1], least=1)


def _is_name(text: str, *, least: int) -> bool:
    names = [word for word in text.strip(" ©").split() if word not in _PARTICLES]
    return least <= len(names) <= 5 and all(name[0].isupper() for name in names)


def drop_counters(draft: Draft) -> Verdicts:
    """Drop a bare number beside a caption: the gallery's picture count.

    A number without a caption beside it is the heading of a numbered list and stays.
    """
    captions = {p for p, v in draft.verdicts.items() if v.rule_class == "caption"}
    return {
        line.position: COUNTER
        for line in draft.lines
        if _COUNTER.fullmatch(line.form)
        and (line.position - 1 in captions or line.position + 1 in captions)
    }


def drop_standfirst(draft: Draft) -> Verdicts:
    """Drop the line before the first prose that equals the page's own description."""
    known = words_of(match_form(draft.case.extraction.standfirst))
    if len(known) < MIN_STANDFIRST_WORDS or not has_title(draft):
        return {}
    for line in draft.lines[: draft.first_prose + 1]:
        if line.kind != "item" and similarity(line.words, known) >= SAME_STANDFIRST:
            if line.is_prose and line.kind == "paragraph":
                return {}
            return {line.position: STANDFIRST}
    return {}


def drop_head_labels(draft: Draft) -> Verdicts:
    """Drop open lines between the title and the first prose: a standfirst, then captions.

    Questions stay (a subheading may open the text), so do lists and longer runs of open lines.
    """
    labels = [line for line in draft.head if _is_label(line) or _is_deck(line)]
    if not has_title(draft) or len(labels) > MAX_HEAD_LABELS:
        return {}
    found: dict[int, Verdict] = {}
    has_standfirst = any(v.rule_class == "standfirst" for v in draft.verdicts.values())
    for line in labels:
        if not has_standfirst and len(line.words) >= MIN_STANDFIRST_WORDS:
            has_standfirst = True
            found[line.position] = STANDFIRST
        elif len(line.words) >= 4:
            found[line.position] = HEAD_CAPTION
    return found


def drop_head_words(draft: Draft) -> Verdicts:
    """Drop a word or two between title and text, beside a byline or stamp: a place, a section."""
    if not has_title(draft):
        return {}
    furniture = {p for p, v in draft.verdicts.items() if v.rule_class in BESIDE_WORDS}
    return {
        line.position: HEAD_WORD
        for line in draft.head
        if _is_label(line)
        and len(line.words) <= MAX_HEAD_WORDS
        and {line.position - 1, line.position + 1} & furniture
    }


def _is_label(line: Line) -> bool:
    return line.kind == "paragraph" and line.is_open and len(line.text) <= MAX_CAPTION


def _is_deck(line: Line) -> bool:
    """A long heading right below the title is its second line."""
    return line.kind == "heading" and line.is_open and len(line.words) >= MIN_DECK_WORDS
