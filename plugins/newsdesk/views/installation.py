"""How full the disk is, how big the store, by which rules, and who reads the change feed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from ingest import __version__
from ingest.doctor import LOW_BYTES, free_bytes
from newsdesk.installation import Opened
from newsdesk.page import render

router = APIRouter()


@router.get("/installation")
def installation(request: Request, app: Opened) -> Response:
    """Show what `wirewatch doctor` examines, as far as looking costs nothing."""
    settings = app.settings
    with app.store.read() as tx:
        counts = {
            "kept": tx.articles.count(),
            "waiting for a decision": tx.articles.count(status="review"),
            "withdrawn": tx.articles.count(status="withdrawn"),
        }
        last, consumers = tx.changes.last_no(), tx.changes.consumers()
    free = free_bytes(settings.home)
    return render(
        request,
        "installation.html",
        demo=settings.demo,
        version=__version__,
        free=free,
        is_low=free < LOW_BYTES,
        store=str(app.store),
        size=app.store.size(),
        settings=settings,
        counts=counts,
        last=last,
        consumers=consumers,
        rules=app.rulebook.cleaning.version,
        topics=app.rulebook.topics.topics,
        sources=app.sources,
    )
