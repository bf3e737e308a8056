"""The page as the publisher sent it: the evidence behind every stored text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.normalize.charset import decode_html
from newsdesk.installation import Opened
from newsdesk.page import render

SHOWN = 10_000  # characters

router = APIRouter()
Sha = Annotated[str, Query(pattern="^[0-9a-f]{64}$")]


@router.get("/raw")
def raw(
    request: Request,
    app: Opened,
    sha: Sha,
    identity: Annotated[str, Query(alias="id", max_length=80)] = "",
) -> Response:
    """Show the beginning of an archived page as text, with what is known about it."""
    body = app.archive.get(sha)
    text, encoding = decode_html(body)
    with app.store.read() as tx:
        history = tx.articles.versions(identity) if identity else []
    item = next((version for version in history if version.raw_id == sha), None)
    return render(
        request,
        "raw.html",
        demo=app.settings.demo,
        sha=sha,
        identity=identity,
        item=item,
        size=len(body),
        encoding=encoding,
        text=text[:SHOWN],
        is_cut=len(text) > SHOWN,
    )


@router.get("/raw-file")
def raw_file(app: Opened, sha: Sha) -> Response:
    """Return the archived bytes as a download, in a form no browser will run."""
    headers = {
        "Content-Disposition": f'attachment; filename="{sha[:16]}.html.txt"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(app.archive.get(sha), media_type="application/octet-stream", headers=headers)
