"""Runs the world: one thread, one event loop, one loopback port per publisher and one for control."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from newsroom.content import read_manuscripts, read_publishers
from newsroom.extra import read_extra
from newsroom.host import Host
from newsroom.press import print_all
from newsroom.render import render_listing
from newsroom.site import Site
from newsroom.sources import SourceBlock, site_block, write_toml
from newsroom.truth import World
from newsroom.visit import INSIDE
from newsroom.wire import HEAD_LIMIT, Request, Respond, Response, serve
from newsroom.world import describe

HOST = "127.0.0.1"
START_PATIENCE = 20.0  # seconds
SETTLING = 0.05  # seconds
REMEMBERED = 10_000  # requests


class Tenant(Protocol):
    """Whoever answers on a port."""

    @property
    def key(self) -> str:
        """Name in the request log."""

    def respond(self, request: Request, tick: int) -> Response:
        """Return the answer at *tick*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request that arrived, and what it got."""

    key: str
    method: str
    path: str
    status: int
    conditional: bool


class Newsroom:
    """A small hostile news world on loopback.

    >>> with Newsroom() as newsroom:
    ...     len(newsroom.hosts) > 10, newsroom.tick()
    (True, 1)
    """

    def __init__(
        self,
        tick: int = 0,
        port: int = 0,
        extra: Path | None = None,
        *,
        now: datetime | None = None,
    ) -> None:
        """*port*: the control port, publishers take the following ones; 0 = any free ports.

        *extra*: a folder of ``.txt`` files to be served as further articles.
        """
        self.now = (now or datetime.now(UTC)).replace(microsecond=0)
        self.log: deque[Seen] = deque(maxlen=REMEMBERED)
        self._tick = tick
        self._port = port
        self._manuscripts = (*read_manuscripts(), *(read_extra(extra) if extra else ()))
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._ready = threading.Event()
        self._done = asyncio.Event()
        self._sites: tuple[Site, ...] = ()
        self._tenants: dict[str, Tenant] = {}
        self._ports: dict[str, int] = {}

    # ── life ─────────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Open every port; returns when all of them answer. Raises ``OSError`` if one is taken."""
        if self._thread is not None:
            raise RuntimeError("this newsroom was started before; make a new one")
        self._thread = threading.Thread(target=self._run, name="newsroom", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_PATIENCE):
            raise TimeoutError("the newsroom did not start in time")
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Close every port and connection; harmless when called twice."""
        if self._thread is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._done.set)
            self._thread.join()

    # ── what a caller may ask ────────────────────────────────────────────────────────────

    @property
    def clock(self) -> int:
        """The present tick."""
        return self._tick

    def tick(self) -> int:
        """Advance the clock by one and return it: new articles, edits, a deletion."""
        self._tick += 1
        return self._tick

    @property
    def control(self) -> str:
        """Address of the control port: a front page, ``/sources.toml`` and ``POST /_tick``."""
        return self._origin("control")

    @property
    def hosts(self) -> tuple[str, ...]:
        """``host:port`` of every publisher: what a fetcher must be allowed to reach."""
        return tuple(f"{HOST}:{port}" for key, port in self._ports.items() if key != "control")

    def trespasses(self) -> tuple[Seen, ...]:
        """Return the requests that a guarded fetcher would never have sent: there must be none."""
        return tuple(seen for seen in self.log if seen.path.startswith(INSIDE))

    def sources_toml(self) -> str:
        """Return the world as a ``config/sources.toml``."""
        return write_toml(self._blocks())

    def expected(self) -> World:
        """Return the truth about everything that can be found here."""
        return describe(self._sites, now=self.now, tick=self._tick, control=self.control)

    # ── inside the thread ────────────────────────────────────────────────────────────────

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except OSError as error:
            self._failure = error
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()
            self._ready.set()

    async def _serve(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            keys = ["control", *(publisher.key for publisher in read_publishers())]
            doors: dict[str, asyncio.Server] = {}
            for number, key in enumerate(keys):
                port = self._port + number if self._port else 0
                doors[key] = await stack.enter_async_context(await self._open(key, port))
                self._ports[key] = doors[key].sockets[0].getsockname()[1]
            self._sites = self._settle()
            self._tenants = {s.key: Host(s, self.control) for s in self._sites}
            self._tenants["control"] = _Control(self)
            for door in doors.values():
                await door.start_serving()
            self._ready.set()
            await self._done.wait()
            await self._hang_up(doors.values())

    async def _open(self, key: str, port: int) -> asyncio.Server:
        async def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.CancelledError):  # stop() hangs up on everyone
                await serve(self._answer(key), reader, writer)

        return await asyncio.start_server(
            welcome, HOST, port, limit=HEAD_LIMIT, start_serving=False
        )

    async def _hang_up(self, doors: Iterable[asyncio.Server]) -> None:
        """End every open connection and wait until its socket is closed.

        Nobody new first, and time for those at the door to come in: a server that is closed
        between accept and welcome would leak the socket.
        """
        for sock in (sock for door in doors for sock in door.sockets):
            self._loop.remove_reader(sock.fileno())
        await asyncio.sleep(SETTLING)
        for door in doors:
            door.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _settle(self) -> tuple[Site, ...]:
        publishers = read_publishers()
        pieces = print_all(self._manuscripts, publishers, self.now)
        return tuple(
            Site(
                house, [p for p in pieces if p.publisher.key == house.key], self._origin(house.key)
            )
            for house in publishers
        )

    def _answer(self, key: str) -> Respond:
        async def respond(request: Request) -> Response:
            response = self._tenants[key].respond(request, self._tick)
            asked = not {"if-none-match", "if-modified-since"}.isdisjoint(request.headers)
            self.log.append(
                Seen(
                    key=key,
                    method=request.method,
                    path=request.path,
                    status=response.status,
                    conditional=asked,
                )
            )
            return response

        return respond

    def _origin(self, key: str) -> str:
        return f"http://{HOST}:{self._ports[key]}"

    def _blocks(self) -> Sequence[SourceBlock]:
        return [site_block(site.publisher, site.origin) for site in self._sites]


@dataclass(frozen=True, slots=True)
class _Control:
    """The newsroom's own port: for people and scripts, not for the pipeline."""

    newsroom: Newsroom
    key: str = "control"

    def respond(self, request: Request, tick: int) -> Response:
        match request.method, request.path:
            case "POST", "/_tick":
                tick = self.newsroom.tick()
                return _json({"tick": tick})
            case "GET" | "HEAD", "/_tick":
                return _json({"tick": tick})
            case "GET" | "HEAD", "/sources.toml":
                return Response(
                    content_type="application/toml", body=self.newsroom.sources_toml().encode()
                )
            case "GET" | "HEAD", "/":
                hosts = [(f"http://{host}/", host) for host in self.newsroom.hosts]
                page = render_listing("Newsroom", "utf-8", [(f"tick {tick}", hosts)])
                return Response(content_type="text/html; charset=utf-8", body=page.encode())
            case _:
                return Response(status=404)


def _json(data: object) -> Response:
    return Response(content_type="application/json", body=json.dumps(data).encode())
