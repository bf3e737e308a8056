"""Dropping what the publisher's memory knows, without ever eating an article.

A daily bulletin repeats its sentences with other numbers, and a memory takes them for furniture.
So repeated prose goes only while it is a small part of the prose; woven into other prose, only in
one place, and when the house speaks in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby

from ingest.clean.draft import Draft, Verdict, Verdicts
from ingest.clean.lines import Line

MAX_SHARE = 0.34  # of the prose: what repeats more is a template
MAX_LABELS = 0.4  # of all lines, likewise
MAX_NUMBERED = 3  # lines known but for their numbers; more are a table

LEARNED = Verdict(rule="site-memory", rule_class="learned", stage="memory")


def drop_learned(draft: Draft) -> Verdicts:
    """Drop the lines this publisher prints under many articles."""
    memory = draft.case.memory
    known = {line.position for line in draft.lines if memory.knows(line)}
    if not known:
        return {}
    prose = [line for line in draft.lines if line.is_prose]
    sentences = _repeated(prose, known, draft)
    labels = [
        line
        for index, line in enumerate(draft.lines)
        if line.position in known and not line.is_prose and not _heads_prose(draft, index, known)
    ]
    if sum(not memory.knows_exactly(line) for line in labels) > MAX_NUMBERED:
        labels = [line for line in labels if memory.knows_exactly(line)]
    if _length(labels) > MAX_LABELS * _length(draft.lines):
        labels = []
    return {line.position: LEARNED for line in (*labels, *sentences)}


def _repeated(prose: list[Line], known: Collection[int], draft: Draft) -> list[Line]:
    """Return the repeated sentences that are furniture; none when they are the article itself."""
    runs = [
        (is_known, list(run))
        for is_known, run in groupby(prose, key=lambda line: line.position in known)
    ]
    sentences = [line for is_known, run in runs if is_known for line in run]
    if _length(sentences) > MAX_SHARE * _length(prose):
        return []
    woven = [line for is_known, run in runs[1:-1] if is_known for line in run]
    is_one = sum(is_known for is_known, _ in runs[1:-1]) <= 1
    if is_one and all(_is_addressed(line, draft) for line in woven):
        return sentences
    return [line for line in sentences if line not in woven]


def _is_addressed(line: Line, draft: Draft) -> bool:
    """Whether the house speaks to its reader in *line*."""
    signs = draft.case.signs.get(line.position)
    return signs is not None and signs.requests + signs.goods + signs.reader + signs.ours > 0


def _heads_prose(draft: Draft, index: int, known: Collection[int]) -> bool:
    """Whether a repeated heading or question stands above text of this article: a house's habit."""
    line = draft.lines[index]
    if line.kind != "heading" and not line.is_question:
        return False
    below = draft.lines[index + 1 : index + 2]
    return bool(below) and below[0].is_prose and below[0].position not in known


def _length(lines: Iterable[Line]) -> int:
    return sum(len(line.text) for line in lines)
