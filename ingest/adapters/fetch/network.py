"""Connections that only ever lead to the public internet (or to hosts the settings name)."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

from ingest.adapters.fetch.addresses import is_public
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.target import PUBLIC_PORTS, Target

Resolve = Callable[[str, int], Awaitable[list[str]]]

MAX_ADDRESSES = 4  # tried per host
PATIENCE = 6.0  # seconds for one address; who has not answered by then hardly ever does
LOOK_UPS = 16  # at the same time
BUFFERED = 128 * 1024  # bytes the system may hand us ahead of the reader


class SystemNames:
    """The system's resolver, with threads of its own.

    It can hang for half a minute per name; in asyncio's few shared threads it would hold up all else.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="names")

    async def resolve(self, host: str, port: int) -> list[str]:
        """Return every address known for *host*."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        )
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def close(self) -> None:
        """Let the threads go when they are done."""
        self._threads.shutdown(wait=False, cancel_futures=True)


async def connect(target: Target, *, named: bool, resolver: Resolve, tls: ssl.SSLContext) -> Wire:
    """Return a connection to *target*, to an address that was checked first.

    The name is resolved once and the connection goes to that very answer, so a second look-up
    cannot lead elsewhere. One non-public address among the answers refuses them all. *named*: the
    settings allow this host wherever it is.
    """
    addresses = await _addresses(target, resolver)
    if not named and (private := [each for each in addresses if not is_public(each)]):
        raise Problem("private-address", f"{target.host} is at {private[0]}")
    if not named and target.port not in PUBLIC_PORTS:
        raise Problem("bad-url", f"port {target.port} is not one of a web server")
    problem = Problem("dns", target.host)
    for address in addresses[:MAX_ADDRESSES]:
        try:
            async with asyncio.timeout(PATIENCE):
                return await _open(address, target, tls)
        except ssl.SSLError as error:
            raise Problem("tls", getattr(error, "verify_message", "") or str(error)) from error
        except TimeoutError:
            problem = Problem("connect", f"{address} does not answer")
        except OSError as error:
            words = error.strerror or str(error) or "hung up while encryption was agreed on"
            problem = Problem("connect", f"{address}: {words}")
    raise problem


async def _addresses(target: Target, resolver: Resolve) -> list[str]:
    try:
        return await resolver(target.host, target.port)
    except socket.gaierror as error:
        code = "dns-temporary" if error.errno == socket.EAI_AGAIN else "dns"
        raise Problem(code, f"{target.host}: {error.strerror}") from error
    except UnicodeError:
        raise Problem("bad-url", "the host name is not a valid one") from None


async def _open(address: str, target: Target, tls: ssl.SSLContext) -> Wire:
    loop = asyncio.get_running_loop()
    secure = target.scheme == "https"
    _, wire = await loop.create_connection(
        Wire,
        address,
        target.port,
        ssl=tls if secure else None,
        server_hostname=target.host if secure else None,
    )
    return wire


class Wire(asyncio.Protocol):
    """One TCP or TLS connection, read in pieces at the reader's pace.

    It knows no time-outs: the whole fetch runs against one deadline.
    """

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._waiting = 0  # bytes in chunks
        self._ended = False
        self._error: Exception | None = None
        self._reader: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport  # set before anything else is called

    # ── what asyncio tells us ────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._chunks.append(data)
        self._waiting += len(data)
        if self._waiting > BUFFERED:
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        if not self._was_closed_by_the_server():
            self._error = ConnectionAbortedError("the encrypted connection was cut")
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended, self._error = True, self._error or exc
        self._wake()

    def _was_closed_by_the_server(self) -> bool:
        """Whether the end is the server's word. Under TLS that takes an alert; a FIN anybody can send.

        RFC 9112 §9.8: without the alert an answer that does not say its length is incomplete.
        """
        encrypted: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object")
        if encrypted is None:
            return True
        try:
            return encrypted.read(1) == b""
        except ssl.SSLError:
            return False

    def _wake(self) -> None:
        if self._reader and not self._reader.done():
            self._reader.set_result(None)

    # ── what the reader asks us ──────────────────────────────────────────────────────────────

    async def read(self) -> bytes:
        """Return what came in next; b"" at the end of the stream."""
        while not self._chunks:
            if self._error:
                raise self._error
            if self._ended:
                return b""
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        data = self._chunks.popleft()
        self._waiting -= len(data)
        if self._waiting <= BUFFERED:
            self._transport.resume_reading()
        return data

    def write(self, data: bytes) -> None:
        """Send *data*; our requests are small, so there is nothing to wait for."""
        if self._error:
            raise self._error
        self._transport.write(data)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing, not even the end, came in that was not read."""
        return not self._chunks and not self._ended

    def close(self) -> None:
        """Drop the connection at once: a farewell is nothing a hostile server may delay."""
        self._transport.abort()
