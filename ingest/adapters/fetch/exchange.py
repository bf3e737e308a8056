"""One request and what came back, read within its limits."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote

import httpx

from ingest.adapters.fetch.budget import Budget
from ingest.adapters.fetch.challenge import SNIFFED
from ingest.adapters.fetch.decoding import GZIP_MAGIC, MAX_LAYERS, BodyDecoder, unpack
from ingest.adapters.fetch.media import foreign_by_body, foreign_by_name
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.target import Target

WELCOME = frozenset({200, 203})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
SNIFF_SECONDS = 3.0  # for the body of an error page, which only tells a bot wall from a plain "no"

_SINGLE = frozenset({"location", "etag", "last-modified", "date", "expires", "retry-after", "age"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response. ``body`` is whole for 200 and 203, a sniff of an error page, else empty."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""

    @property
    def location(self) -> str | None:
        """Where a redirect points to; None if this is none."""
        return self.headers.get("location") if self.status in REDIRECTS else None


async def ask(
    transport: httpx.AsyncBaseTransport,
    target: Target,
    headers: list[tuple[str, str]],
    *,
    budget: Budget,
    limit: int,
    cut: bool = False,
) -> Answer:
    """Return the answer of *target* with at most *limit* bytes of body.

    *cut*: a longer body is cut instead of refused. Raises ``Problem`` for whatever goes wrong.
    """
    try:
        request = httpx.Request("GET", target.url, headers=headers, extensions={"parsed": target})
    except httpx.InvalidURL as error:
        raise Problem("bad-url", str(error)) from error
    async with _translated(budget, phase="protocol"):
        response = await transport.handle_async_request(request)
    try:
        said = plain_headers(response.headers.raw)
        answer = Answer(status=response.status_code, headers=said)
        if answer.status in WELCOME:
            async with _translated(budget, phase="incomplete"):
                body = await _read(response, said, limit, cut=cut)
        elif answer.status in REDIRECTS or answer.status == 304:
            return answer
        else:
            body = await _sniff(response, said, budget)
        return Answer(status=answer.status, headers=said, body=body)
    finally:
        await response.aclose()


@asynccontextmanager
async def _translated(budget: Budget, *, phase: str) -> AsyncIterator[None]:
    """Run the block against the clock and turn outside errors into problems."""
    try:
        async with budget.spend():
            yield
    except TimeoutError:
        raise Problem("timeout") from None
    except httpx.TransportError as error:
        raise Problem(phase, str(error)) from error
    except OSError as error:  # a certificate asked of us is refused after the handshake (TLS 1.3)
        code = "tls" if phase == "protocol" and isinstance(error, ssl.SSLError) else phase
        raise Problem(code, error.strerror or str(error)) from error


async def _read(
    response: httpx.Response, headers: Mapping[str, str], limit: int, *, cut: bool
) -> bytes:
    if kind := foreign_by_name(headers.get("content-type", "")):
        raise Problem("not-text", kind, status=response.status_code)
    length = headers.get("content-length", "")
    if not cut and length.isascii() and length.isdigit() and int(length[:20]) > limit:
        raise Problem("too-large", f"{length[:20]} bytes announced")
    decoder = BodyDecoder(headers.get("content-encoding", ""), limit)
    received = 0
    try:
        async for chunk in response.stream:  # type: ignore[union-attr]  # async by construction
            received += len(chunk)
            if received > limit:
                decoder.feed(chunk[: limit - received])  # for who is content with the beginning
                raise Problem("too-large", f"more than {limit:,} bytes")
            decoder.feed(chunk)
    except Problem as problem:
        if cut and problem.code == "too-large":
            return decoder.so_far
        raise
    body = decoder.finish()
    if body.startswith(GZIP_MAGIC + b"\x08") and decoder.depth < MAX_LAYERS:
        body = unpack(body, "gzip", limit)  # a .gz file, as sitemaps are
    if kind := foreign_by_body(body):
        raise Problem("not-text", kind, status=response.status_code)
    return body


async def _sniff(response: httpx.Response, headers: Mapping[str, str], budget: Budget) -> bytes:
    """Return the beginning of an error page, or as much as comes easily."""
    try:
        async with _translated(budget.part(SNIFF_SECONDS), phase="incomplete"):
            return await _read(response, headers, SNIFFED, cut=True)
    except Problem:
        return b""


def plain_headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers as text: repeated ones joined by a comma, or the first where only one can be.

    >>> plain_headers([(b"Vary", b"a"), (b"Vary", b"b"), (b"ETag", b"1"), (b"ETag", b"2")])
    {'vary': 'a, b', 'etag': '1'}
    """
    headers: dict[str, str] = {}
    for name_bytes, value_bytes in raw:
        name = name_bytes.lower().decode("ascii", "replace")
        try:
            value = value_bytes.decode("utf-8").strip()
        except UnicodeDecodeError:
            plain = value_bytes.decode("latin-1") if name != "location" else _escaped(value_bytes)
            value = plain.strip()
        if name not in headers:
            headers[name] = value
        elif name not in _SINGLE:
            headers[name] += ("\n" if name == "set-cookie" else ", ") + value
    return headers


def _escaped(address: bytes) -> str:
    """Return an address in an unknown charset: browsers send its bytes back as they came."""
    return quote(address, safe="".join(map(chr, range(0x80))))
