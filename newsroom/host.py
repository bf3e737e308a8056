"""Who answers at a publisher's port: its site, and the trouble that goes with it."""

from __future__ import annotations

from collections import Counter

from newsroom.badpages import PAGES
from newsroom.press import Edition, Piece
from newsroom.site import Site
from newsroom.trouble import HOSTS
from newsroom.visit import Answer, Visit
from newsroom.wire import Request, Response


class Host:
    """A site and its trouble. Remembers how often each address was asked for."""

    def __init__(self, site: Site, control: str) -> None:
        self.site = site
        self.key = site.key
        self._control = control
        self._pieces = {piece.path: piece for piece in site.pieces}
        self._visits: Counter[str] = Counter()

    def respond(self, request: Request, tick: int) -> Response:
        """Return the answer to *request* at *tick*."""
        earlier = self._visits[request.path]
        self._visits[request.path] += 1
        article = self._article(request.path, tick)
        visit = Visit(
            site=self.site,
            request=request,
            tick=tick,
            earlier=earlier,
            control=self._control,
            article=article,
        )
        return self._answer(article)(visit)

    def _article(self, path: str, tick: int) -> tuple[Piece, Edition] | None:
        piece = self._pieces.get(path)
        edition = piece.at(tick) if piece else None
        return (piece, edition) if piece and edition else None

    def _answer(self, article: tuple[Piece, Edition] | None) -> Answer:
        if article and (page := article[0].manuscript.page):
            return PAGES[page].answer
        return HOSTS[self.site.publisher.trouble]
