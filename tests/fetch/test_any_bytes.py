"""A server may send any bytes at all: the fetch still ends as a value, and the next one works."""

from __future__ import annotations

import asyncio
from typing import Any

from hostile import HTML, hostile, reply
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.model import Failure, NotModified, Page, Validators

TOKENS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 304 X\r\n",
        b"HTTP/1.1 302 X\r\n",
        b"HTTP/1.1 103 X\r\n",
        b"HTTP/2 200\r\n",
        b"Location: /next\r\n",
        b"Location: \xff\xfe\r\n",
        b"Location: http://[\r\n",
        b"Content-Length: 5\r\n",
        b"Content-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: br, \xc3\xa9\r\n",
        b"ETag: \xff\r\n",
        b"Retry-After: \xd9\xa3\r\n",
        b"Set-Cookie: a=b\r\n",
        b"Set-Cookie: =;=;\r\n",
        b"Cache-Control: max-age=\xff\r\n",
        b"Connection: close\r\n",
        b"\r\n",
        b"5\r\nhello\r\n",
        b"0\r\n\r\n",
        b"hello",
        b"\x1f\x8b\x08",
        b"\0",
        b" folded\r\n",
        b"X" * 300,
    ]
)
ANSWERS = st.lists(st.one_of(TOKENS, st.binary(max_size=20)), max_size=12).map(b"".join)


async def both(answer: bytes) -> list[Any]:
    """Fetch a page made of *answer*, then a good one from the same host."""
    async with hostile({"/": answer, "/next": answer[::-1], "/good": reply()}) as server:
        named = (f"127.0.0.1:{server.port}",)
        given_settings = FetchSettings(min_delay=0.0, page_deadline=1.0, allowed_private=named)
        async with Fetcher(given_settings, MemoryGate()) as fetcher:
            known = Validators(etag='"1"')
            return [
                await fetcher.fetch(server.url(), validators=known),
                await fetcher.fetch(server.url("/good")),
            ]


@settings(max_examples=120, deadline=None)
@given(ANSWERS)
def test_any_answer_ends_as_a_value_and_does_not_spoil_the_next(answer: bytes) -> None:
    found, good = asyncio.run(both(answer))
    assert isinstance(found, Page | NotModified | Failure)
    assert isinstance(good, Page)
    assert good.body == HTML
