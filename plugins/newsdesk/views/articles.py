"""The list of articles: filtered, searched, page after page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request, Response

from ingest.adapters.store import Scope, Sought, Transaction
from ingest.app import App, day
from ingest.model import StoredArticle
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

PER_PAGE = 25

router = APIRouter()
Short = Annotated[str, Query(max_length=200)]
Day = Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")]
STATUSES: Mapping[Sought, str] = {
    "kept": "kept",
    "duplicate": "duplicates",
    "review": "waiting for review",
    "withdrawn": "withdrawn",
    "all": "all",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text that was asked for, or was not."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One article in the list, with the words around what was searched for."""

    stored: StoredArticle
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the list is narrowed down to, as it was typed."""

    q: str
    source: str
    language: str
    status: Sought
    since: str
    until: str

    def link(self, **more: str | int) -> str:
        """Return the address of this list, with *more* in its query."""
        fields = {"q": self.q, "source": self.source, "language": self.language}
        fields |= {"since": self.since, "until": self.until}
        fields["status"] = "" if self.status == "kept" else self.status
        query = urlencode({k: v for k, v in (fields | more).items() if v})
        return f"articles?{query}" if query else "articles"

    @property
    def scope(self) -> Scope:
        """What is asked of the store; both days are included."""
        until = _day(self.until)
        return Scope(
            status=self.status,
            source_key=self.source,
            language=self.language,
            since=_day(self.since),
            until=until + timedelta(days=1) if until else None,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.link() != "articles"


@router.get("/articles")
def articles(
    request: Request,
    app: Opened,
    q: Short = "",
    source: Short = "",
    language: Short = "",
    status: Sought = "kept",
    since: Day = "",
    until: Day = "",
    before: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """List the newest articles, or the newest that contain the words asked for."""
    asked = Asked(
        q=q.strip(), source=source, language=language, status=status, since=since, until=until
    )
    with app.store.read() as tx:
        found = _found(tx, asked, before)
        rows = [
            Row(stored=one, excerpt=_excerpt(tx, asked.q, one) if asked.q else _beginning(one))
            for one in found[:PER_PAGE]
        ]
    more = len(found) > PER_PAGE
    return render(
        request,
        "articles.html",
        demo=app.settings.demo,
        asked=asked,
        rows=rows,
        following=asked.link(before=rows[-1].stored.no) if more else "",
        is_first=before is None,
        names=names(app),
        languages=_languages(app),
        statuses=STATUSES,
    )


def _found(tx: Transaction, asked: Asked, before: int | None) -> list[StoredArticle]:
    """Return one article more than a page shows, if there is one."""
    if asked.q:
        return tx.search.find(asked.q, PER_PAGE + 1, scope=asked.scope, before=before)
    return tx.search.newest(PER_PAGE + 1, scope=asked.scope, before=before)


def _day(written: str) -> datetime | None:
    try:
        return day(written)
    except ValueError:
        raise HTTPException(400, f"{written} is not a day of the calendar.") from None


def _excerpt(tx: Transaction, words: str, stored: StoredArticle) -> tuple[Piece, ...]:
    snippet = tx.search.snippet(words, stored)
    pieces, end = [], 0
    for start, stop in snippet.marks:
        pieces += [
            Piece(text=snippet.text[end:start], hit=False),
            Piece(text=snippet.text[start:stop], hit=True),
        ]
        end = stop
    pieces.append(Piece(text=snippet.text[end:], hit=False))
    return tuple(piece for piece in pieces if piece.text)


def _beginning(stored: StoredArticle) -> tuple[Piece, ...]:
    text = " ".join((stored.article.standfirst or stored.article.text)[:400].split())
    return (Piece(text=text[:200] + "…" if len(text) > 200 else text, hit=False),) if text else ()


def _languages(app: App) -> list[str]:
    return sorted(
        {"en", "ru", "uk", "zh"} | {s.language for s in app.sources.values() if s.language}
    )
