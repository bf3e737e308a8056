"""From articles and their relations to stories. Pure; the order of the input does not matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from ingest.model import RelationKind, StoredArticle, Story
from ingest.stories.features import read_features
from ingest.stories.folding import Family, fold_copies, place, since
from ingest.stories.linkage import average_link
from ingest.stories.similarity import WINDOW, Matrix, similarities

__all__ = ["WINDOW", "group"]

SAME_STORY = 0.5  # average similarity of two texts that tell one event; see tests/stories
SAME_HOUSE = 0.85  # texts of one publisher are alike by its manner already
TOLD_TOGETHER = 2.0  # what was one story yesterday stays one: more than any two texts can be alike


def group(
    articles: Iterable[StoredArticle], known: Mapping[str, str] | None = None
) -> tuple[Story, ...]:
    """Return *articles* as stories, the earliest first.

    Copies are folded below their original; distinct texts of one language join when they tell the same
    event. *known* says in which story an article was told before (article id → story id): such articles
    stay together, and their story keeps its id. A new story has the id of its earliest article; when
    two stories turn out to be one, the older id stays.
    """
    known = known or {}
    families = fold_copies(articles)
    by_language: defaultdict[str, list[Family]] = defaultdict(list)
    for family in families:
        by_language[family.lead.article.language].append(family)
    found = [
        [article for family in cluster for article in family.articles]
        for language in sorted(by_language)
        for cluster in _clusters(by_language[language], known)
    ]
    clusters = [sorted(cluster, key=place) for cluster in _reunited(found, known)]
    clusters.sort(key=lambda cluster: place(cluster[0]))
    copies = frozenset[str]().union(*(family.copies for family in families))
    return tuple(
        _story(cluster, identity, copies)
        for cluster, identity in zip(clusters, _ids(clusters, known), strict=True)
    )


def _clusters(families: Sequence[Family], known: Mapping[str, str]) -> list[list[Family]]:
    features = read_features([family.lead.article for family in families])
    alike = similarities(features, [since(family.lead) for family in families])
    _mistrust_manner(alike, families)
    _keep_apart(alike, families)
    _hold_together(alike, families, known)  # even issues of a series, once readers were told so
    return [[families[row] for row in rows] for rows in average_link(alike, SAME_STORY)]


def _reunited(
    clusters: Iterable[list[StoredArticle]], known: Mapping[str, str]
) -> list[list[StoredArticle]]:
    """Return *clusters*, those joined that hold parts of one known story.

    Within a language they were held together already; a late original in another one can still draw
    a copy away from the story it was told in.
    """
    whole: list[tuple[set[str], list[StoredArticle]]] = []
    for cluster in clusters:
        stories = {known[article.id] for article in cluster if article.id in known}
        parts = [part for part in whole if part[0] & stories]
        whole = [part for part in whole if not part[0] & stories]
        stories = stories.union(*(told for told, _ in parts))
        whole.append((stories, [a for _, some in parts for a in some] + cluster))
    return [cluster for _, cluster in whole]


def _mistrust_manner(alike: Matrix, families: Sequence[Family]) -> None:
    houses: defaultdict[str, list[int]] = defaultdict(list)
    for row, family in enumerate(families):
        houses[family.lead.article.publisher].append(row)
    for rows in houses.values():
        for row in rows:
            alike[row, rows] *= SAME_HOUSE


def _hold_together(alike: Matrix, families: Sequence[Family], known: Mapping[str, str]) -> None:
    told: defaultdict[str, set[int]] = defaultdict(set)
    for row, family in enumerate(families):
        for article in family.articles:
            if article.id in known:
                told[known[article.id]].add(row)
    for rows in told.values():
        for one, other in combinations(sorted(rows), 2):
            alike[one, other] = alike[other, one] = TOLD_TOGETHER


def _keep_apart(alike: Matrix, families: Sequence[Family]) -> None:
    """Issues of one series look alike because they are alike, and tell another day each."""
    rows = {article.id: row for row, family in enumerate(families) for article in family.articles}
    for row, family in enumerate(families):
        for article in family.articles:
            for relation in article.relations:
                other = rows.get(relation.b, row)
                if relation.kind is RelationKind.SAME_SERIES and other != row:
                    alike[row, other] = alike[other, row] = 0.0


def _ids(clusters: Sequence[Sequence[StoredArticle]], known: Mapping[str, str]) -> list[str]:
    """Return one id per cluster: a known one goes with the earliest article that carries it."""
    holders: dict[str, int] = {}
    for n, cluster in enumerate(clusters):
        for article in cluster:
            if article.id in known:
                holders.setdefault(known[article.id], n)
    ids: dict[int, str] = {}
    for identity, n in holders.items():
        ids.setdefault(n, identity)
    taken = set(ids.values())
    for n, cluster in enumerate(clusters):
        if n not in ids:
            ids[n] = next((a.id for a in cluster if a.id not in taken), cluster[0].id)
    return [ids[n] for n in range(len(clusters))]


def _story(articles: Sequence[StoredArticle], identity: str, copies: frozenset[str]) -> Story:
    """The earliest leads; of the others those that repeat a text are its copies."""
    lead, *others = articles
    return Story(
        id=identity,
        members=(lead, *(a for a in others if a.id not in copies)),
        copies=tuple(a for a in others if a.id in copies),
    )
