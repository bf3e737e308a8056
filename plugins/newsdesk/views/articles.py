"""The list of articles: filtered, searched, page after page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.model import StoredArticle
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names

PER_PAGE = 25
SEARCHED = 200  # newest matches that are looked through; more words find older ones

router = APIRouter()
Status = Literal["kept", "review", "withdrawn", "all"]
Short = Annotated[str, Query(max_length=200)]


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
    """What the list is narrowed down to."""

    q: str
    source: str
    language: str
    status: Status

    def link(self, **more: str | int) -> str:
        """Return the address of this list, with *more* in its query."""
        fields = {"q": self.q, "source": self.source, "language": self.language}
        fields["status"] = "" if self.status == "kept" else self.status
        query = urlencode({k: v for k, v in (fields | more).items() if v})
        return f"articles?{query}" if query else "articles"


@router.get("/articles")
def articles(
    request: Request,
    app: Opened,
    q: Short = "",
    source: Short = "",
    language: Short = "",
    status: Status = "kept",
    before: Annotated[int | None, Query(ge=0)] = None,
    page: Annotated[int, Query(ge=1, le=SEARCHED // PER_PAGE)] = 1,
) -> Response:
    """List the newest articles, or the newest that contain the words asked for."""
    asked = Asked(q=q.strip(), source=source, language=language, status=status)
    with app.store.read() as tx:
        rows, following = _found(tx, asked, page) if asked.q else _listed(tx, asked, before)
        waiting = tx.articles.count(status="review")
    return render(
        request,
        "articles.html",
        demo=app.settings.demo,
        asked=asked,
        rows=rows,
        following=following,
        is_first=before is None and page == 1,
        names=names(app),
        languages=_languages(app),
        waiting=waiting,
        searched=SEARCHED,
    )


def _listed(tx: Transaction, asked: Asked, before: int | None) -> tuple[list[Row], str]:
    found = tx.articles.list(
        limit=PER_PAGE + 1,
        before=before,
        source_key=asked.source or None,
        language=asked.language or None,
        status=None if asked.status == "all" else asked.status,
    )
    rows = [Row(stored=stored, excerpt=_beginning(stored)) for stored in found[:PER_PAGE]]
    more = len(found) > PER_PAGE
    return rows, asked.link(before=rows[-1].stored.no) if more else ""


def _found(tx: Transaction, asked: Asked, page: int) -> tuple[list[Row], str]:
    """Search knows kept articles only: what waits or was withdrawn is nobody's find."""
    end = page * PER_PAGE
    some = tx.search.find(
        asked.q, limit=SEARCHED if asked.source else end + 1, language=asked.language
    )
    found = [a for a in some if asked.source in ("", a.article.source_key)]
    rows = [
        Row(stored=stored, excerpt=_excerpt(tx, asked.q, stored))
        for stored in found[end - PER_PAGE : end]
    ]
    more = len(found) > end and end < SEARCHED
    return rows, asked.link(page=page + 1) if more else ""


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
