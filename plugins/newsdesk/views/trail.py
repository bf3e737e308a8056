"""Why is this page stored, or not? Everything that ever happened to one address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.normalize.urls import url_key
from ingest.records import TrailStep
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

MOST = 100

router = APIRouter()


@router.get("/trail")
def trail(
    request: Request, app: Opened, url: Annotated[str, Query(max_length=4000)] = ""
) -> Response:
    """Ask for an address, and show its way."""
    url, key, fault, steps = url.strip(), "", "", list[TrailStep]()
    if url:
        try:
            key = url_key(url)
        except ValueError as error:
            fault = str(error)
    if key:
        with app.store.read() as tx:
            steps = tx.ledger.trail(key)
    return render(
        request,
        "trail.html",
        demo=app.settings.demo,
        url=url,
        key=key,
        fault=fault,
        steps=steps[-MOST:],
        left_out=max(0, len(steps) - MOST),
        names=names(app),
    )
