"""The decision: how a newcomer relates to the stored texts that look like it, and what to index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from ingest.dedupe.shape import DETECTOR, HALF, Fingerprint, Shape, sketch
from ingest.dedupe.verify import LEAST_PART, LONG_RUN, Comparison, Weights, compare_shapes, overlap
from ingest.model import DUPLICATE_KINDS, Relation, RelationKind

SEED_PREFIX = "seed:"
CONTAINED = 0.4  # weighted share of the poorer side from which two texts are one
CONTAINED_IN_HOUSE = 0.5  # houses repeat their own background paragraphs and furniture
TOLD = 0.2  # share of the narration that two reports of one statement have in common by chance
MOSTLY = 0.7  # share from which a text is a part of another even if all of it is a quotation
LESSER = 0.5  # share of a text up to which a passage further down may be background
WHOLE = 0.8  # share from which a text as a whole is inside another
LARGER = 2 / 3  # share of a text below which it has half as much again as the one inside it
EDITIONS = frozenset({RelationKind.EXACT, RelationKind.COPY, RelationKind.UPDATE_OF})
CHANCE = 0.05  # unweighted; below, no weighting makes one text of two
NOVEL = 0.3  # share of new matter from which all of it is worth finding again
OWN_PASSAGE = 16  # shingles in a row; a shorter insertion is an edit
SHORT = 160  # half-words; below, one changed number is enough to make another issue of a series
SERIES_DAYS = 3  # copies of news come within three days, unless they are plainly verbatim
REFILLED = 3  # places with other numbers; a story that goes on next day changes one or two
NEXT_DAY = 0.75  # days; an issue of a daily series is further away, an update seldom
SEED_PASSAGE = 44  # half-words: a seed is recognised by 22 words in any surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A text met before, as the store gives it back; for seeds there may never have been a text."""

    ref: str  # article id or "seed:KEY"
    shape: Shape
    content_hash: str
    published: datetime | None = None
    publisher: str = ""
    met: bool = True  # by its own rows in the index, and not as a relative of another text

    @property
    def is_seed(self) -> bool:
        """Whether it belongs to the reference corpus, of which every passage matters."""
        return self.ref.startswith(SEED_PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a newcomer is, and which of its hashes to index."""

    relations: tuple[Relation, ...]  # duplicates first, closest first
    sketch: tuple[int, ...]  # empty when it brings too little that is new
    novel: float  # share of its shingles found in none of its relatives

    @property
    def index(self) -> bool:
        """Whether later texts shall be compared with this one."""
        return bool(self.sketch)

    @property
    def original(self) -> str | None:
        """The text that this one repeats; None when it is a text of its own.

        A long article that quotes a seed at length is related to it, and still news.
        """
        repeats = (r for r in self.relations if r.kind in DUPLICATE_KINDS)
        return next((r.b for r in repeats if r.share_a >= CONTAINED), None)


def decide(
    newcomer: Fingerprint,
    candidates: Sequence[StoredText],
    df: Mapping[int, int],
    *,
    ref: str = "",
    publisher: str = "",
) -> Decision:
    """Return how *newcomer* relates to each of *candidates*; every pair is judged by itself.

    There is no chain: that a copy of a copy is related is found by comparing the two. The newcomer
    goes without index rows only for what it shares with another edition that has them itself: a part
    or a relative of a relative would be met in one order of arrival and not in another.
    """
    relations: list[Relation] = []
    known: set[int] = set()
    indexed: set[int] = set()  # what the rows of an edition of the same text lead to as well
    weights = Weights(df)
    for stored in candidates:
        if overlap(newcomer.shape, stored.shape) < CHANCE and not stored.is_seed:
            continue
        comparison = compare_shapes(newcomer.shape, stored.shape, weights)
        kind = relation_kind(newcomer, stored, comparison, publisher)
        if kind is None:
            continue
        relations.append(_relation(ref, newcomer, stored, kind, comparison))
        if kind is not RelationKind.SAME_SERIES:
            known |= comparison.shared
        if kind in EDITIONS and stored.met:
            indexed |= comparison.shared
    relations.sort(key=_closest_first)
    size = len(newcomer.sequence)
    fresh = sum(h & HALF not in known for h in newcomer.sequence) if known else size
    rows = new_matter(newcomer, indexed) if indexed else newcomer.sketch
    return Decision(relations=tuple(relations), sketch=rows, novel=fresh / size)


def new_matter(newcomer: Fingerprint, known: Collection[int]) -> tuple[int, ...]:
    """Return the hashes by which to find what *newcomer* has beyond the *known* marks.

    Every passage of its own is indexed, also that of a copy: another text may have it from there, and
    what comes first must not decide what is found. Scattered edits are indexed when they are many.
    """
    runs = [
        (is_known, list(run))
        for is_known, run in groupby(newcomer.sequence, key=lambda h: h & HALF in known)
    ]
    fresh = [run for is_known, run in runs if not is_known]
    if sum(map(len, fresh)) <= NOVEL * len(newcomer.sequence):
        fresh = [run for run in fresh if len(run) >= OWN_PASSAGE]
    sequence = [h for run in fresh for h in run]
    return sketch(sequence, newcomer.n * len(sequence) // len(newcomer.sequence))


def relation_kind(
    newcomer: Fingerprint, stored: StoredText, found: Comparison, publisher: str = ""
) -> RelationKind | None:
    """Return what *newcomer* is to *stored*, or None when they are two texts."""
    if newcomer.content_hash == stored.content_hash:
        return RelationKind.EXACT
    in_house = publisher != "" and publisher == stored.publisher
    alike = is_alike(found, in_house=in_house, is_seed=stored.is_seed)
    if stored.is_seed and not alike and found.passage >= SEED_PASSAGE:
        return RelationKind.EXCERPT_OF
    days, size = _days(newcomer, stored), min(newcomer.n, stored.shape.size)
    if not alike:
        quotes = not in_house and min(found.piece, found.passage) >= LEAST_PART
        if quotes and not is_template(found, days, size):
            return _part(newcomer, stored, found)
        return RelationKind.SAME_SERIES if in_house and is_issue(found, days) else None
    if in_house and (found.framed or is_tail(found, days)):
        return RelationKind.SAME_SERIES  # two stories in one frame, or before one ending
    if is_template(found, days, size, in_house=in_house):
        return RelationKind.SAME_SERIES
    written_on = in_house and days is not None and days <= NEXT_DAY
    if is_one_text(found, grown=_has_grown(newcomer, stored, found) and not written_on):
        revised = in_house and found.jaccard < 0.95
        return RelationKind.UPDATE_OF if revised else RelationKind.COPY
    if stored.is_seed and found.share_old < CONTAINED:
        return RelationKind.EXCERPT_OF
    return _part(newcomer, stored, found)


def is_one_text(found: Comparison, *, grown: bool) -> bool:
    """Return whether two texts are one in two editions, and not a part and its whole.

    A text of which a third was cut is still that text. One that has *grown* by half around another is a
    digest or a live page, unless its own house wrote on within a day.
    """
    less, more = sorted((found.share_new, found.share_old))
    if more < WHOLE:
        return less >= CONTAINED or found.jaccard >= 0.5
    return found.jaccard >= 0.5 and (less >= LARGER or not grown)


def _has_grown(newcomer: Fingerprint, stored: StoredText, found: Comparison) -> bool:
    """Return whether the longer of the two is known to be the later one."""
    if newcomer.published is None or stored.published is None:
        return False
    if found.share_new < found.share_old:
        return newcomer.published > stored.published
    return newcomer.published < stored.published


def _part(newcomer: Fingerprint, stored: StoredText, found: Comparison) -> RelationKind:
    """Return which of the two holds the other; between equals something that arrival cannot change."""
    mine = (found.share_new, newcomer.content_hash)
    theirs = (found.share_old, stored.content_hash)
    return RelationKind.EXCERPT_OF if mine > theirs else RelationKind.CONTAINS


def is_alike(found: Comparison, *, in_house: bool, is_seed: bool = False) -> bool:
    """Return whether two texts share so much, and such, that they are one or part of one another."""
    needed = CONTAINED_IN_HOUSE if in_house else CONTAINED
    if found.containment < needed or not found.enough or is_quotation(found):
        return False
    return in_house or is_seed or not is_background(found)


def is_quotation(found: Comparison) -> bool:
    """Return whether two texts share what somebody said to both, and little of what they tell.

    A text that is inside the other nearly as a whole is a part of it, whoever speaks.
    """
    return found.told < TOLD and max(found.share_new, found.share_old) < MOSTLY


def is_background(found: Comparison) -> bool:
    """Return whether what two houses share opens neither text and is the lesser part of both.

    Explanations and portraits of an agency stand below the news in the stories of many houses.
    """
    lesser = max(found.share_new, found.share_old) < LESSER
    return lesser and found.new_heads and found.piece < LEAST_PART


def is_tail(found: Comparison, days: float | None) -> bool:
    """Return whether two texts of one house begin differently and end in the same background.

    So do the issues of a report with a page on its method, and two stories with one explanation of the
    war. So does the update of a story with a new beginning, but it comes within hours, keeps its
    numbers, and most of its words.
    """
    if not found.new_heads or max(found.share_new, found.share_old) >= WHOLE:
        return False
    if days is not None:
        return days > NEXT_DAY
    return found.other_numbers > 0 or max(found.share_new, found.share_old) < 0.6


def is_issue(found: Comparison, days: float | None) -> bool:
    """Return whether two texts of one house, no copies, are two issues of one series.

    They fill the same places with other numbers, or the same frame with other news, on another day. Two
    stories with one background have its numbers in common.
    """
    if (days is not None and days <= NEXT_DAY) or found.mass < LEAST_PART:
        return False
    refilled = found.other_numbers >= REFILLED and found.other_numbers >= 2 * found.same_numbers
    return refilled or (found.framed and found.containment >= CONTAINED)


def is_template(
    found: Comparison, days: float | None, size: int, *, in_house: bool = False
) -> bool:
    """Return whether two texts that share much are two issues of one series, not copies.

    Numbers are judged in their places first: the same sentence with another value speaks for a
    bulletin, however many further numbers a page carries around an excerpt. *size* is that of the
    shorter text in half-words, *days* lie between them when both are dated.
    """
    in_one_piece = found.blocks >= 0.6 or 2 * found.longest >= len(found.shared)
    verbatim = in_one_piece and found.longest >= LONG_RUN
    places = found.same_numbers + found.other_numbers
    if places >= 3:
        next_day = in_house and (days is None or days > NEXT_DAY)
        if found.same_numbers / places < (2 / 3 if next_day else 0.5):
            return True
    elif places and size < SHORT:
        if not found.same_numbers:
            return True
    elif found.few_numbers >= 3 and found.recurring < 0.5 and not verbatim:
        return True
    far = days is not None and days > SERIES_DAYS
    return far and found.jaccard < 0.95 and not verbatim


def _days(newcomer: Fingerprint, stored: StoredText) -> float | None:
    """Return the days between two dated news; of a seed, excerpts and copies may come years later."""
    if stored.is_seed:
        return None
    if newcomer.published is None or stored.published is None:
        return None
    return abs((newcomer.published - stored.published).total_seconds()) / 86_400


def _closest_first(relation: Relation) -> tuple[bool, float, str]:
    closeness = max(relation.share_a, relation.share_b) + relation.jaccard / 1000
    return relation.kind not in DUPLICATE_KINDS, -closeness, relation.b


def _relation(
    ref: str, newcomer: Fingerprint, stored: StoredText, kind: RelationKind, found: Comparison
) -> Relation:
    return Relation(
        a=ref,
        b=stored.ref,
        kind=kind,
        share_a=round(found.share_new, 4),
        share_b=round(found.share_old, 4),
        jaccard=round(found.jaccard, 4),
        evidence=_evidence(kind, found, _days(newcomer, stored)),
        detector=DETECTOR,
    )


def _evidence(kind: RelationKind, found: Comparison, days: float | None) -> str:
    if kind is RelationKind.EXACT:
        return "the same words in the same order"
    said = [f"{len(found.shared)} word sequences shared"]
    if found.longest:
        said.append(f"longest common passage {found.longest} of them")
    places = found.same_numbers + found.other_numbers
    if places:
        said.append(f"numbers agree in {found.same_numbers} of {places} places")
    if days is not None:
        said.append(f"{days:.1f} days apart")
    return "; ".join(said)
