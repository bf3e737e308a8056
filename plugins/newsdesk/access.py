"""Who may look and who may decide; knows nothing of Airflow, so that it can be tested without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form, HTTPException, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer

TOKEN_SECONDS = 12 * 3600  # a page left open over a working day still works


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The person who asks. *may_write* is asked only where something can be changed."""

    name: str
    may_write: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How persons are recognised.

    *reader* is a FastAPI dependency that returns a ``Reader`` or raises 401 or 403; *secret* signs forms
    and must be the same in every process that serves the pages.
    """

    reader: Callable[..., Any]
    secret: Callable[[], str]


def reader_of(request: Request) -> Reader:
    """Return who sent *request*; the guard of the whole application has put it there."""
    reader: Reader = request.state.reader
    return reader


def form_token(request: Request) -> str:
    """Return what a form must send back: proof that we gave the form to this very person."""
    return _signer(request).dumps(reader_of(request).name)


def sent_by_our_form(request: Request, token: Annotated[str, Form()] = "") -> None:
    """Raise 403 unless a form of ours, filled in by this person, sent *request* from our own site.

    The cookie alone proves nothing: ``SameSite=Lax`` lets other ports of the same host through.
    """
    if not _from_our_site(request):
        raise HTTPException(403, "This form was not sent from these pages; nothing was changed.")
    try:
        name = _signer(request).loads(token, max_age=TOKEN_SECONDS)
    except BadSignature:
        name = None
    if name != reader_of(request).name:
        raise HTTPException(
            403, "This form is too old or was made for somebody else: load the page again."
        )


def may_decide(request: Request) -> None:
    """Raise 403 unless the person may change things."""
    if not reader_of(request).may_write():
        raise HTTPException(
            403,
            "You may read these pages, but not decide: that takes the right to edit news_ingest.",
        )


def _from_our_site(request: Request) -> bool:
    """Whether the browser says so. Over plain HTTP it sends no Sec-Fetch-Site, but an Origin."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


def _signer(request: Request) -> URLSafeTimedSerializer:
    access: Access = request.app.state.access
    return URLSafeTimedSerializer(access.secret(), salt="wirewatch-form")
