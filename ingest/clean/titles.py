"""The headline among the lines, and what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line, match_form, similarity, words_of
from ingest.model import Extraction

WITHIN = 6  # a line equal to the title further down, or below two paragraphs, is a subheading
VARIANT_WITHIN = 3
VARIANT = 0.7  # share of common words that makes a line a variant of the title
MIN_VARIANT_WORDS = 4
KICKER_WORDS = 5

_SUFFIX = re.compile(r"\s+[|·•:»-]{1,2}\s+")

TITLE = Verdict(rule="title", rule_class="repeated-title")
VARIANT_OF_TITLE = Verdict(rule="title-variant", rule_class="repeated-title")
ABOVE_TITLE = Verdict(rule="above-title", rule_class="kicker")
KICKER = Verdict(rule="kicker", rule_class="kicker")
GUESSED = Verdict(rule="headline", rule_class="repeated-title")


def title_forms(extraction: Extraction) -> tuple[tuple[str, ...], ...]:
    """Return the words of every form of the title, with and without the site's name."""
    texts = (extraction.headline, *extraction.titles)
    forms = [form for text in texts if text.strip() for form in _forms(text, extraction.site_name)]
    return tuple(dict.fromkeys(words for form in forms if (words := words_of(form))))


def _forms(text: str, site_name: str) -> Iterable[str]:
    form = match_form(text)
    yield form
    parts = _SUFFIX.split(form)
    if len(parts) > 1:
        longest = max(parts, key=len)
        if len(longest) >= 0.5 * len(form):
            yield longest
        head = form[: form.rfind(parts[-1])].rstrip(" |·•:»-")
        if len(head) >= 15:
            yield head
    site = match_form(site_name)
    if site and form.endswith(site):
        yield form[: -len(site)].rstrip(" |·•:»-")


def drop_title(draft: Draft) -> Verdicts:
    """Drop lines near the top that equal a form of the title or are a variant of it."""
    found: dict[int, Verdict] = {}
    for index, line in enumerate(draft.lines[:WITHIN]):
        verdict = _judge(line, index, draft)
        if verdict:
            found[line.position] = verdict
    return found


def _titles(draft: Draft) -> tuple[tuple[str, ...], ...]:
    """Return the known titles, or the one guessed from the text."""
    lines = draft.case.lines
    return draft.case.titles or tuple(
        lines[position].words for position, v in draft.verdicts.items() if v == GUESSED
    )


def has_title(draft: Draft) -> bool:
    """Whether the title was among the lines."""
    return any(verdict.rule_class == "repeated-title" for verdict in draft.verdicts.values())


def _judge(line: Line, index: int, draft: Draft) -> Verdict | None:
    if not line.words:
        return None
    for title in _titles(draft):
        if line.words == title and index <= draft.first_prose + 1:
            return TITLE
        if index < VARIANT_WITHIN and index <= draft.first_prose and _is_variant(line, title):
            return VARIANT_OF_TITLE
    return None


def _is_variant(line: Line, title: tuple[str, ...]) -> bool:
    """Nearly the same words, or a heading that is the title with a few words more or less."""
    if min(len(line.words), len(title)) < MIN_VARIANT_WORDS:
        return False
    if line.is_prose and line.kind != "heading" and len(line.words) > 1.5 * len(title):
        return False
    if similarity(line.words, title) > VARIANT:
        return True
    if line.kind != "heading":
        return False
    short, long = sorted((line.words, title), key=len)
    return len(long) <= 2 * len(short) and set(short) <= set(long)


def drop_above_title(draft: Draft) -> Verdicts:
    """Drop what stood above the title: section names, kickers, breadcrumbs."""
    first_title = min(
        (p for p, v in draft.verdicts.items() if v.rule_class == "repeated-title"), default=0
    )
    above = [line for line in draft.lines if line.position < first_title]
    if any(line.is_prose or len(line.words) > 12 for line in above):
        return {}
    return {line.position: ABOVE_TITLE for line in above}


def guess_headline(draft: Draft) -> Verdicts:
    """Take the headline from the top lines of a text that came without any title."""
    if draft.case.titles or any(v.rule == GUESSED.rule for v in draft.verdicts.values()):
        return {}
    for line in draft.head:
        if line.kind in ("paragraph", "heading") and not _is_kicker(line):
            return {line.position: GUESSED}
    return {}


def drop_kicker(draft: Draft) -> Verdicts:
    """Drop a shouted short label before the first prose."""
    return {
        line.position: KICKER
        for line in draft.head
        if line.is_shouted
        and line.is_open
        and line.kind != "item"
        and "," not in line.text  # "GENEVA, SWITZERLAND" is a dateline
        and _is_kicker(line)
    }


def _is_kicker(line: Line) -> bool:
    return len(line.words) <= (KICKER_WORDS if line.is_shouted else 2)
