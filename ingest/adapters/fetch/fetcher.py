"""One URL in, one value out: a page, "not modified", or a failure with its reason."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import certifi
import httpx

from ingest.adapters.fetch.budget import Budget
from ingest.adapters.fetch.challenge import wall_by_body, wall_by_headers
from ingest.adapters.fetch.exchange import REDIRECTS, WELCOME, Answer, ask
from ingest.adapters.fetch.gate import HostGate, MemoryGate, RobotsFile
from ingest.adapters.fetch.headers import conditions, max_age, retry_after, validators
from ingest.adapters.fetch.network import Resolve, resolve
from ingest.adapters.fetch.problem import Problem, status_problem
from ingest.adapters.fetch.robots import (
    CLOSED_FRESH,
    MAX_BYTES,
    Rules,
    decode_robots,
    is_fresh,
    parse_rules,
    unreachable,
)
from ingest.adapters.fetch.settings import FetchSettings, Kind
from ingest.adapters.fetch.target import DEFAULT_PORTS, Target, parse_target
from ingest.adapters.fetch.transport import PublicTransport
from ingest.model import Failure, NotModified, Page, Validators

MAX_REDIRECTS = 5
REQUESTS_PER_HOST = 2  # at the same time
PERMANENT = frozenset({301, 308})
BUSY = frozenset({429, 503})  # the host as a whole wants a pause

_ACCEPT: dict[Kind, str] = {
    "page": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "feed": "application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
}
_NOT_ABOUT_ROBOTS = frozenset(  # the page itself would end the same way, so it says so
    {"dns", "dns-temporary", "connect", "tls", "private-address", "bad-url", "gate"}
)

P = ParamSpec("P")
T = TypeVar("T")


def utc_now() -> datetime:
    """Return the time, aware."""
    return datetime.now(UTC)


class Fetcher:
    """Reads URLs politely and safely; an async context manager, for one event loop.

    What servers do comes back as a value. Exceptions mean that our own parts failed: the *gate*'s
    store, or cancellation. *transport* and *resolver* are seams for tests and other HTTP libraries.
    """

    def __init__(
        self,
        settings: FetchSettings,
        gate: HostGate,
        now: Callable[[], datetime] = utc_now,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        resolver: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._gate = gate
        self._now = now
        self._transport = transport or PublicTransport(
            allowed_private=settings.allowed_private,
            tls=tls or ssl.create_default_context(cafile=certifi.where()),
            resolver=resolver,
        )
        self._requests: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(REQUESTS_PER_HOST)
        )
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._robots_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._robots: dict[str, RobotsFile] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()

    async def fetch(
        self, url: str, *, kind: Kind = "page", validators: Validators | None = None
    ) -> Page | NotModified | Failure:
        """Return what *url* gives. With *validators*, ask only for what changed since."""
        try:
            return await self._fetch(url, kind, validators)
        except Problem as problem:
            return problem.as_failure(url)

    async def _fetch(
        self, url: str, kind: Kind, given: Validators | None
    ) -> Page | NotModified | Failure:
        budget = Budget(self._settings.deadline(kind))
        asked = conditions(given)
        target = first = parse_target(url)
        seen = {target.url}
        permanent = True
        for _ in range(MAX_REDIRECTS + 1):
            rules = await self._rules(target, budget, kind)
            if rules and not rules.allows(target.url):
                raise Problem("robots", target.url)
            delay = min(rules.crawl_delay if rules else 0.0, self._settings.max_crawl_delay)
            answer = await self._request(target, kind, asked, budget, delay=delay)
            if answer.status not in REDIRECTS:
                moved_to = target.url if permanent and target != first else ""
                return self._value(url, target, answer, asked=bool(asked), moved_to=moved_to)
            before, target = target, _next_target(target, answer)
            weaker = before.scheme == "https" and target.scheme == "http"
            permanent &= answer.status in PERMANENT and not weaker
            if target.url in seen:
                raise Problem("bad-redirect", f"it leads back to {target.url}")
            seen.add(target.url)
        raise Problem("too-many-redirects", f"more than {MAX_REDIRECTS}")

    # ── what an answer means ─────────────────────────────────────────────────────────────────

    def _value(
        self, url: str, target: Target, answer: Answer, *, asked: bool, moved_to: str
    ) -> Page | NotModified:
        now = self._now()
        if answer.status == 304:
            if not asked:
                raise Problem("unasked-304", status=304)
            return NotModified(url=url, fetched_at=now)
        refused = answer.status not in WELCOME
        if wall := wall_by_headers(answer.headers) or wall_by_body(answer.body, refused=refused):
            raise Problem("challenge", wall, status=answer.status)
        if refused:
            raise status_problem(answer.status, self._asked_wait(answer))
        if not answer.body or answer.body.isspace():
            raise Problem("empty", status=answer.status)
        return Page(
            url=url,
            final_url=target.url,
            body=answer.body,
            fetched_at=now,
            status=answer.status,
            content_type=answer.headers.get("content-type", ""),
            validators=validators(answer.headers),
            moved_to=moved_to,
            max_age=max_age(answer.headers, now),
        )

    def _asked_wait(self, answer: Answer) -> float | None:
        """Seconds the server wants to be left alone; our own measure for a busy one that says none."""
        said = retry_after(answer.headers, self._now())
        return self._settings.hold if said is None and answer.status in BUSY else said

    # ── requests, one polite turn each ───────────────────────────────────────────────────────

    async def _request(
        self,
        target: Target,
        kind: Kind,
        extra: list[tuple[str, str]],
        budget: Budget,
        *,
        delay: float = 0.0,
        robots: bool = False,
    ) -> Answer:
        host = _gate_key(target)
        headers = [
            ("Host", _host_header(target)),
            ("User-Agent", self._settings.user_agent),
            ("Accept", "text/plain,*/*;q=0.5" if robots else _ACCEPT[kind]),
            ("Accept-Encoding", "gzip, deflate, br, zstd"),
            *extra,
        ]
        async with self._requests[host]:
            await self._turn(host, max(delay, self._settings.min_delay))
            answer = await ask(
                self._transport,
                target,
                headers,
                budget=budget,
                at_most=self._settings.deadline(kind) / 2 if robots else None,
                limit=MAX_BYTES if robots else self._settings.max_bytes,
                cut=robots,
            )
        if answer.status in BUSY:
            wait = retry_after(answer.headers, self._now())
            await self._ask_gate(
                self._gate.hold, host, self._settings.hold if wait is None else wait
            )
        return answer

    async def _turn(self, host: str, delay: float) -> None:
        """Wait until *host* may be asked again; one caller at a time, so that none jumps the queue."""
        async with self._queues[host]:
            wait = await self._ask_gate(self._gate.reserve, host, delay, self._settings.patience)
            if wait > self._settings.patience:
                raise Problem("gate", f"{wait:.0f} s from now", retry_after=wait)
            if wait > 0:
                await asyncio.sleep(wait)

    async def _ask_gate(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the gate: memory at once, a store in a thread, so that its locks never stop the loop."""
        if isinstance(self._gate, MemoryGate):
            return question(*args, **kwargs)
        return await asyncio.to_thread(question, *args, **kwargs)

    # ── robots.txt ───────────────────────────────────────────────────────────────────────────

    async def _rules(self, target: Target, budget: Budget, kind: Kind) -> Rules | None:
        """Return what the robots.txt of *target* says to us; None if there is none."""
        async with self._robots_locks[target.origin]:
            file = self._robots.get(target.origin)
            if file is None or not is_fresh(file, self._now()):
                file = await self._ask_gate(self._gate.robots, target.origin)
            if file is None or not is_fresh(file, self._now()):
                file = await self._read_robots(target, file, budget, kind)
                await self._ask_gate(self._gate.save_robots, target.origin, file)
            self._robots[target.origin] = file
        if file.access == "closed":
            left = (file.fetched_at + CLOSED_FRESH - self._now()).total_seconds()
            raise Problem("robots-unreachable", target.origin, retry_after=max(left, 0.0))
        if file.access == "open":
            return None
        return parse_rules(file.text, self._settings.robot_name)

    async def _read_robots(
        self, target: Target, known: RobotsFile | None, budget: Budget, kind: Kind
    ) -> RobotsFile:
        at = parse_target("/robots.txt", base=target.url)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = await self._request(at, kind, [], budget, robots=True)
                if answer.location is None:
                    return self._robots_file(answer, known)
                at = _next_target(at, answer)
        except Problem as problem:
            if problem.code in _NOT_ABOUT_ROBOTS and at.origin == target.origin:
                raise
            return unreachable(known, self._now())
        return RobotsFile(access="open", fetched_at=self._now())  # RFC 9309 §2.3.1.2

    def _robots_file(self, answer: Answer, known: RobotsFile | None) -> RobotsFile:
        if answer.status >= 500 or answer.status == 429:
            return unreachable(known, self._now())
        if answer.status not in WELCOME or not answer.body:
            return RobotsFile(access="open", fetched_at=self._now())
        text = decode_robots(answer.body)
        return RobotsFile(access="rules", fetched_at=self._now(), text=text)


def _next_target(target: Target, answer: Answer) -> Target:
    if not answer.location:
        raise Problem(
            "bad-redirect", f"HTTP {answer.status} without an address", status=answer.status
        )
    try:
        return parse_target(answer.location, base=target.url)
    except Problem as problem:
        raise Problem("bad-redirect", problem.detail, status=answer.status) from problem


def _gate_key(target: Target) -> str:
    """Who is to be left in peace: the host, or for an odd port that one service of it."""
    standard = target.port in DEFAULT_PORTS.values()
    return target.host if standard else target.authority


def _host_header(target: Target) -> str:
    if target.port != DEFAULT_PORTS[target.scheme]:
        return target.authority
    return f"[{target.host}]" if ":" in target.host else target.host
