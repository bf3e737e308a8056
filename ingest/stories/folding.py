"""Copies below their original: one family per distinct text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.model import DUPLICATE_KINDS, RelationKind, StoredArticle

_TOGETHER = DUPLICATE_KINDS | {RelationKind.CONTAINS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A text and everything that repeats it, earliest first; *copies* are the ids of what repeats."""

    articles: tuple[StoredArticle, ...]
    copies: frozenset[str] = frozenset()

    @property
    def lead(self) -> StoredArticle:
        """The earliest article: the text the family is compared by."""
        return self.articles[0]


def fold_copies(articles: Iterable[StoredArticle]) -> tuple[Family, ...]:
    """Return *articles* as families: an original and everything that repeats it, earliest first.

    A relation to a text that is not among *articles* (a seed, yesterday's original) still binds its
    copies of today to each other. A round-up that contains several originals stays with the earliest
    of them and does not merge the others.
    """
    ordered = sorted({a.id: a for a in articles}.values(), key=place)
    rank = {article.id: n for n, article in enumerate(ordered)}
    origins, copies = _origins(ordered, rank)
    leader: dict[str, str] = {}
    for article in ordered:
        known = sorted((o for o in origins[article.id] if o in leader), key=rank.__getitem__)
        elsewhere = min(origins[article.id] - rank.keys(), default=article.id)
        leader[article.id] = leader[known[0]] if known else elsewhere
    families: dict[str, list[StoredArticle]] = defaultdict(list)
    for article in ordered:
        families[leader[article.id]].append(article)
    return tuple(Family(articles=tuple(some), copies=copies) for some in families.values())


def _origins(
    ordered: Iterable[StoredArticle], rank: Mapping[str, int]
) -> tuple[Mapping[str, set[str]], frozenset[str]]:
    """Return what each article repeats, and which are copies: they repeat a text, or hold several.

    Relations go by the dates that publishers claim, and the digest by when a text can have been there.
    Where the two disagree, the one that is told later repeats the other all the same.
    """
    origins: defaultdict[str, set[str]] = defaultdict(set)
    held: Counter[str] = Counter()
    copies: set[str] = set()
    for article in ordered:
        for relation in article.relations:
            later, earlier = relation.a, relation.b
            if relation.a != article.id or relation.kind not in _TOGETHER:
                continue
            if relation.kind in DUPLICATE_KINDS:
                if rank.get(earlier, -1) > rank[later]:
                    later, earlier = earlier, later
                copies.add(later)
            held[later] += relation.kind is RelationKind.CONTAINS
            origins[later].add(earlier)
    return origins, frozenset(copies | {one for one, n in held.items() if n > 1})


def since(stored: StoredArticle) -> datetime:
    """Return when a text was published or became known to us, whichever is earlier: dates lie ahead."""
    published = stored.article.published
    return min(published.at, stored.first_seen) if published else stored.first_seen


def place(stored: StoredArticle) -> tuple[datetime, datetime, str]:
    """Return the sort key of the order in which articles are told: it never depends on ours."""
    return (since(stored), stored.first_seen, stored.id)
