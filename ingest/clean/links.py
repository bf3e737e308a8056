"""Links to other articles and boxes without content, told by their neighbours and form."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence

from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line

MAX_LINK_CHARS = 200
MAX_LINKS = 15
MIN_SHOUTED_WORDS = 6
MIN_SHOUTED_CHARS = 45  # shorter ones are subheadings
MAX_CUED_CHARS = 1500
MAX_CUED = 4
MAX_CONTINUATION_CHARS = 130
MAX_DANGLING = 2
MAX_TAG = 40  # characters, and
MAX_TAG_WORDS = 4
BETWEEN_TEXT = frozenset(("ad-marker", "caption", "caption-counter"))
CLOSING = frozenset(("stamp", "tags", "share", "comment-rules", "newsletter", "tip-line", "byline"))

TRAILING_TAG = Verdict(rule="trailing-tags", rule_class="tags")
SHOUTED = Verdict(rule="shouted-link", rule_class="read-more")
DANGLING = Verdict(rule="dangling-heading", rule_class="read-more")


def drop_followers(draft: Draft) -> Verdicts:
    """Drop what a removed box heading introduced: its links, or its paragraphs with a cue word."""
    found: dict[int, Verdict] = {}
    rules = {rule.id: rule for rule in draft.case.rules.rules if rule.follow != "nothing"}
    positions = [line.position for line in draft.lines]
    for position, verdict in draft.verdicts.items():
        rule = rules.get(verdict.rule)
        if rule is None:
            continue
        start = bisect(positions, position)
        rest = draft.lines[start : start + MAX_LINKS]
        if rule.follow == "links":
            taken = _links(rest, position, draft)
        else:
            taken = []
            for line in rest[:MAX_CUED]:
                text = line.text.lower()
                if len(text) > MAX_CUED_CHARS or not (rule.cue and rule.cue.search(text)):
                    break
                taken.append(line)
        found.update(
            (line.position, Verdict(rule=rule.id, rule_class=rule.rule_class)) for line in taken
        )
    return found


def _links(rest: Sequence[Line], after: int, draft: Draft) -> list[Line]:
    """Return the link lines right after a box heading.

    Where headings are not marked, the last of a run may be the subheading of the prose below it:
    it stays, and so does a single open line. A label in capitals above it makes it a link.
    """
    run: list[Line] = []
    for line in rest:
        gone = all(p in draft.verdicts for p in range(after + 1, line.position))
        if not gone or not _is_link(line):
            break
        run.append(line)
        after = line.position
    is_link = len(run) > 1 and run[-2].is_shouted
    if draft.case.has_structure or is_link or not _text_follows(after, draft):
        return run
    return run[:-1]


def _text_follows(position: int, draft: Draft) -> bool:
    """Whether the article goes on below *position*, at most a picture or an advertisement further."""
    for line in draft.case.lines[position + 1 :]:
        verdict = draft.verdicts.get(line.position)
        if verdict is None:
            return True
        if verdict.rule_class not in BETWEEN_TEXT:
            return False
    return False


def _is_link(line: Line) -> bool:
    if line.kind not in ("paragraph", "item") or len(line.text) > MAX_LINK_CHARS:
        return False
    return line.is_open or line.is_question


def drop_shouted_links(draft: Draft) -> Verdicts:
    """Drop a headline in capitals between paragraphs in small letters: a link to another article."""
    return {
        line.position: SHOUTED
        for line in draft.lines[draft.first_prose + 1 :]
        if line.is_shouted
        and line.kind == "paragraph"
        and line.is_open
        and len(line.words) >= MIN_SHOUTED_WORDS
        and len(line.text) >= MIN_SHOUTED_CHARS
    }


def drop_dangling_headings(draft: Draft) -> Verdicts:
    """Drop one or two headings at the very end: of boxes whose content is gone.

    A longer run is the skeleton of a list or slide show whose texts were not extracted.
    """
    run = []
    for line in reversed(draft.lines):
        if line.kind != "heading":
            break
        run.append(line)
    if len(run) > MAX_DANGLING or len(run) == len(draft.lines):
        return {}
    return {line.position: DANGLING for line in run if line.is_open or line.is_question}


def drop_trailing_tags(draft: Draft) -> Verdicts:
    """Drop the short labels that close the page after a last stamp, signature or request.

    A list at the end of the text itself has no such line above it, and stays.
    """
    run: list[Line] = []
    for line in reversed(draft.lines[draft.last_prose + 1 :]):
        if not _is_tag(line):
            break
        run.append(line)
    if not run or draft.last_prose < 0:
        return {}
    above = draft.verdicts.get(run[-1].position - 1)
    if above is None or above.rule_class not in CLOSING:
        return {}
    return {line.position: TRAILING_TAG for line in run}


def _is_tag(line: Line) -> bool:
    return (
        line.kind in ("paragraph", "item")
        and line.is_open
        and len(line.text) <= MAX_TAG
        and len(line.words) <= MAX_TAG_WORDS
    )


def drop_continuations(draft: Draft) -> Verdicts:
    """Drop the second half of a broken promo line: it starts small and does not end."""
    found: dict[int, Verdict] = {}
    for line in draft.lines:
        before = draft.verdicts.get(line.position - 1)
        if (
            before
            and before.rule_class == "promo"
            and line.text[:1].islower()
            and line.is_open
            and len(line.text) <= MAX_CONTINUATION_CHARS
        ):
            found[line.position] = before
    return found
