"""The seam to the HTTP library: an httpx transport that keeps few connections, all of them checked."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

import httpcore
import httpx

from ingest.adapters.fetch.network import Resolve, connect
from ingest.adapters.fetch.target import Target, is_named, parse_target

KEEP_ALIVE = 15.0  # seconds; a few turns of a politely asked host
MAX_IDLE = 64  # connections kept for later, over all hosts


@dataclass(frozen=True, slots=True)
class _Link:
    origin: str
    http: httpcore.AsyncHTTP11Connection


class PublicTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over checked connections: no pool lock, no proxy, no cookies, no decoding.

    httpx's own pool loses two thirds of its throughput at 32 connections and its client reads
    proxies from the environment; neither is of use to a fetcher that paces itself.
    """

    def __init__(
        self, *, allowed_private: tuple[str, ...], tls: ssl.SSLContext, resolver: Resolve
    ) -> None:
        self._allowed_private = allowed_private
        self._tls = tls
        self._resolver = resolver
        self._idle: list[_Link] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer with its body still on the wire."""
        target = request.extensions.get("parsed") or parse_target(str(request.url))
        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=target.scheme, host=target.host, port=target.port, target=target.path
            ),
            headers=request.headers.raw,
        )
        if link := await self._idle_link(target.origin):
            try:
                return await self._ask(link, asked)
            except (httpcore.RemoteProtocolError, OSError):
                pass  # the server hung up while the connection was idle: no answer was lost
        return await self._ask(await self._new_link(target), asked)

    async def _ask(self, link: _Link, request: httpcore.Request) -> httpx.Response:
        answer = await link.http.handle_async_request(request)
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer, link, self)
        )

    async def _idle_link(self, origin: str) -> _Link | None:
        for link in [each for each in self._idle if each.origin == origin]:
            self._idle.remove(link)
            if not link.http.has_expired():
                return link
            await link.http.aclose()
        return None

    async def _new_link(self, target: Target) -> _Link:
        wire = await connect(
            target,
            named=is_named(target, self._allowed_private),
            resolver=self._resolver,
            tls=self._tls,
        )
        origin = httpcore.Origin(target.scheme.encode(), target.host.encode(), target.port)
        return _Link(
            target.origin,
            httpcore.AsyncHTTP11Connection(origin, wire, keepalive_expiry=KEEP_ALIVE),
        )

    async def give_back(self, link: _Link) -> None:
        """Keep the connection of a completely read answer for the next request; drop any other."""
        if not link.http.is_idle():
            await link.http.aclose()
            return
        self._idle.append(link)
        if len(self._idle) > MAX_IDLE:
            await self._idle.pop(0).http.aclose()

    async def aclose(self) -> None:
        """Close what is kept open."""
        while self._idle:
            await self._idle.pop().http.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response, link: _Link, transport: PublicTransport) -> None:
        self._answer, self._link, self._transport = answer, link, transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in cast("AsyncIterator[bytes]", self._answer.stream):
            yield chunk

    async def aclose(self) -> None:
        await self._answer.aclose()
        await self._transport.give_back(self._link)
