"""The digest as it would go out now, and those that did, with who got them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from ingest.app import App
from ingest.steps.digest import CONSUMER
from newsdesk.access import may_decide, sent_by_our_form
from newsdesk.installation import Opened, previewed
from newsdesk.page import render

MOST = 60
# The mail brings its styles with it, as mail programs want them. It may have those and nothing else: no
# script, no picture, no origin of its own.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"

router = APIRouter()
Identity = Annotated[str, Query(alias="id", max_length=80)]


@router.get("/digests")
def digests(request: Request, app: Opened) -> Response:
    """List the last digests, around a frame in which the next one is put together."""
    with app.store.read() as tx:
        past = tx.digests.list(limit=MOST)
        waiting = tx.changes.last_no() - tx.changes.cursor(CONSUMER)
    return render(
        request,
        "digests.html",
        demo=app.settings.demo,
        now=app.now(),
        waiting=waiting,
        past=past,
        settings=app.settings.digest,
    )


@router.get("/digest")
def digest(request: Request, app: Opened, identity: Identity) -> Response:
    """Show one digest that went out, and how each delivery ended."""
    with app.store.read() as tx:
        kept, deliveries = tx.digests.get(identity), tx.digests.deliveries(identity)
        told = tx.articles.many(tx.digests.article_ids(identity)[:MOST])
    return render(
        request,
        "digest.html",
        demo=app.settings.demo,
        now=app.now(),
        digest=kept,
        deliveries=deliveries,
        told=told,
    )


@router.get("/digest-mail")
def mail(request: Request, app: Opened, identity: Identity = "") -> Response:
    """Return the mail itself, of a kept digest or of the preview, for a frame without any rights."""
    html = _kept_html(app, identity) if identity else previewed(request).html
    return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


@router.get("/digest-text")
def plain(request: Request, app: Opened, identity: Identity = "") -> Response:
    """Return the same as text."""
    if not identity:
        return PlainTextResponse(previewed(request).text)
    with app.store.read() as tx:
        return PlainTextResponse(tx.digests.get(identity).text)


@router.post("/digest-release", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def release(
    app: Opened,
    identity: Annotated[str, Form(alias="id")],
    recipient: Annotated[str, Form()],
) -> Response:
    """Let a delivery of unknown fate be tried again with the next run of ``news_digest``."""
    with app.store.write() as tx:
        stuck = [
            d.recipient
            for d in tx.digests.deliveries(identity)
            if d.state in ("unknown", "claimed")
        ]
        if recipient in stuck:
            tx.digests.release(identity, recipient)
    return RedirectResponse(f"digest?{urlencode({'id': identity})}", 303)


def _kept_html(app: App, digest_id: str) -> str:
    with app.store.read() as tx:
        return tx.digests.get(digest_id).html
