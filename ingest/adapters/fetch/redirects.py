"""Following redirects by hand: each hop is a new target with all checks of its own."""

from __future__ import annotations

from ingest.adapters.fetch.cookies import ChainCookies
from ingest.adapters.fetch.exchange import Answer
from ingest.adapters.fetch.problem import Problem
from ingest.adapters.fetch.target import Target, parse_target

MAX_REDIRECTS = 5
PERMANENT = frozenset({301, 308})


def follow(target: Target, answer: Answer) -> Target:
    """Return where *answer* of *target* points to. Raises ``Problem("bad-redirect")``."""
    if not answer.location:
        raise Problem(
            "bad-redirect", f"HTTP {answer.status} without an address", status=answer.status
        )
    try:
        return parse_target(answer.location, base=target.url)
    except Problem as problem:
        raise Problem("bad-redirect", problem.detail, status=answer.status) from problem


class Chain:
    """The way of one fetch from the address asked for to the one that answers."""

    def __init__(self, start: Target) -> None:
        self.start = self.here = start
        self.cookies = ChainCookies()
        self._seen: set[tuple[str, tuple[tuple[str, str], ...]]] = {(start.url, ())}  # with cookies
        self._permanent = True

    def step(self, answer: Answer) -> None:
        """Go where *answer* points. Raises ``Problem`` for too many steps, circles and bad addresses."""
        before, self.here = self.here, follow(self.here, answer)
        self.cookies.take(before.host, answer.headers.get("set-cookie", ""))
        place = (self.here.url, tuple(self.cookies.header(self.here.host)))
        if place in self._seen:
            raise Problem("bad-redirect", f"it leads back to {self.here.url}")
        self._seen.add(place)
        if len(self._seen) > MAX_REDIRECTS + 1:
            raise Problem("too-many-redirects", f"more than {MAX_REDIRECTS}")
        weaker = before.scheme == "https" and self.here.scheme == "http"
        self._permanent &= answer.status in PERMANENT and not weaker

    @property
    def moved_to(self) -> str:
        """Where the start has moved for good; "" unless every step said so and kept its security."""
        return self.here.url if self._permanent and self.here != self.start else ""
