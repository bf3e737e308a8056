"""A very small HTTP/1.1 server: reads one request, writes one answer, closes.

It speaks plainly on purpose. What looks broken to a client was meant to be broken by the site
that answered (see ``trouble.py``), never by this file.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from newsroom.render import http_date

HEAD_LIMIT = 64 * 1024  # of a request
HEAD_PATIENCE = 10.0  # seconds for a request to arrive
ANSWER_PATIENCE = 120.0  # seconds for the longest answer: nothing here goes on for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for; header names in lower case."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a site answers. A streamed body has no length and ends with the connection."""

    status: int = 200
    content_type: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Callable[[], AsyncIterator[bytes]] | None = None
    delay: float = 0.0  # seconds before the first byte


Respond = Callable[[Request], Awaitable[Response]]


def conditional(request: Request, response: Response, modified: datetime | None) -> Response:
    """Return *response* with validators, or 304 if the client has this very body (RFC 9110 §13)."""
    etag = f'"{hashlib.sha256(response.body).hexdigest()[:20]}"'
    headers = {**response.headers, "ETag": etag}
    if modified:
        headers["Last-Modified"] = http_date(modified)
    asked = request.headers.get("if-none-match")
    if asked is not None:
        fresh = asked.strip() == "*" or etag in (
            tag.strip().removeprefix("W/") for tag in asked.split(",")
        )
    else:
        since = _http_moment(request.headers.get("if-modified-since", ""))
        fresh = bool(modified and since and modified.replace(microsecond=0) <= since)
    if fresh:
        return Response(status=304, headers=headers)
    return Response(
        status=response.status,
        content_type=response.content_type,
        body=response.body,
        headers=headers,
    )


async def serve(
    respond: Respond, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Answer one request on an open connection and close it, whatever the client does."""
    try:
        async with asyncio.timeout(ANSWER_PATIENCE):
            request = await _read(reader)
            response = Response(status=400) if request is None else await respond(request)
            await asyncio.sleep(response.delay)
            await _write(writer, response, with_body=request is None or request.method != "HEAD")
    except (TimeoutError, OSError):  # the client went away or never spoke: its affair
        writer.transport.abort()
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        async with asyncio.timeout(HEAD_PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None
    first, *rest = head.decode("latin-1").split("\r\n")
    match first.split(" "):
        case [method, target, version] if version.startswith("HTTP/1."):
            pass
        case _:
            return None
    fields = (line.partition(":") for line in rest if ":" in line)
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    parts = urlsplit(target)
    return Request(method=method, path=unquote(parts.path), query=parts.query, headers=headers)


async def _write(writer: asyncio.StreamWriter, response: Response, *, with_body: bool) -> None:
    headers = {"Connection": "close", **response.headers}
    if response.content_type:
        headers["Content-Type"] = response.content_type
    if response.stream is None and response.status != HTTPStatus.NOT_MODIFIED:
        headers["Content-Length"] = str(len(response.body))
    phrase = HTTPStatus(response.status).phrase
    lines = (f"HTTP/1.1 {response.status} {phrase}", *(f"{k}: {v}" for k, v in headers.items()))
    writer.write("\r\n".join((*lines, "", "")).encode("latin-1"))
    if with_body and response.stream is None:
        writer.write(response.body)
    await writer.drain()
    if with_body and response.stream is not None:
        async for piece in response.stream():
            writer.write(piece)
            await writer.drain()


def _http_moment(raw: str) -> datetime | None:
    try:
        return parsedate_to_datetime(raw)
    except ValueError:
        return None
