"""The texts of a group of copies, as the store knows them."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest.adapters.store import Transaction
from ingest.dedupe import SEED_PREFIX, Lineage, Member, lineage, out_since
from ingest.model import DUPLICATE_KINDS, RelationKind

MOST = 50  # copies told; each is compared with the first word by word
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # a seed is the reference: it was there first
_KINDS = DUPLICATE_KINDS | {RelationKind.CONTAINS}


def member(tx: Transaction, ref: str) -> Member:
    """Return an article or seed as a member of a group; a seed may be known without its text.

    Raises ``NotFound``.
    """
    if ref.startswith(SEED_PREFIX):
        key = ref.removeprefix(SEED_PREFIX)
        seed = tx.seeds.get(key)
        at = seed.published.at if seed.published else UNDATED
        return Member(
            ref=ref,
            text=tx.seeds.text(key) or "",
            publisher=f"{seed.publisher} (seed)",
            fetched_at=at,
            published=at,
        )
    article = tx.articles.get(ref).article
    return Member(
        ref=ref,
        text=article.text,
        publisher=article.publisher,
        fetched_at=article.fetched_at,
        published=out_since(article.published, article.fetched_at),
        agency=article.agency,
    )


def lineage_of(tx: Transaction, ref: str) -> tuple[Lineage, dict[str, Member]]:
    """Return the way of a text through the houses that carried it, with its members by id.

    Only texts that were compared with *ref* itself: nothing follows from a copy of a copy.
    """
    related = [r for r in tx.texts.relations_of(ref) if r.kind in _KINDS]
    refs = sorted({end for relation in related for end in (relation.a, relation.b)} - {ref})
    found = [member(tx, ref), *(member(tx, other) for other in refs)]
    members = sorted(found, key=lambda one: one.since)[:MOST]
    return lineage(members), {one.ref: one for one in members}
