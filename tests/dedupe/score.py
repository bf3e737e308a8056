"""How a detector does on a labelled stream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ingest.dedupe import Decision
from ingest.model import RelationKind
from tests.dedupe.stream import Item


@dataclass(slots=True)
class Score:
    """Counts over pairs: wanted relations found and missed, and relations that must not be."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was related that may be."""
        return self._share(self.found.total(), self.wrong.total())

    @property
    def recall(self) -> float:
        """Share of what must be related that was."""
        return self._share(self.found.total(), self.missed.total())

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def recall_of(self, kind: str) -> float:
        """Recall of one kind of variant."""
        return self._share(self.found[kind], self.missed[kind])

    @staticmethod
    def _share(good: int, bad: int) -> float:
        return good / (good + bad) if good + bad else 1.0

    def table(self) -> str:
        """Return the score as lines to print."""
        kinds = sorted({*self.found, *self.missed})
        rows = [f"  {kind:14} recall {self.recall_of(kind):.3f}  of {self.found[kind] + self.missed[kind]}"
                for kind in kinds]  # fmt: skip
        rows += [f"  wrong: {kind:12} {count}" for kind, count in sorted(self.wrong.items())]
        head = f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"
        return "\n".join([head, *rows])


def judge_stream(items: Sequence[Item], settle: Callable[[Item], Decision]) -> Score:
    """Send *items* through *settle* one by one and count.

    A pair of one story that was not asked for is neither right nor wrong, unless the item is ``apart``.
    """
    score = Score()
    pairs: dict[frozenset[str], RelationKind] = {}
    for item in items:
        for relation in settle(item).relations:
            if relation.kind is not RelationKind.SAME_SERIES:
                pairs[frozenset((item.ref, relation.b))] = relation.kind
    by_ref = {item.ref: item for item in items}
    wanted = {frozenset((item.ref, ref)): item for item in items for ref in item.of}
    for pair, item in wanted.items():
        (score.found if pair in pairs else score.missed)[item.kind] += 1
        if pair not in pairs:
            score.errors.append(f"missed {item.kind}: {sorted(pair)}")
    for pair, kind in pairs.items():
        one, other = (by_ref[ref] for ref in pair)
        if pair not in wanted and not _may_be(one, other, by_ref):
            score.wrong[max(one.kind, other.kind, key=_telling)] += 1
            score.errors.append(f"wrong {kind}: {sorted(pair)}")
    return score


def _telling(kind: str) -> int:
    return ("original", "neighbour").count(kind) * -1


def _may_be(one: Item, other: Item, by_ref: dict[str, Item]) -> bool:
    if one.apart or other.apart:
        return False
    return bool(_stories(one, by_ref) & _stories(other, by_ref))


def _stories(item: Item, by_ref: dict[str, Item]) -> set[str]:
    return {item.story, *(by_ref[ref].story for ref in _known(item.of, by_ref))}


def _known(refs: Iterable[str], by_ref: dict[str, Item]) -> Iterable[str]:
    return (ref for ref in refs if ref in by_ref)
