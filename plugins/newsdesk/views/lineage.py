"""The way of one text through the houses that carried it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.dedupe import Lineage, Member, lineage
from ingest.model import DUPLICATE_KINDS, RelationKind, StoredArticle
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

MOST = 12  # members shown; every one is compared with the first
LONGEST = 6_000  # characters of each that are compared
_KINDS = DUPLICATE_KINDS | {RelationKind.CONTAINS}

router = APIRouter()


@router.get("/lineage")
def way(
    request: Request,
    app: Opened,
    identity: Annotated[str, Query(alias="id", max_length=80)],
) -> Response:
    """Show who had the text of an article first, and what each later house made of it."""
    with app.store.read() as tx:
        stored = tx.articles.get(identity)
        members, total = _members(tx, stored)
    return render(
        request,
        "lineage.html",
        demo=app.settings.demo,
        stored=stored,
        lineage=_lineage(members),
        members={member.id: member for member in members},
        left_out=total - len(members),
        names=names(app),
    )


def _members(tx: Transaction, stored: StoredArticle) -> tuple[list[StoredArticle], int]:
    relations = [r for r in tx.texts.relations_of(stored.id) if r.kind in _KINDS]
    others = {ref for r in relations for ref in (r.a, r.b)} - {stored.id}
    found = [stored, *tx.articles.many(sorted(ref for ref in others if ref.startswith("a")))]
    found.sort(key=lambda one: _member(one).since)
    return found[:MOST], len(found)


def _lineage(members: list[StoredArticle]) -> Lineage:
    return lineage([_member(one) for one in members])


def _member(stored: StoredArticle) -> Member:
    item = stored.article
    return Member(
        ref=stored.id,
        text=item.text[:LONGEST],
        publisher=item.publisher,
        fetched_at=item.fetched_at,
        published=item.published.at if item.published else None,
        agency=item.agency,
    )
