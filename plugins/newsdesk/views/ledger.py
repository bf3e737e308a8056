"""The ledger: every address of every run, and how it ended."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response

from ingest.model import Outcome
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names
from newsdesk.words import outcome_meaning

PER_PAGE = 40
RUNS = 30

router = APIRouter()
Short = Annotated[str, Query(max_length=250)]


@router.get("/ledger")
def ledger(
    request: Request,
    app: Opened,
    run: Short = "",
    outcome: Short = "",
    source: Short = "",
    before: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """List ledger rows, newest first, narrowed down by run, outcome and source."""
    wanted = _outcome(outcome)
    with app.store.read() as tx:
        rows = tx.ledger.outcomes(
            run or None, wanted, source or None, limit=PER_PAGE + 1, before=before
        )
        runs = tx.runs.latest(RUNS, kind="ingest")
    fields = {k: v for k, v in (("run", run), ("outcome", outcome), ("source", source)) if v}
    following = ""
    if len(rows) > PER_PAGE:
        following = "ledger?" + urlencode(fields | {"before": str(rows[PER_PAGE - 1].no)})
    return render(
        request,
        "ledger.html",
        demo=app.settings.demo,
        rows=rows[:PER_PAGE],
        following=following,
        first="ledger?" + urlencode(fields) if before is not None else "",
        run=run,
        outcome=outcome,
        meaning=outcome_meaning(wanted) if wanted else "",
        source=source,
        runs=runs,
        outcomes=list(Outcome),
        names=names(app),
    )


def _outcome(name: str) -> Outcome | None:
    try:
        return Outcome(name) if name else None
    except ValueError:
        raise HTTPException(400, f"{name!r} is not an outcome of the ledger.") from None
