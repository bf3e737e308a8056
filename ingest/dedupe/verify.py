"""Two texts side by side: how much of each is in the other, and whether they are one template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.dedupe.shape import Shape

RUN = 8  # shared shingles in a row that make a passage: ten words do not coincide by chance
LEAST_PART = 56  # half-words, 250 characters of long words: less of a text is no part of it
EARLY = 0.25  # of a text: what is quoted from it stands there, background further down
HEAD = 16  # shingles; two texts without a common passage there begin differently
TOP = 4  # shingles; what both texts have there is how a house begins every page
FRAMED = 0.4  # share of a page that its frame surrounds, at least
LEAST_TOLD = 16  # shingles of narration: "he told reporters" is the same in every paper
LONG_RUN = 24  # ... and a passage no fill-in template contains between two of its gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two texts share.

    Only *whether* they are related is weighed, a mark met in *n* texts counting 1/n. Shares and all
    that tells *how* they are related are plain counts: what was stored in between does not move them.
    """

    share_new: float  # of the newcomer, found in the stored text
    share_old: float
    containment: float  # weighted: of the poorer side's own matter, found in the other
    jaccard: float
    shared: frozenset[int]
    blocks: float  # share of the shorter text that lies in passages of at least RUN shingles
    per_mark: float  # half-words that one shared mark stands for
    passage: int  # half-words of uncommon matter in passages
    longest: int  # shingles in the longest of them
    told: float  # weighted as containment, of what neither text has in direct speech
    piece: int  # half-words of the longest that one of the texts has early, and not as speech only
    framed: bool  # what they share stands around what they do not, in both
    new_heads: bool  # the two begin with different words, and go on so for a while
    same_numbers: int  # places of a number or date that both texts have, with equal value
    other_numbers: int  # ... with another value
    recurring: float  # share of the poorer side's numbers that occur anywhere in the other text
    few_numbers: int  # how many numbers the poorer side has

    @property
    def enough(self) -> bool:
        """Whether so much is shared that it is not chance.

        Short texts must agree as a whole, or one sentence of furniture would make them one; in longer
        ones a third of what is shared lies in passages: two stories of one desk share many phrases, but
        phrases are short.
        """
        if self.jaccard >= 0.6:
            return True
        share = max(self.share_new, self.share_old)
        if len(self.shared) < 12 or (share < 0.6 and not self.weighty):
            return False
        return 3 * self.blocks >= share

    @property
    def mass(self) -> float:
        """How many half-words are shared."""
        return len(self.shared) * self.per_mark

    @property
    def weighty(self) -> bool:
        """Whether what is shared is more than a line or two of furniture that two houses have."""
        return self.mass >= 2 * LEAST_PART or self.longest * self.per_mark >= LEAST_PART


def overlap(new: Shape, old: Shape) -> float:
    """Return the plain share of the shorter text that is in the other: a cheap first look."""
    return len(new.marks & old.marks) / min(len(new.marks), len(old.marks))


class Weights:
    """What marks count: one that was met in *n* texts 1/n."""

    def __init__(self, df: Mapping[int, int]) -> None:
        self._loss = {mark: 1 - 1 / n for mark, n in df.items() if n > 1}
        self._met_before = frozenset(self._loss)
        self._common = frozenset(mark for mark, n in df.items() if n > 2)

    def of(self, marks: frozenset[int]) -> float:
        """Return the sum over *marks*; only those met before cost time."""
        return len(marks) - sum(map(self._loss.__getitem__, marks & self._met_before))

    def uncommon(self, marks: frozenset[int]) -> int:
        """Return how many of *marks* were met in two texts at most."""
        return len(marks - self._common)


def compare_shapes(new: Shape, old: Shape, weights: Weights) -> Comparison:
    """Return what *new* and *old* share."""
    shared = new.marks & old.marks
    said = new.said | old.said
    fewer = min(len(new.marks), len(old.marks))
    own = min(weights.of(new.marks), weights.of(old.marks))
    runs_new, runs_old = _runs(new.order, shared), _runs(old.order, shared)
    runs = max(runs_new, runs_old, key=_mass)
    passages = frozenset(mark for run in runs for mark in run)
    per_mark = (new.size + old.size) / (len(new.order) + len(old.order))
    same, other = _slots(new, old)
    numbers = min(len(new.numbers), len(old.numbers))
    return Comparison(
        share_new=len(shared) / len(new.marks),
        share_old=len(shared) / len(old.marks),
        containment=weights.of(shared) / own,
        told=_told(new, old, shared, said, weights),
        jaccard=len(shared) / (len(new.marks) + len(old.marks) - len(shared)),
        shared=shared,
        blocks=len(passages) / fewer,
        per_mark=per_mark,
        passage=round(weights.uncommon(passages) * per_mark),
        longest=max(map(len, runs), default=0),
        piece=round(_quoted(new, runs_new, old, runs_old, said) * per_mark),
        framed=_is_frame(new.order, runs_new) and _is_frame(old.order, runs_old),
        new_heads=passages.isdisjoint(new.order[:HEAD]) and passages.isdisjoint(old.order[:HEAD]),
        same_numbers=same,
        other_numbers=other,
        recurring=len(new.numbers & old.numbers) / numbers if numbers else 1.0,
        few_numbers=numbers,
    )


def _runs(order: Sequence[int], shared: frozenset[int]) -> list[list[int]]:
    grouped = groupby(order, key=shared.__contains__)
    return [run for inside, marks in grouped if inside and len(run := list(marks)) >= RUN]


def _is_frame(order: Sequence[int], runs: Sequence[Sequence[int]]) -> bool:
    """Return whether *runs* surround nearly all of the rest, and the rest is not small.

    A quotation that both stories have inside the frame does not break it.
    """
    if len(runs) < 2:
        return False
    first, last = order.index(runs[0][0]), order.index(runs[-1][-1])
    inside = last - first + 1 - _mass(runs)
    return inside >= FRAMED * len(order) and inside >= 0.8 * (len(order) - _mass(runs))


def _quoted(
    new: Shape,
    runs_new: list[list[int]],
    old: Shape,
    runs_old: list[list[int]],
    said: frozenset[int],
) -> int:
    """Return the length of the longest run that one text has early, and not both at the very top.

    A run must tell something itself: what two reporters heard makes neither a part of the other.
    """
    heads = {*new.order[:TOP]} & {*old.order[:TOP]}
    return max(
        (
            len(run)
            for order, runs in ((new.order, runs_new), (old.order, runs_old))
            for early in [frozenset(order[: int(EARLY * len(order)) + 1])]
            for run in runs
            if run[0] in early and heads.isdisjoint(run) and len({*run} - said) >= LEAST_TOLD
        ),
        default=0,
    )


def _told(
    new: Shape, old: Shape, shared: frozenset[int], said: frozenset[int], weights: Weights
) -> float:
    """Return how much the narration of the poorer side is in the other; 0 when it has next to none.

    Where nothing shared is speech there is nothing to tell apart, and all of it counts as told.
    """
    if shared.isdisjoint(said):
        return 1.0
    own = min(weights.of(new.marks - said), weights.of(old.marks - said))
    return weights.of(shared - said) / own if own >= LEAST_TOLD else 0.0


def _mass(runs: Sequence[Sequence[int]]) -> int:
    return sum(map(len, runs))


def _slots(new: Shape, old: Shape) -> tuple[int, int]:
    """Return in how many places both texts have a number: with a common value, with none."""
    common = new.slots & old.slots
    same = {place for place, _ in common}
    places = {place for place, _ in new.slots} & {place for place, _ in old.slots}
    return len(same), len(places - same)
