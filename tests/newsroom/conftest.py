"""One newsroom for the tests that only look; those that move its clock open their own."""

from __future__ import annotations

import gzip
import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from newsroom import Newsroom

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """What came back, untouched; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body without its transport compression."""
        is_packed = self.headers.get("content-encoding") == "gzip"
        return gzip.decompress(self.body) if is_packed else self.body


Get = Callable[..., Answer]


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    most: int | None = None,
) -> Answer:
    """Send one request and follow nothing; *most*: read no more than so many bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target or "/", headers=dict(headers or {}))
        response = connection.getresponse()
        body = response.read() if most is None else response.read(most)
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(status=response.status, headers=found, body=body)
    finally:
        connection.close()


@pytest.fixture(scope="session")
def get() -> Get:
    """Ask for a URL with nothing in between."""
    return ask


@pytest.fixture(scope="session")
def newsroom() -> Iterator[Newsroom]:
    """A newsroom at tick 0. Do not move its clock."""
    with Newsroom(now=NOW) as running:
        yield running


@pytest.fixture
def own_newsroom() -> Iterator[Newsroom]:
    """A newsroom of one's own."""
    with Newsroom(now=NOW) as running:
        yield running
