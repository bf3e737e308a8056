"""Dropping what the publisher's memory knows, without ever eating an article.

A repeated label is furniture; a repeated sentence seldom is. Reports on a long war repeat its
background word for word, and a daily bulletin its sentences with other numbers. So repeated prose
goes only when the house speaks to its reader in it, or of itself below the text, and only while it
is a small part of the prose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line, match_form

MAX_SHARE = 0.34  # of the prose: what repeats more is a template
MAX_LABELS = 0.4  # of all lines, likewise
MIN_SENTENCE = 3  # words
MIN_HOUSE = 4  # characters of a name that means something
MAX_NUMBERED = 3  # lines known but for their numbers; more are a table

LEARNED = Verdict(rule="site-memory", rule_class="learned", stage="memory")


def drop_learned(draft: Draft) -> Verdicts:
    """Drop the lines this publisher prints under many articles."""
    memory = draft.case.memory
    known = {line.position for line in draft.lines if memory.knows(line)}
    if not known:
        return {}
    prose = [line for line in draft.lines if _is_sentence(line)]
    sentences = _repeated(prose, known, draft)
    labels = [
        line
        for index, line in enumerate(draft.lines)
        if line.position in known
        and not _is_sentence(line)
        and not _heads_prose(draft, index, known)
    ]
    if sum(not memory.knows_exactly(line) for line in labels) > MAX_NUMBERED:
        labels = [line for line in labels if memory.knows_exactly(line)]
    if _length(labels) > MAX_LABELS * _length(draft.lines):
        labels = []
    return {line.position: LEARNED for line in (*labels, *sentences)}


def _is_sentence(line: Line) -> bool:
    """Whether the line is prose, or a short sentence: "Moscow denies it."."""
    is_statement = line.kind == "paragraph" and not (line.is_label or line.is_question)
    return line.is_prose or (is_statement and len(line.words) >= MIN_SENTENCE)


def _repeated(prose: list[Line], known: Collection[int], draft: Draft) -> list[Line]:
    """Return the repeated sentences that are furniture; none when they are the article itself."""
    house = match_form(draft.case.extraction.site_name)
    last_own = max((line.position for line in prose if line.position not in known), default=-1)
    sentences = [
        line
        for line in prose
        if line.position in known
        and (
            _is_addressed(line, draft)
            or (len(house) >= MIN_HOUSE and house in line.form and line.position > last_own)
        )
    ]
    return sentences if _length(sentences) <= MAX_SHARE * _length(prose) else []


def _is_addressed(line: Line, draft: Draft) -> bool:
    """Whether the house speaks to its reader in *line*."""
    signs = draft.case.signs.get(line.position)
    return signs is not None and (signs.requests + signs.reader > 0 or signs.ours)


def _heads_prose(draft: Draft, index: int, known: Collection[int]) -> bool:
    """Whether a repeated heading or question stands above text of this article: a house's habit."""
    line = draft.lines[index]
    if line.kind != "heading" and not line.is_question:
        return False
    below = draft.lines[index + 1 : index + 2]
    return bool(below) and below[0].is_prose and below[0].position not in known


def _length(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)
