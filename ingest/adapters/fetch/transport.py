"""The seam to the HTTP library: an httpx transport that keeps few connections, all of them checked."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator
from functools import cache
from typing import cast

import certifi
import h11
import httpx

from ingest.adapters.fetch.network import Resolve, Wire, connect
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.target import Target, is_named, parse_target

KEEP_ALIVE = 15.0  # seconds; a few turns of a politely asked host
MAX_IDLE = 64  # connections kept for later, over all hosts
MAX_HEAD = 100 * 1024  # bytes of status line and headers
MAX_INTERIM = 100  # "early hints" and the like before the answer
PACKAGING = 512 * 1024  # bytes around the content; beyond them it must be four times as much


@cache
def public_trust() -> ssl.SSLContext:
    """Return the context that trusts public authorities: one per process, for it costs 25 ms to make."""
    return trust(certifi.where())


def trust(authorities: str) -> ssl.SSLContext:
    """Return a context that trusts the certificates in the file *authorities* and nobody else.

    Not ``ssl.create_default_context``: that one writes the keys of every connection to the file the
    environment names in SSLKEYLOGFILE. A host is known by its alternative names only (RFC 9525 §2).
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks certificate and name; TLS 1.2 and up
    context.hostname_checks_common_name = False
    context.load_verify_locations(authorities)
    return context


class PublicTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 over checked connections: no proxy, no cookies, no decoding, no pool to wait for.

    httpx's own transport connects wherever the DNS says, and its pool and client cost two thirds
    of the throughput at 32 connections; a fetcher that paces itself needs neither.
    """

    def __init__(
        self, *, allowed_private: tuple[str, ...], tls: ssl.SSLContext, resolver: Resolve
    ) -> None:
        self._allowed_private = allowed_private
        self._tls = tls
        self._resolver = resolver
        self._idle: list[Link] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer with its body still on the wire."""
        target = request.extensions.get("parsed") or parse_target(str(request.url))
        if link := self._idle_link(target.origin):
            try:
                return await self._ask(link, request, target)
            except (httpx.RemoteProtocolError, OSError):
                if link.was_answered:
                    raise
                # else the server hung up while the connection was idle: no answer was lost
        return await self._ask(await self._new_link(target), request, target)

    async def _ask(self, link: Link, request: httpx.Request, target: Target) -> httpx.Response:
        try:
            head = await link.ask(request, target)
        except BaseException:  # cancellation above all: the deadline ends requests that way
            link.close()
            raise
        return httpx.Response(
            head.status_code, headers=list(head.headers), stream=_Body(link, self)
        )

    def _idle_link(self, origin: str) -> Link | None:
        for link in [each for each in self._idle if each.origin == origin]:
            self._idle.remove(link)
            if link.is_reusable:
                return link
            link.close()
        return None

    async def _new_link(self, target: Target) -> Link:
        wire = await connect(
            target,
            named=is_named(target, self._allowed_private),
            resolver=self._resolver,
            tls=self._tls,
        )
        return Link(target.origin, wire)

    def give_back(self, link: Link) -> None:
        """Keep the connection of a completely read answer for the next request; drop any other."""
        if not link.finish():
            link.close()
            return
        self._idle.append(link)
        if len(self._idle) > MAX_IDLE:
            self._idle.pop(0).close()

    async def aclose(self) -> None:
        """Close what is kept open."""
        while self._idle:
            self._idle.pop().close()


class Link:
    """One connection to *origin*, one request after the other."""

    def __init__(self, origin: str, wire: Wire) -> None:
        self.origin = origin
        self._wire = wire
        self._http = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=MAX_HEAD)
        self._idle_since = 0.0
        self._received = self._content = 0  # bytes of the present answer

    async def ask(self, request: httpx.Request, target: Target) -> h11.Response:
        """Send *request* and return the head of the answer."""
        try:
            head = h11.Request(method="GET", target=target.path, headers=request.headers.raw)
        except h11.LocalProtocolError as error:
            raise httpx.LocalProtocolError(str(error)) from error
        self._received = self._content = 0
        self._wire.write(
            (self._http.send(head) or b"") + (self._http.send(h11.EndOfMessage()) or b"")
        )
        for _ in range(MAX_INTERIM + 1):
            event = await self._next_event()
            if isinstance(event, h11.Response):
                return event
        raise httpx.RemoteProtocolError(f"more than {MAX_INTERIM} preliminary answers")

    async def body(self) -> AsyncIterator[bytes]:
        """Yield the body of the answer as it comes in.

        Raises ``Problem("too-large")`` when it comes in crumbs: each chunk costs as much as a page.
        """
        while isinstance(event := await self._next_event(), h11.Data):
            self._content += len(event.data)
            if self._received - self._content > PACKAGING + self._content // 4:
                raise Problem("too-large", "there is more packaging than content")
            yield bytes(event.data)

    async def _next_event(self) -> h11.Event:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                raise httpx.RemoteProtocolError(str(error)) from error
            if event is not h11.NEED_DATA:
                return cast("h11.Event", event)
            data = await self._wire.read()
            self._received += len(data)
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise httpx.RemoteProtocolError("the server hung up without an answer")
            self._http.receive_data(data)

    def finish(self) -> bool:
        """Make ready for the next request; False if this connection cannot take one.

        Bytes beyond the answer belong to no request: what follows would be read as the answer to
        the next one, so such a connection is not used again.
        """
        done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if not done or self._http.trailing_data != (b"", False) or not self._wire.is_quiet:
            return False
        self._http.start_next_cycle()
        self._idle_since = time.monotonic()
        return True

    @property
    def is_reusable(self) -> bool:
        """Whether the server has kept this idle connection open, and silent."""
        return self._wire.is_quiet and time.monotonic() - self._idle_since < KEEP_ALIVE

    @property
    def was_answered(self) -> bool:
        """Whether anything came back for the present request."""
        return self._received > 0

    def close(self) -> None:
        """Drop the connection."""
        self._wire.close()


class _Body(httpx.AsyncByteStream):
    def __init__(self, link: Link, transport: PublicTransport) -> None:
        self._link, self._transport = link, transport

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._link.body()

    async def aclose(self) -> None:
        self._transport.give_back(self._link)
