"""What the topic could not decide: a person keeps it, or drops it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.steps.review import decide
from newsdesk.access import may_decide, reader_of, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

PER_PAGE = 15
BEGINNING = 600  # characters of the text

router = APIRouter()


@router.get("/review")
def review(
    request: Request,
    app: Opened,
    before: Annotated[int | None, Query(ge=0)] = None,
    done: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """List what waits, newest first."""
    with app.store.read() as tx:
        waiting = tx.articles.list(limit=PER_PAGE + 1, before=before, status="review")
        decided = next(iter(tx.articles.many([done])), None) if done else None
        count = tx.articles.count(status="review")
    return render(
        request,
        "review.html",
        demo=app.settings.demo,
        rows=waiting[:PER_PAGE],
        following=waiting[PER_PAGE - 1].no if len(waiting) > PER_PAGE else None,
        count=count,
        decided=decided,
        beginning=BEGINNING,
        names=names(app),
    )


@router.post("/review-decide", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def settle(
    request: Request,
    app: Opened,
    identity: Annotated[str, Form(alias="id", max_length=80)],
    status: Annotated[Literal["kept", "withdrawn", "review"], Form()],
) -> Response:
    """Keep, drop, or put back; the decision is kept as a label, and the feed tells everybody."""
    stored = decide(app.store, identity, status, now=app.now(), by=reader_of(request).name)
    return RedirectResponse(f"review?done={stored.id}", 303)
