"""One request at one site: what trouble-makers are told, and how they answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from newsroom.press import Edition, Piece
from newsroom.site import Site
from newsroom.wire import Request, Response

INSIDE = "/_inside"  # a path on the control port that no visitor has any business with


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request at one site."""

    site: Site
    request: Request
    tick: int
    earlier: int  # requests for the same path since the start
    control: str  # address of the port that is off limits
    article: tuple[Piece, Edition] | None = None  # when an article is asked for

    @property
    def is_channel(self) -> bool:
        """Whether a feed, sitemap or front page is asked for."""
        return self.request.path in {channel.path for channel in self.site.publisher.channel}


Answer = Callable[[Visit], Response]


def usual(visit: Visit) -> Response:
    """Return what the site answers when nothing goes wrong."""
    return visit.site.respond(visit.request, visit.tick)


def always(response: Response) -> Answer:
    """Return an answer that does not care who asks."""
    return lambda _: response


def on_channels(answer: Answer) -> Answer:
    """Return *answer* for feeds and sitemaps, and what is usual for everything else."""
    return lambda visit: answer(visit) if visit.is_channel else usual(visit)


def html_page(body: str, status: int = 200) -> Response:
    """Return a page around *body* that no template of a publisher had a hand in."""
    document = f"<!doctype html><html lang='en'><meta charset='utf-8'>{body}</html>"
    return Response(status=status, content_type="text/html; charset=utf-8", body=document.encode())
