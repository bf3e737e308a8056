"""Whether a site lets us read an address: its robots.txt, fetched once a day and shared."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from ingest.adapters.fetch.budget import Budget
from ingest.adapters.fetch.exchange import WELCOME, Answer
from ingest.adapters.fetch.gate import HostGate, RobotsFile
from ingest.adapters.fetch.polite import PoliteClient
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.redirects import follow
from ingest.adapters.fetch.robots import (
    CLOSED_FRESH,
    MAX_BYTES,
    Rules,
    decode_robots,
    is_fresh,
    parse_rules,
    unreachable,
)
from ingest.adapters.fetch.target import Target, parse_target

MAX_REDIRECTS = 5  # RFC 9309 §2.3.1.2; beyond them the file counts as not there
REMEMBERED = 256  # files in memory, up to 500 KiB each; the gate has them all
SHARE = 0.5  # of the time of a fetch, so that a slow robots.txt is told from a slow page

_HEADERS = [("Accept", "text/plain,*/*;q=0.5"), ("Accept-Encoding", "gzip, deflate, br, zstd")]
_NOT_ABOUT_ROBOTS = frozenset(  # the page itself would end the same way, so it says so
    {"dns", "dns-temporary", "connect", "tls", "private-address", "bad-url", "gate"}
)


class Permission:
    """Keeps the robots.txt of every origin we have met and asks the gate before the site."""

    def __init__(self, client: PoliteClient, gate: HostGate) -> None:
        self._client = client
        self._gate = gate
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._files: dict[str, RobotsFile] = {}

    async def delay_for(self, target: Target, budget: Budget) -> float:
        """Return the seconds its site wants between requests, if we may read *target* at all.

        Raises ``Problem`` "robots" if not, "robots-unreachable" if the site cannot say.
        """
        rules = await self._rules(target, budget)
        if rules is None:
            return 0.0
        if not rules.allows(target.url):
            raise Problem("robots", target.url)
        return min(rules.crawl_delay, self._client.settings.max_crawl_delay)

    async def _rules(self, target: Target, budget: Budget) -> Rules | None:
        file = await self._file(target, budget)
        if file.access == "closed":
            left = (file.fetched_at + CLOSED_FRESH - self._client.now()).total_seconds()
            words = f"{target.origin}, {file.text}" if file.text else target.origin
            raise Problem("robots-unreachable", words, retry_after=max(left, 0.0))
        if file.access == "open":
            return None
        return parse_rules(file.text, self._client.settings.robot_name)

    async def _file(self, target: Target, budget: Budget) -> RobotsFile:
        """The file of this origin: in memory, from the gate, or read now by one caller for all."""
        origin, ask = target.origin, self._client.ask_gate
        async with self._locks[origin]:
            file = self._files.get(origin)
            if file is None or not is_fresh(file, self._client.now()):
                file = await ask(self._gate.robots, origin)
            if file is None or not is_fresh(file, self._client.now()):
                file = await self._read(target, file, budget)
                await ask(self._gate.save_robots, origin, file)
            self._files[origin] = file
            if len(self._files) > REMEMBERED:
                del self._files[next(iter(self._files))]
            return file

    async def _read(self, target: Target, known: RobotsFile | None, budget: Budget) -> RobotsFile:
        at = parse_target("/robots.txt", base=target.url)
        part = budget.part(budget.left * SHARE)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                answer = await self._client.request(at, _HEADERS, part, limit=MAX_BYTES, cut=True)
                if answer.location is None:
                    return self._meaning(answer, known)
                at = follow(at, answer)
        except Problem as problem:
            if problem.code in _NOT_ABOUT_ROBOTS and at.origin == target.origin:
                raise
            return unreachable(known, problem.code, self._client.now())
        return RobotsFile(access="open", fetched_at=self._client.now())

    def _meaning(self, answer: Answer, known: RobotsFile | None) -> RobotsFile:
        now = self._client.now()
        if answer.status >= 500 or answer.status == 429:
            return unreachable(known, f"HTTP {answer.status}", now)
        if answer.status not in WELCOME or not answer.body:
            return RobotsFile(access="open", fetched_at=now)
        return RobotsFile(access="rules", fetched_at=now, text=decode_robots(answer.body))
