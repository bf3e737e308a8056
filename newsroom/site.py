"""One publisher's web site: its articles, channels and robots.txt at a given tick."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from newsroom import feeds
from newsroom.content import Publisher
from newsroom.feeds import Document, Item
from newsroom.press import Edition, Piece
from newsroom.render import render
from newsroom.wire import Request, Response, conditional

SITEMAP_PARTS = 2  # files behind a sitemap index


@dataclass(frozen=True, slots=True)
class Resource:
    """Something the site has at one address."""

    build: Callable[[], Document]
    modified: datetime | None = None


class Site:
    """Answers for one publisher; pages are printed when first asked for."""

    def __init__(self, publisher: Publisher, pieces: Sequence[Piece], origin: str) -> None:
        self.publisher = publisher
        self.pieces = pieces
        self.origin = origin
        self._shelf: dict[tuple[int, str], tuple[Document, datetime | None]] = {}

    @property
    def key(self) -> str:
        """The publisher's key, which is also that of its source."""
        return self.publisher.key

    def respond(self, request: Request, tick: int) -> Response:
        """Return the answer to *request* at *tick*."""
        if request.method not in ("GET", "HEAD"):
            return Response(status=405, headers={"Allow": "GET, HEAD"})
        if request.path in self.gone(tick):
            return _error(410, "Gone")
        found = self._take(request.path, tick)
        if found is None:
            return _error(404, "Not found")
        document, modified = found
        response = Response(content_type=document.content_type, body=document.body)
        if self.publisher.validators:
            response = conditional(request, response, modified)
        return self._packed(request, response)

    def items(self, tick: int) -> tuple[Item, ...]:
        """Return what the channels announce at *tick*, newest first."""
        return tuple(self._item(piece, edition) for piece, edition in self.shown(tick))

    def shown(self, tick: int) -> Iterator[tuple[Piece, Edition]]:
        """Yield the pieces on the site at *tick*."""
        for piece in self.pieces:
            edition = piece.at(tick)
            if edition and not edition.is_gone:
                yield piece, edition

    def gone(self, tick: int) -> frozenset[str]:
        """Return the paths that were taken down."""
        editions = ((piece.path, piece.at(tick)) for piece in self.pieces)
        return frozenset(path for path, edition in editions if edition and edition.is_gone)

    def page(self, piece: Piece, edition: Edition, tick: int) -> tuple[str, tuple[str, ...]]:
        """Return the page of *piece* and the boilerplate lines on it."""
        others = [e.title for p, e in self.shown(tick) if p.slug != piece.slug]
        printed = render(piece, edition, self.origin, others)
        return printed.html, printed.boilerplate

    def _take(self, path: str, tick: int) -> tuple[Document, datetime | None] | None:
        if (tick, path) not in self._shelf:
            resource = dict(self._resources(tick)).get(path)
            if resource is None:
                return None
            self._shelf[tick, path] = (resource.build(), resource.modified)
        return self._shelf[tick, path]

    def _resources(self, tick: int) -> Iterator[tuple[str, Resource]]:
        items = self.items(tick)
        newest = max((item.modified for item in items if item.modified), default=None)
        yield "/", Resource(lambda: feeds.homepage(self.publisher, self.origin, items), newest)
        yield "/robots.txt", Resource(self._robots)
        for channel in self.publisher.channel:
            yield from self._channel(channel.kind, channel.path, items, newest)
        for piece, edition in self.shown(tick):
            yield piece.path, self._article(piece, edition, tick)

    def _channel(
        self, kind: str, path: str, items: tuple[Item, ...], newest: datetime | None
    ) -> Iterator[tuple[str, Resource]]:
        write = feeds.WRITERS[kind]
        if path.endswith("index.xml"):
            parts = [items[n::SITEMAP_PARTS] for n in range(SITEMAP_PARTS)]
            names = [path.replace("index.xml", f"part-{n}.xml.gz") for n in range(SITEMAP_PARTS)]
            listed = [(self.origin + name, newest) for name in names]
            yield path, Resource(lambda: feeds.sitemap_index(listed), newest)
            for name, part in zip(names, parts, strict=True):
                yield name, Resource(self._zipped(part), newest)
        elif path.endswith(".gz"):
            yield path, Resource(self._zipped(items), newest)
        else:
            yield path, Resource(lambda: write(self.publisher, self.origin, items), newest)

    def _zipped(self, items: tuple[Item, ...]) -> Callable[[], Document]:
        return lambda: feeds.gzipped(feeds.news_sitemap(self.publisher, self.origin, items))

    def _article(self, piece: Piece, edition: Edition, tick: int) -> Resource:
        def build() -> Document:
            html, _ = self.page(piece, edition, tick)
            label = f"; charset={self.publisher.charset}" if self.publisher.charset_header else ""
            body = html.encode(self.publisher.charset, "xmlcharrefreplace")
            return Document(body=body, content_type=f"text/html{label}")

        return Resource(build, edition.modified)

    def _item(self, piece: Piece, edition: Edition) -> Item:
        paragraphs = [line.text for line in edition.lines if line.kind == "paragraph"]
        summary = piece.manuscript.standfirst or (paragraphs[0] if paragraphs else "")
        return Item(
            url=self.origin + piece.path + self.publisher.announce,
            title=edition.title,
            published=piece.published,
            modified=edition.shown_modified if piece.published else None,
            summary=summary[:200],
            authors=piece.authors,
            html="".join(f"<p>{escape(text)}</p>" for text in paragraphs)
            if self.publisher.full_text
            else "",
            section=piece.manuscript.section,
        )

    def _robots(self) -> Document:
        maps = [c.path for c in self.publisher.channel if c.kind == "news-sitemap"]
        shut = [piece.path for piece in self.pieces if piece.manuscript.page == "forbidden"]
        lines = (
            "User-agent: *",
            *(f"Disallow: {path}" for path in ("/search", *shut)),
            *(f"Sitemap: {self.origin}{m}" for m in maps),
        )
        return Document(body="\n".join((*lines, "")).encode(), content_type="text/plain")

    def _packed(self, request: Request, response: Response) -> Response:
        accepted = request.headers.get("accept-encoding", "")
        if not (self.publisher.compress and response.body and "gzip" in accepted):
            return response
        headers = {**response.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return replace(response, body=gzip.compress(response.body, mtime=0), headers=headers)


def _error(status: int, words: str) -> Response:
    body = f"<!doctype html><title>{words}</title><h1>{status} {words}</h1>".encode()
    return Response(status=status, content_type="text/html; charset=utf-8", body=body)
