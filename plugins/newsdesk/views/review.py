"""What the topic could not decide: a person keeps it, or drops it."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.steps.review import decide, exported
from newsdesk.access import may_decide, reader_of, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

PER_PAGE = 15
LABELS = 60
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
        labelled = len(tx.labels.decided())
    return render(
        request,
        "review.html",
        demo=app.settings.demo,
        rows=waiting[:PER_PAGE],
        following=waiting[PER_PAGE - 1].no if len(waiting) > PER_PAGE else None,
        count=count,
        decided=decided,
        beginning=BEGINNING,
        labelled=labelled,
        names=names(app),
    )


@router.get("/labels")
def labels(request: Request, app: Opened) -> Response:
    """List what was decided, the latest first, with what the topic had thought."""
    with app.store.read() as tx:
        decided = tx.labels.latest()[::-1]
    return render(
        request,
        "labels.html",
        demo=app.settings.demo,
        labels=decided[:LABELS],
        count=len(decided),
        on_topic=sum(label.on_topic for label in decided),
    )


@router.get("/labels.jsonl")
def export(app: Opened) -> Response:
    """Return every decision as JSON Lines, as `wirewatch topic eval` reads them."""
    with app.store.read() as tx:
        decided = tx.labels.latest()
    lines = "".join(f"{json.dumps(exported(label), ensure_ascii=False)}\n" for label in decided)
    headers = {"Content-Disposition": 'attachment; filename="labels.jsonl"'}
    return Response(lines, media_type="application/jsonl", headers=headers)


@router.post("/review-decide", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def settle(
    request: Request,
    app: Opened,
    identity: Annotated[str, Form(alias="id", max_length=80)],
    status: Annotated[Literal["kept", "withdrawn", "review"], Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Keep, drop, or put back; the decision is kept as a label, and the feed tells everybody."""
    who = reader_of(request).name
    stored = decide(app.store, identity, status, now=app.now(), by=who, reason=reason.strip())
    return RedirectResponse(f"review?done={stored.id}", 303)
