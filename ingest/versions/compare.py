"""Two versions of one article side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import groupby, product

from ingest.model import Article, Moment
from ingest.normalize.text import fold
from ingest.versions.classify import sentence_edits
from ingest.versions.edits import Edit, EditKind, VersionChange
from ingest.versions.sentences import sentences
from ingest.versions.tokens import plain
from ingest.versions.words import CORRECTION, COUNTER, FURNITURE, STAMP, STAMP_WORDS

__all__ = ["Edit", "EditKind", "VersionChange", "compare"]

ALIKE = 0.5  # share of common words from which two sentences are two wordings of one ...
ALIKE_BETWEEN = 0.3  # ... and between the same neighbours
MOST_PAIRS = 20_000  # of sentences that are compared; in longer texts only those near each other
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
    language = new.language.partition("-")[0]
    paragraphs = _paragraphs(old, new), _paragraphs(new, old)
    untouched = set(paragraphs[0]) & set(paragraphs[1])
    before, after = (_units(side, untouched, language) for side in paragraphs)
    gone, come = _rest(before, after), _rest(after, before)
    gone, come = _without_other_breaks(gone, come)
    pairs = _pairs(before, after, gone, come)
    for one, two in pairs:
        if CORRECTION.search(two.text) and not CORRECTION.search(one.text):
            yield Edit(kind=EditKind.CORRECTION, before=one.text, after=two.text, context=two.text)
        yield from sentence_edits(one.text, two.text, language)
    for text in _paragraphs_of(gone, {one for one, _ in pairs}):
        yield Edit(kind=EditKind.REMOVED, before=text, after="", context=text)
    for text in _paragraphs_of(come, {two for _, two in pairs}):
        kind = EditKind.CORRECTION if CORRECTION.search(text) else EditKind.ADDED
        yield Edit(kind=kind, before="", after=text, context=text)


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
        and not _is_furniture(line, folded)
    ]


def _is_furniture(line: str, folded: str) -> bool:
    """Return whether *line* only counts, dates, credits or leads elsewhere."""
    if COUNTER.search(line):
        return True
    if len(folded.split()) > STAMP_WORDS:
        return False
    if STAMP.search(line) and any(c.isdigit() for c in line):
        return True
    return FURNITURE.search(line) is not None and line[-1] not in ".!?…。！？”»"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A sentence and where it stands. *key* is equal where only the form differs."""

    text: str
    key: str
    paragraph: int
    place: int


def _units(paragraphs: Sequence[str], untouched: Set[str], language: str) -> list[_Unit]:
    """Return the sentences of *paragraphs*; one that is *untouched* is not worth taking apart."""
    cut = [
        (number, sentence, sentence if paragraph in untouched else plain(sentence, language))
        for number, paragraph in enumerate(paragraphs)
        for sentence in ([paragraph] if paragraph in untouched else sentences(paragraph))
    ]
    return [
        _Unit(text=text, key=key, paragraph=number, place=place)
        for place, (number, text, key) in enumerate(cut)
        if key
    ]


def _rest(mine: Sequence[_Unit], others: Sequence[_Unit]) -> list[_Unit]:
    """Return the sentences that only one side has; the same one elsewhere is no edit."""
    left = Counter(unit.key for unit in others)
    rest = []
    for unit in mine:
        if left[unit.key]:
            left[unit.key] -= 1
        else:
            rest.append(unit)
    return rest


def _without_other_breaks(gone: list[_Unit], come: list[_Unit]) -> tuple[list[_Unit], list[_Unit]]:
    """Return both without neighbours that together say the same: lines broken in other places."""
    runs = [{" ".join(u.key for u in run): run for run in _runs(units)} for units in (gone, come)]
    same = {unit.place for key in runs[0].keys() & runs[1].keys() for unit in runs[0][key]}
    also = {unit.place for key in runs[0].keys() & runs[1].keys() for unit in runs[1][key]}
    return [u for u in gone if u.place not in same], [u for u in come if u.place not in also]


def _runs(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    run: list[_Unit] = []
    for unit in units:
        if run and unit.place != run[-1].place + 1:
            yield run
            run = []
        run.append(unit)
    if run:
        yield run


def _pairs(
    before: Sequence[_Unit], after: Sequence[_Unit], gone: Sequence[_Unit], come: Sequence[_Unit]
) -> list[tuple[_Unit, _Unit]]:
    """Return which of *gone* became which of *come*: the most similar first, each once.

    Where the sentences around it are the same, less likeness is enough.
    """
    around = _surroundings(before, gone), _surroundings(after, come)
    bags = [Counter(unit.key.split()) for unit in gone], [Counter(u.key.split()) for u in come]
    scored = []
    far = MOST_PAIRS // max(len(gone), len(come), 1)  # a live blog moves, but not that much
    for (i, one), (j, two) in product(enumerate(gone), enumerate(come)):
        if abs(i - j) > far:
            continue
        between = around[0][one.place] == around[1][two.place]
        least = ALIKE_BETWEEN if between else ALIKE
        if _common(bags[0][i], bags[1][j]) < least:
            continue
        score = _alike(one, two)
        if score >= least:
            scored.append((-score, abs(one.place - two.place), i, j))
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(scored):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return [(gone[i], come[j]) for i, j in sorted(paired.items())]


def _surroundings(units: Sequence[_Unit], changed: Sequence[_Unit]) -> dict[int, tuple[str, str]]:
    """Return, for each changed sentence, the unchanged one before and the one behind it."""
    places = {unit.place for unit in changed}
    lead: dict[int, str] = {}
    tail: dict[int, str] = {}
    for known, order in ((lead, units), (tail, list(reversed(units)))):
        last = ""
        for unit in order:
            known[unit.place] = last
            last = last if unit.place in places else unit.key
    return {place: (lead[place], tail[place]) for place in places}


def _paragraphs_of(left: Sequence[_Unit], paired: set[_Unit]) -> Iterator[str]:
    """Yield the sentences of *left* that are not *paired*, those of one paragraph together."""
    for _, units in groupby(
        (unit for unit in left if unit not in paired), key=lambda unit: unit.paragraph
    ):
        yield " ".join(unit.text for unit in units)


def _common(one: Counter[str], two: Counter[str]) -> float:
    """Return the share of words two sentences have in common, in any order: quick to know."""
    if len(one) > len(two):
        one, two = two, one
    shared = sum(min(n, two[word]) for word, n in one.items() if word in two)
    return 2 * shared / (one.total() + two.total())


def _alike(one: _Unit, two: _Unit) -> float:
    return SequenceMatcher(None, one.key.split(), two.key.split(), autojunk=False).ratio()
