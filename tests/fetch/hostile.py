"""A loopback server that misbehaves on demand, and the parts misbehaviours are made of."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import zstandard

Send = Callable[[bytes], Awaitable[None]]
Script = Callable[[bytes, Send], Awaitable[None]]

HTML = b"<!doctype html><title>Bridge reopened</title><p>The bridge was reopened on Monday.</p>" * 8


@dataclass(slots=True)
class HostileServer:
    """Answers each path by its script; counts and keeps what it was asked."""

    pages: dict[str, bytes | Script]
    robots: bytes | Script
    greeting: bytes = b""  # sent before any request came
    port: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.split()[1].decode() for request in self.requests]

    def url(self, path: str = "/") -> str:
        """The address of *path* here."""
        return f"http://127.0.0.1:{self.port}{path}"

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until it ends; bytes are sent as they are, then the connection closes."""

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        try:
            await send(self.greeting)
            while request := await reader.readuntil(b"\r\n\r\n"):
                self.requests.append(request)
                path = request.split()[1].decode()
                script = self.robots if path == "/robots.txt" else self.pages[path]
                if isinstance(script, bytes):
                    await send(script)
                    break
                await script(request, send)
        except Reset:
            lingering = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, lingering
            )
            writer.transport.abort()
        except Cut:
            writer.transport.abort()
        except (asyncio.IncompleteReadError, ConnectionError, KeyError, ssl.SSLError):
            pass
        finally:
            writer.close()


class Reset(Exception):
    """A script raises it to cut the connection with a TCP reset instead of a farewell."""


class Cut(Exception):
    """A script raises it to end the connection without the farewell that TLS wants."""


NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@asynccontextmanager
async def hostile(
    pages: dict[str, bytes | Script],
    robots: bytes | Script = NO_ROBOTS,
    *,
    greeting: bytes = b"",
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[HostileServer]:
    """Run a hostile server on a free loopback port."""
    world = HostileServer(pages=pages, robots=robots, greeting=greeting)
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(world.answer(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=tls)
    world.port = server.sockets[0].getsockname()[1]
    try:
        yield world
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


# ── building answers ─────────────────────────────────────────────────────────────────────────


def reply(
    status: str = "200 OK", body: bytes = HTML, *headers: str, length: int | None = -1
) -> bytes:
    """Return a response; *length* -1 = the right Content-Length, None = none at all."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length < 0 else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def packed(encoding: str, body: bytes) -> bytes:
    """Return a response whose body claims *encoding*."""
    return reply("200 OK", body, f"Content-Encoding: {encoding}")


def chunked(*chunks: bytes, end: bytes = b"0\r\n\r\n", extra: str = "") -> bytes:
    """Return a chunked response."""
    head = reply("200 OK", b"", "Transfer-Encoding: chunked", length=None)
    return head + b"".join(b"%x%s\r\n%s\r\n" % (len(c), extra.encode(), c) for c in chunks) + end


def raw_deflate(body: bytes) -> bytes:
    """Return *body* as deflate without the zlib wrapping, as many servers send it."""
    squeezer = zlib.compressobj(wbits=-15)
    return squeezer.compress(body) + squeezer.flush()


def zstd(body: bytes, window_log: int = 20) -> bytes:
    """Return *body* as a zstd frame that does not announce its size."""
    parameters = zstandard.ZstdCompressionParameters(
        window_log=window_log, write_content_size=False
    )
    squeezer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return squeezer.compress(body) + squeezer.flush()


def gzip_bomb(size: int) -> bytes:
    """Return a small gzip body that unpacks to *size* zero bytes."""
    squeezer = zlib.compressobj(9, wbits=31)
    block = bytes(1024 * 1024)
    parts = [squeezer.compress(block) for _ in range(size // len(block))]
    return b"".join(parts) + squeezer.flush()


def noise(size: int, seed: int = 7) -> bytes:
    """Return *size* bytes that do not compress."""
    return random.Random(seed).randbytes(size)


def redirect(status: int, location: str | None, body: bytes = b"") -> bytes:
    """Return a redirect."""
    headers = [] if location is None else [f"Location: {location}"]
    return reply(f"{status} Elsewhere", body, *headers)


def drip(start: bytes, piece: bytes, pause: float = 0.02) -> Script:
    """Send *start* at once, then *piece* again and again for ever, slowly."""

    async def run(_: bytes, send: Send) -> None:
        await send(start)
        while True:
            await send(piece)
            await asyncio.sleep(pause)

    return run


def flood(start: bytes, piece: bytes) -> Script:
    """Send *start*, then *piece* for ever, as fast as the client takes it."""

    async def run(_: bytes, send: Send) -> None:
        await send(start)
        while True:
            await send(piece)
            await asyncio.sleep(0)

    return run


def reset_after(start: bytes) -> Script:
    """Send *start*, then cut the connection the hard way."""

    async def run(_: bytes, send: Send) -> None:
        await send(start)
        await asyncio.sleep(0.02)  # else the reset may overtake what was sent
        raise Reset

    return run


def cut_after(start: bytes) -> Script:
    """Send *start*, then end the connection as somebody on the way could."""

    async def run(_: bytes, send: Send) -> None:
        await send(start)
        await asyncio.sleep(0.02)
        raise Cut

    return run


def with_host(template: bytes) -> Script:
    """Send *template* with the host and port we were asked as in place of ``{HOST}``."""

    async def run(request: bytes, send: Send) -> None:
        host = next(
            line[6:] for line in request.split(b"\r\n") if line.lower().startswith(b"host: ")
        )
        await send(template.replace(b"{HOST}", host))

    return run


async def silence(_: bytes, __: Send) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


HEAD_ONLY = reply("200 OK", b"", length=None)
CHUNKED_HEAD = reply("200 OK", b"", "Transfer-Encoding: chunked", length=None)
GZIP_HEAD = reply("200 OK", b"", "Content-Encoding: gzip", length=None)
