"""How a detector does on the natural news: found, called by the right kind, and wrongly related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.model import Relation, RelationKind
from tests.dedupe.natural_news import DUPLICATE, SERIES, News


@dataclass(slots=True)
class NaturalScore:
    """Counts by what was done to a text."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    misnamed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    series: Counter[str] = field(
        default_factory=Counter
    )  # issues of a series, by what they were called
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was related that may be."""
        return self.found.total() / max(1, self.found.total() + self.wrong.total())

    @property
    def recall(self) -> float:
        """Share of what must be related that was."""
        return self.found.total() / max(1, self.found.total() + self.missed.total())

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def recall_of(self, kind: str) -> float:
        """Recall of what was made in one way."""
        return self.found[kind] / (self.found[kind] + self.missed[kind])

    def table(self) -> str:
        """Return the score as lines to print."""
        kinds = sorted({*self.found, *self.missed})
        rows = [f"P {self.precision:.4f}  R {self.recall:.4f}  F1 {self.f1:.4f}"]
        rows += [
            f"  {kind:16} recall {self.recall_of(kind):.3f} of {self.found[kind] + self.missed[kind]:3}"
            f"  misnamed {self.misnamed[kind]}"
            for kind in kinds
        ]
        return "\n".join(
            [*rows, *(f"  wrong {kind} {n}" for kind, n in sorted(self.wrong.items()))]
        )


def judge_natural(items: Sequence[News], told: Iterable[Relation]) -> NaturalScore:
    """Count what was *told* of *items* against their labels."""
    score = NaturalScore()
    by_ref = {item.ref: item for item in items}
    every = {frozenset((r.a, r.b)): r for r in told}
    pairs = {pair: r for pair, r in every.items() if r.kind is not RelationKind.SAME_SERIES}
    wanted = {
        frozenset((item.ref, ref)): (item, kinds)
        for item in items
        for ref, kinds in item.of.items()
    }
    for pair, (item, kinds) in wanted.items():
        if kinds == SERIES:
            score.series[str(every[pair].kind) if pair in every else "none"] += 1
            continue
        relation = pairs.get(pair)
        if relation is None:
            if not item.loose:
                score.missed[item.kind] += 1
                score.errors.append(
                    f"missed {item.kind}: {item.ref} of {' '.join(pair - {item.ref})}"
                )
            continue
        score.found[item.kind] += 1
        if relation.kind not in kinds or relation.a != item.ref:
            score.misnamed[item.kind] += 1
            score.errors.append(
                f"misnamed {item.kind}: {relation.a} {relation.kind} {relation.b}"
                f" {relation.share_a} {relation.share_b} j={relation.jaccard} {relation.evidence}"
            )
    for pair, relation in pairs.items():
        one, other = sorted((by_ref[ref] for ref in pair), key=lambda item: item.kind == "base")
        if wanted.get(pair, (None, SERIES))[1] == SERIES and not _may_be(
            one, other, relation.kind, by_ref
        ):
            score.wrong[one.kind] += 1
            score.errors.append(
                f"wrong: {relation.a} {relation.kind} {relation.b} {relation.share_a} {relation.share_b}"
                f" {relation.evidence}"
            )
    return score


def _may_be(one: News, other: News, kind: str, by_ref: dict[str, News]) -> bool:
    if one.apart or other.apart:
        return False
    hand = {"base", "written"}
    if one.kind in hand and other.kind in hand:  # each such pair has its label
        return one.story == other.story and kind not in DUPLICATE
    return bool(_stories(one, by_ref) & _stories(other, by_ref))


def _stories(item: News, by_ref: dict[str, News]) -> set[str]:
    return {item.story, *(by_ref[ref].story for ref in item.of)}
