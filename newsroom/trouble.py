"""What whole hosts do wrong on purpose; a publisher names its trouble in ``publishers.toml``.

A new kind of misbehaviour is a function and a line in the table. Nothing here lasts: streams end
by themselves, bombs are small.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from functools import cache

from newsroom.visit import INSIDE, Answer, Visit, always, html_page, on_channels, usual
from newsroom.wire import Response

DRIP_SECONDS = 100.0  # how long a slow body drips, and
DRIP_EVERY = 0.5  # a byte comes so often
ENDLESS_BYTES = 256 * 1024 * 1024  # where even an endless body ends
BOMB_BYTES = 48 * 1024 * 1024  # after inflation; about 48 KB on the wire
SLOW_SECONDS = 1.2  # before an answer that is slow but fine
RECOVER_SECONDS = 1  # what one asks for that fails only once
BUSY_SECONDS = 120  # what a host that is busy for long asks for

RECOVERS = "recovers"
RSS = "application/rss+xml"
CAPTCHA = html_page(
    "<title>One more step</title><body><h1>Are you a human?</h1><p>Please turn the picture the "
    "right way up to continue.</p><form action='/cdn-check'><input name='answer'></form>"
    "<p>Your request number is 7f3a-21c9. Enable JavaScript and cookies to continue.</p></body>"
)


def _recovers(visit: Visit) -> Response:
    """Fail once for each address; but robots.txt is fine, for without it nobody may ask again."""
    if visit.earlier or visit.request.path == "/robots.txt":
        return usual(visit)
    headers = {"Retry-After": str(RECOVER_SECONDS)}
    return Response(status=503, headers=headers, body=b"back in a moment\n")


async def _drip() -> AsyncIterator[bytes]:
    yield b'<?xml version="1.0"?><rss version="2.0"><channel><title>'
    for _ in range(int(DRIP_SECONDS / DRIP_EVERY)):
        await asyncio.sleep(DRIP_EVERY)
        yield b"z"


async def _endless() -> AsyncIterator[bytes]:
    yield b'<?xml version="1.0"?><rss version="2.0"><channel>'
    items = b"<item><title>More</title><link>http://127.0.0.1/more</link></item>" * 512
    for _ in range(ENDLESS_BYTES // len(items)):
        yield items
        await asyncio.sleep(0)


@cache
def _bomb_body() -> bytes:
    return gzip.compress(b"<rss><!--" + b" " * BOMB_BYTES, mtime=0)


def _bomb(_: Visit) -> Response:
    headers = {"Content-Encoding": "gzip"}
    return Response(content_type=RSS, headers=headers, body=_bomb_body())


def _truncated(visit: Visit) -> Response:
    body = gzip.compress(usual(visit).body, mtime=0)
    headers = {"Content-Encoding": "gzip"}
    return Response(content_type=RSS, headers=headers, body=body[: len(body) // 2])


def _loops(visit: Visit) -> Response:
    hop = "" if visit.request.query else "?again=1"
    return Response(status=302, headers={"Location": visit.request.path + hop})


def _mislabelled(visit: Visit) -> Response:
    page = usual(visit)
    if not page.content_type.startswith("text/html"):
        return page
    html = page.body.decode("utf-8")
    return replace(page, body=html.encode("cp1251", "xmlcharrefreplace"), headers={})


def _tangled(visit: Visit) -> Response:
    feed = usual(visit)
    broken = feed.body.replace(b"<description>", b"<description>&nbsp;News & more&hellip; ")
    return replace(feed, body=b"\n\n" + broken.replace(b"</channel></rss>", b""), headers={})


def _tricky(visit: Visit) -> Response:
    feed = usual(visit)
    links = (
        "javascript:alert(document.domain)",
        "data:text/html;base64,PGgxPk5ldyBzaGlwcyBpbiBPZGVzYTwvaDE+",
        "file:///etc/hostname",
        "mailto:desk@newsroom.example",
        "http://",
        f"{visit.control}{INSIDE}/feed",
    )
    items = "".join(
        f"<item><title>Ukraine, Russia and China: trick {number}</title><link>{url}</link></item>"
        for number, url in enumerate(links, start=1)
    )
    return replace(feed, body=feed.body.replace(b"<item>", items.encode() + b"<item>", 1))


def _forbids(visit: Visit) -> Response:
    if visit.request.path != "/robots.txt":
        return usual(visit)
    rules = b"\xef\xbb\xbf# nobody, please\nUser-agent: *\nDisallow: /\n"
    return Response(content_type="text/plain", body=rules)


HOSTS: Mapping[str, Answer] = {
    "": usual,
    "busy": on_channels(always(Response(status=429, headers={"Retry-After": str(BUSY_SECONDS)}))),
    RECOVERS: _recovers,
    "slow": on_channels(lambda visit: replace(usual(visit), delay=SLOW_SECONDS)),
    "drips": on_channels(always(Response(content_type=RSS, stream=_drip))),
    "endless": on_channels(always(Response(content_type=RSS, stream=_endless))),
    "bomb": on_channels(_bomb),
    "truncated": on_channels(_truncated),
    "captcha": on_channels(always(CAPTCHA)),
    "loops": on_channels(_loops),
    "closed": on_channels(always(Response(status=410, body=b"this feed was discontinued\n"))),
    "mislabelled": _mislabelled,
    "tangled": on_channels(_tangled),
    "tricky": on_channels(_tricky),
    "forbids": _forbids,
}
