"""Copies below their original: one family per distinct text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ingest.model import DUPLICATE_KINDS, RelationKind, StoredArticle

_TOGETHER = DUPLICATE_KINDS | {RelationKind.CONTAINS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A text and everything that repeats it, earliest first."""

    articles: tuple[StoredArticle, ...]

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
    leader: dict[str, str] = {}
    for article in ordered:
        origins = {r.b for r in article.relations if r.a == article.id and r.kind in _TOGETHER}
        known = sorted((o for o in origins if o in leader), key=rank.__getitem__)
        elsewhere = min(origins - rank.keys(), default=article.id)
        leader[article.id] = leader[known[0]] if known else elsewhere
    families: dict[str, list[StoredArticle]] = defaultdict(list)
    for article in ordered:
        families[leader[article.id]].append(article)
    return tuple(Family(articles=tuple(members)) for members in families.values())


def is_copy(article: StoredArticle) -> bool:
    """Return whether *article* repeats an earlier text, or several: a round-up is no telling of its own."""
    kinds = [r.kind for r in article.relations if r.a == article.id]
    return any(k in DUPLICATE_KINDS for k in kinds) or kinds.count(RelationKind.CONTAINS) > 1


def since(stored: StoredArticle) -> datetime:
    """Return when a text was published or became known to us, whichever is earlier: dates lie ahead."""
    published = stored.article.published
    return min(published.at, stored.first_seen) if published else stored.first_seen


def place(stored: StoredArticle) -> tuple[datetime, datetime, str]:
    """Return the sort key of the order in which articles are told: it never depends on ours."""
    return (since(stored), stored.first_seen, stored.id)
