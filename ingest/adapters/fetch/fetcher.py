"""One URL in, one value out: a page, "not modified", or a failure with its reason."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpx

from ingest.adapters.fetch.budget import Budget
from ingest.adapters.fetch.challenge import wall_by_body, wall_by_headers
from ingest.adapters.fetch.exchange import REDIRECTS, WELCOME, Answer
from ingest.adapters.fetch.gate import HostGate
from ingest.adapters.fetch.headers import conditions, max_age, surviving, validators
from ingest.adapters.fetch.media import ZIP, is_blank
from ingest.adapters.fetch.network import Resolve, SystemNames
from ingest.adapters.fetch.permission import Permission
from ingest.adapters.fetch.polite import PoliteClient
from ingest.adapters.fetch.problem import Problem, status_problem
from ingest.adapters.fetch.redirects import Chain
from ingest.adapters.fetch.settings import FetchSettings, Kind
from ingest.adapters.fetch.target import parse_target
from ingest.adapters.fetch.transport import PublicTransport, public_trust
from ingest.model import Failure, NotModified, Page, Validators

_ENCODINGS = ("Accept-Encoding", "gzip, deflate, br, zstd")
_ACCEPT: dict[Kind, tuple[str, str]] = {
    "page": ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"),
    "feed": (
        "Accept",
        "application/rss+xml,application/atom+xml,application/feed+json,"
        "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
    ),
}


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
        resolver: Resolve | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._names = SystemNames()
        self._transport = transport or PublicTransport(
            allowed_private=settings.allowed_private,
            tls=tls or public_trust(),
            resolver=resolver or self._names.resolve,
        )
        self._client = PoliteClient(settings, gate, self._transport, now)
        self._permission = Permission(self._client, gate)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()
        self._names.close()

    async def fetch(
        self, url: str, *, kind: Kind = "page", validators: Validators | None = None
    ) -> Page | NotModified | Failure:
        """Return what *url* gives. With *validators*, ask only for what changed since."""
        try:
            chain = Chain(parse_target(url))
            answer, asked = await self._walk(chain, kind, conditions(validators))
            if kind == "page" and answer.body.startswith(ZIP):
                raise Problem("not-text", "a ZIP file", status=answer.status)
            return self._value(url, chain, answer, asked=asked)
        except Problem as problem:
            return problem.as_failure(url)

    async def _walk(
        self, chain: Chain, kind: Kind, asked: list[tuple[str, str]]
    ) -> tuple[Answer, bool]:
        """Follow *chain* to its end: permission, then a polite request, at every step.

        Returns the last answer, and whether it was asked for on conditions.
        """
        budget = Budget(self._settings.deadline(kind))
        while True:
            target = chain.here
            delay = await self._permission.delay_for(target, budget)
            headers = [_ACCEPT[kind], _ENCODINGS, *asked, *chain.cookies.header(target.host)]
            answer = await self._client.request(
                target, headers, budget, delay=delay, limit=self._settings.max_bytes
            )
            if answer.status not in REDIRECTS:
                return answer, bool(asked)
            chain.step(answer)
            asked = surviving(asked)

    def _value(self, url: str, chain: Chain, answer: Answer, *, asked: bool) -> Page | NotModified:
        now = self._client.now()
        if answer.status == 304:
            if not asked:
                raise Problem("unasked-304", status=304)
            return NotModified(url=url, fetched_at=now)
        refused = answer.status not in WELCOME
        wall = wall_by_headers(answer.headers, refused=refused)
        if wall := wall or wall_by_body(answer.body, refused=refused):
            raise Problem("challenge", wall, status=answer.status)
        if refused:
            raise status_problem(answer.status, self._client.asked_pause(answer))
        if is_blank(answer.body):
            raise Problem("empty", status=answer.status)
        return Page(
            url=url,
            final_url=chain.here.url,
            body=answer.body,
            fetched_at=now,
            status=answer.status,
            content_type=answer.headers.get("content-type", ""),
            validators=validators(answer.headers, now),
            moved_to=chain.moved_to,
            max_age=max_age(answer.headers, now),
        )
