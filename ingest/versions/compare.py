"""Two versions of one article side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import SequenceMatcher

from ingest.model import Article, Moment
from ingest.normalize.text import fold
from ingest.versions.classify import paragraph_edits
from ingest.versions.edits import Edit, EditKind, VersionChange
from ingest.versions.words import CORRECTION, COUNTER, STAMP, STAMP_WORDS

__all__ = ["Edit", "EditKind", "VersionChange", "compare"]

ALIKE = 0.5  # share of common words from which two paragraphs are two wordings of one
CLOCK_DRIFT = timedelta(
    minutes=2
)  # publication times of one article differ so much between its tags


def compare(old: Article, new: Article) -> VersionChange:
    """Return what an editor changed between two fetches of one article.

    Spaces, punctuation, the order of paragraphs, time stamps, counters and lines that one of the two
    cleanings removed are no edits.
    """
    edits = [*_headline(old, new), *_date(old, new), *_body(old, new)]
    edits.sort(key=lambda edit: list(EditKind).index(edit.kind))
    return VersionChange(
        edits=tuple(edits),
        seen_at=new.fetched_at,
        raw_before=old.raw_id,
        raw_after=new.raw_id,
    )


def _headline(old: Article, new: Article) -> Iterator[Edit]:
    if old.headline and new.headline and fold(old.headline) != fold(new.headline):
        yield Edit(kind=EditKind.HEADLINE, before=old.headline, after=new.headline)


def _date(old: Article, new: Article) -> Iterator[Edit]:
    """A publication date that moved into the past; a coarser claim of the same day is none."""
    one, two = old.published, new.published
    if one is None or two is None or not _is_earlier(two, one):
        return
    yield Edit(
        kind=EditKind.BACK_DATED,
        before=one.at.isoformat(),
        after=two.at.isoformat(),
        context=two.origin,
    )


def _is_earlier(one: Moment, other: Moment) -> bool:
    coarse = {"day", "month", "year"}
    if one.precision in coarse or other.precision in coarse:
        tolerance = timedelta(days={"year": 366, "month": 31}.get(one.precision, 1))
        return one.at.date() + tolerance <= other.at.date() and one.precision == other.precision
    tolerance = CLOCK_DRIFT if one.zone_known and other.zone_known else timedelta(hours=14)
    return one.at + tolerance < other.at


def _body(old: Article, new: Article) -> Iterator[Edit]:
    before, after = _paragraphs(old, new), _paragraphs(new, old)
    gone, come = _without_moves(before, after)
    pairs = _pairs(gone, come)
    for i, j in sorted(pairs.items()):
        if CORRECTION.search(come[j]) and not CORRECTION.search(gone[i]):
            yield Edit(kind=EditKind.CORRECTION, before=gone[i], after=come[j], context=come[j])
        yield from paragraph_edits(gone[i], come[j])
    for i, paragraph in enumerate(gone):
        if i not in pairs:
            yield Edit(kind=EditKind.REMOVED, before=paragraph, after="", context=paragraph)
    for j, paragraph in enumerate(come):
        if j not in pairs.values():
            notice = CORRECTION.search(paragraph)
            kind = EditKind.CORRECTION if notice else EditKind.ADDED
            yield Edit(kind=kind, before="", after=paragraph, context=paragraph)


def _paragraphs(mine: Article, other: Article) -> list[str]:
    """Return the paragraphs an editor is answerable for.

    A line that the cleaning of the other version took out is furniture that one of the two rule sets
    did not know.
    """
    furniture = {fold(line.line) for line in other.removed}
    titles = {fold(mine.headline), fold(other.headline)}
    return [
        line
        for line in (part.strip() for part in mine.text.splitlines())
        if (folded := fold(line))
        and folded not in furniture
        and folded not in titles
        and not _is_stamp(line, folded)
    ]


def _is_stamp(line: str, folded: str) -> bool:
    if COUNTER.search(line):
        return True
    short = len(folded.split()) <= STAMP_WORDS and any(c.isdigit() for c in line)
    return short and STAMP.search(line) is not None


def _without_moves(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs that only one side has; the same paragraph elsewhere is no edit."""
    return _rest(before, after), _rest(after, before)


def _rest(mine: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(fold(paragraph) for paragraph in others)
    rest = []
    for paragraph in mine:
        folded = fold(paragraph)
        if left[folded]:
            left[folded] -= 1
        else:
            rest.append(paragraph)
    return rest


def _pairs(gone: Sequence[str], come: Sequence[str]) -> dict[int, int]:
    """Return which of *gone* became which of *come*: the most similar first, each once."""
    words_gone, words_come = [_words(p) for p in gone], [_words(p) for p in come]
    scored = sorted(
        (-score, abs(i - j), i, j)
        for i, one in enumerate(words_gone)
        for j, two in enumerate(words_come)
        if (score := _alike(one, two)) >= ALIKE
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in scored:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _words(paragraph: str) -> list[str]:
    folded = fold(paragraph)
    spaced = folded.count(" ") * 12 >= len(folded)
    return folded.split() if spaced else list(folded.replace(" ", ""))


def _alike(one: Sequence[str], two: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if not one or not two or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
