"""From articles and their relations to stories. Pure; the order of the input does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.model import DUPLICATE_KINDS, RelationKind, StoredArticle, Story

_TOGETHER = DUPLICATE_KINDS | {RelationKind.CONTAINS}


def group(articles: Iterable[StoredArticle]) -> tuple[Story, ...]:
    """Return *articles* as stories: an original and everything that repeats it.

    The earliest text leads, whatever order they were found in. A relation to a text that is not among
    *articles* (a seed, yesterday's original) still binds its copies of today to each other. A round-up
    that contains several originals is told with the earliest of them and does not merge the others.
    """
    ordered = sorted(articles, key=_first)
    leader: dict[str, str] = {}
    for article in ordered:
        origins = [r.b for r in article.relations if r.a == article.id and r.kind in _TOGETHER]
        known = [leader[o] for o in origins if o in leader]
        leader[article.id] = known[0] if known else origins[0] if origins else article.id
    members: dict[str, list[StoredArticle]] = defaultdict(list)
    for article in ordered:
        members[leader[article.id]].append(article)
    return tuple(_story(one) for one in members.values())


def _story(articles: Sequence[StoredArticle]) -> Story:
    lead, *others = articles
    copies = [a for a in others if _is_copy(a)]
    distinct = [a for a in others if not _is_copy(a)]
    return Story(id=lead.id, members=(lead, *distinct), copies=tuple(copies))


def _is_copy(article: StoredArticle) -> bool:
    return any(r.a == article.id and r.kind in DUPLICATE_KINDS for r in article.relations)


def _first(article: StoredArticle) -> tuple[float, float, str]:
    published = article.article.published
    when = published.at if published else article.first_seen
    return (when.timestamp(), article.first_seen.timestamp(), article.id)
