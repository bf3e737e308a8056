"""Two texts side by side: how much of each is in the other, and whether they are one template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.dedupe.shape import Shape

RUN = 8  # shared shingles in a row that make a passage: ten words do not coincide by chance
LONG_RUN = 24  # ... and a passage no fill-in template contains between two of its gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two texts share. Shares are weighted: a shingle found in *n* other texts counts 1/n."""

    share_new: float  # of the newcomer, found in the stored text
    share_old: float
    new_is_poorer: bool  # has less matter of its own than the stored text
    jaccard: float  # unweighted
    shared: frozenset[int]
    blocks: float  # share of the poorer side that lies in passages of at least RUN shingles
    passage: int  # half-words of uncommon matter in such passages
    longest: int  # shingles in the longest of them
    same_numbers: int  # places of a number or date that both texts have, with equal value
    other_numbers: int  # ... with another value
    recurring: float  # share of the poorer side's numbers that occur anywhere in the other text
    few_numbers: int  # how many numbers the poorer side has

    @property
    def containment(self) -> float:
        """Share of the poorer side that is in the other."""
        return max(self.share_new, self.share_old)

    @property
    def enough(self) -> bool:
        """Whether so much is shared that it is not chance: short texts must agree as a whole."""
        count = len(self.shared)
        return count >= 12 or self.jaccard >= 0.6


def compare_shapes(new: Shape, old: Shape, df: Mapping[int, int]) -> Comparison:
    """Return what *new* and *old* share; *df* tells in how many texts a mark was met (missing: 1)."""
    shared = new.marks & old.marks
    weight_new, weight_old = _weight(new.marks, df), _weight(old.marks, df)
    weight_shared = _weight(shared, df)
    runs = max(_runs(new.order, shared), _runs(old.order, shared), key=_mass)
    passages = [mark for run in runs for mark in run]
    poorer = min(weight_new, weight_old)
    same, other = _slots(new, old)
    numbers = min(len(new.numbers), len(old.numbers))
    return Comparison(
        share_new=weight_shared / weight_new,
        share_old=weight_shared / weight_old,
        new_is_poorer=weight_new < weight_old,
        jaccard=len(shared) / (len(new.marks) + len(old.marks) - len(shared)),
        shared=shared,
        blocks=_weight(passages, df) / poorer,
        passage=sum(df.get(mark, 1) <= 2 for mark in passages) * new.size // len(new.order),
        longest=max(map(len, runs), default=0),
        same_numbers=same,
        other_numbers=other,
        recurring=len(new.numbers & old.numbers) / numbers if numbers else 1.0,
        few_numbers=numbers,
    )


def _weight(marks: Iterable[int], df: Mapping[int, int]) -> float:
    marks = marks if isinstance(marks, frozenset | list) else list(marks)
    if not df:
        return float(len(marks))
    return sum(1 / df.get(mark, 1) for mark in marks)


def _runs(order: Sequence[int], shared: frozenset[int]) -> list[list[int]]:
    grouped = groupby(order, key=shared.__contains__)
    return [run for inside, marks in grouped if inside and len(run := list(marks)) >= RUN]


def _mass(runs: list[list[int]]) -> int:
    return sum(map(len, runs))


def _slots(new: Shape, old: Shape) -> tuple[int, int]:
    """Return in how many places both texts have a number: with a common value, with none."""
    common = new.slots & old.slots
    same = {place for place, _ in common}
    places = {place for place, _ in new.slots} & {place for place, _ in old.slots}
    return len(same), len(places - same)
