"""What publishers did to their articles afterwards: edits, corrections, deletions, other dates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.model import StoredArticle
from ingest.records import Change, ChangeOp, Deletion
from ingest.versions import Edit, EditKind, compare
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

PER_PAGE = 20
LOOKED_AT = 60  # newest changes looked through on one page for a rare kind: each is compared anew
AT_ONCE = 30
SAME_TIME = timedelta(hours=1)  # a deletion is dated by the visit, its change by the clock

Kind = Literal["all", "edited", "corrected", "redated", "gone"]
router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One change of one article."""

    change: Change
    stored: StoredArticle
    edits: tuple[Edit, ...] = ()
    deletion: Deletion | None = None  # the publisher took it down, or put it back

    def has(self, *kinds: EditKind) -> bool:
        """Whether any edit is of one of these kinds."""
        return any(edit.kind in kinds for edit in self.edits)


_GONE = frozenset({ChangeOp.WITHDRAWN, ChangeOp.RESTORED})
_OPS: Mapping[Kind, frozenset[ChangeOp]] = {
    "all": frozenset({ChangeOp.CHANGED}) | _GONE,
    "edited": frozenset({ChangeOp.CHANGED}),
    "corrected": frozenset({ChangeOp.CHANGED}),
    "redated": frozenset({ChangeOp.CHANGED}),
    "gone": _GONE,
}
_WANTED: Mapping[Kind, Callable[[Happening], bool]] = {
    "all": lambda _: True,
    "edited": lambda one: bool(one.edits),
    "corrected": lambda one: one.has(EditKind.CORRECTION, EditKind.CASUALTIES, EditKind.HEADLINE),
    "redated": lambda one: one.has(EditKind.BACK_DATED),
    "gone": lambda one: one.deletion is not None,
}


@router.get("/changes")
def changes(
    request: Request,
    app: Opened,
    kind: Kind = "all",
    before: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """List what changed, the latest first."""
    with app.store.read() as tx:
        rows, last = _page(tx, kind, before)
        goes_on = bool(tx.changes.latest(_OPS[kind], 1, before=last))
    return render(
        request,
        "changes.html",
        demo=app.settings.demo,
        kind=kind,
        rows=rows,
        following=f"changes?{urlencode({'kind': kind, 'before': last})}" if goes_on else "",
        is_first=before is None,
        looked_at=LOOKED_AT,
        names=names(app),
    )


def _page(tx: Transaction, kind: Kind, before: int | None) -> tuple[list[Happening], int]:
    """Return what is shown, and the number of the last change looked at."""
    rows: list[Happening] = []
    last = 0
    for no, happening in _newest(tx, kind, before):
        last = no
        if happening is not None and _WANTED[kind](happening):
            rows.append(happening)
        if len(rows) == PER_PAGE:
            break
    return rows, last


def _newest(
    tx: Transaction, kind: Kind, before: int | None
) -> Iterator[tuple[int, Happening | None]]:
    """Yield the number of each change and what happened; None for an article no longer stored."""
    looked_at = 0
    while looked_at < LOOKED_AT:
        some = tx.changes.latest(_OPS[kind], AT_ONCE, before=before)
        articles = {one.id: one for one in tx.articles.many(c.article_id for c in some)}
        for change in some:
            stored = articles.get(change.article_id)
            yield change.no, _happening(tx, change, stored) if stored else None
        if len(some) < AT_ONCE:
            return
        looked_at, before = looked_at + len(some), some[-1].no


def _happening(tx: Transaction, change: Change, stored: StoredArticle) -> Happening:
    if change.op is ChangeOp.CHANGED:
        history = tx.articles.versions(change.article_id)[: change.version]
        edits = compare(*history[-2:]).edits if len(history) > 1 else ()
        return Happening(change=change, stored=stored, edits=edits)
    deletions = tx.deletions.of(change.article_id)
    return Happening(
        change=change,
        stored=stored,
        deletion=next((one for one in deletions if _belongs(one, change)), None),
    )


def _belongs(deletion: Deletion, change: Change) -> bool:
    """Whether the publisher did it, and not an operator: both are noted in one transaction."""
    at = deletion.at if change.op is ChangeOp.WITHDRAWN else deletion.back_at
    return at is not None and abs(at - change.at) < SAME_TIME
