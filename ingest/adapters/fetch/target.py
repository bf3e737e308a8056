"""Addresses we are willing to ask: parsed as browsers do, then limited."""

from __future__ import annotations

from dataclasses import dataclass

import ada_url

from ingest.adapters.fetch.problem import Problem

MAX_URL = 8_192  # characters; longer ones are attacks or broken templates
DEFAULT_PORTS = {"http": 80, "https": 443}
PUBLIC_PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443})  # where web servers live


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A fetchable address in its parts, without fragment."""

    url: str
    scheme: str
    host: str  # as for the DNS: lower case, punycode, IPv6 without brackets
    port: int
    path: str  # with the query, as it stands in the request line

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port, always both."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def parse_target(url: str, base: str = "") -> Target:
    """Return *url* (relative to *base*) as something to ask.

    Raises ``Problem("bad-url")`` for other schemes than http and https, user names, and nonsense.

    >>> parse_target("HTTP://Example.COM:80/a b#top").url
    'http://example.com/a%20b'
    """
    if len(url) > MAX_URL:
        raise Problem("bad-url", f"longer than {MAX_URL} characters")
    try:
        parsed = ada_url.URL(url, base) if base else ada_url.URL(url)
    except (ValueError, UnicodeEncodeError):
        raise Problem("bad-url", "not a web address") from None
    scheme = parsed.protocol.rstrip(":")
    if scheme not in DEFAULT_PORTS:
        raise Problem("bad-url", f"{scheme}: is neither http nor https")
    if parsed.username or parsed.password:
        raise Problem("bad-url", "it carries a user name or password")
    host = parsed.hostname.strip("[]").removesuffix(".")
    if not _is_askable(host):
        raise Problem("bad-url", "the host name is not a valid one")
    parsed.hash = ""
    return Target(
        url=parsed.href,
        scheme=scheme,
        host=host,
        port=int(parsed.port) if parsed.port else DEFAULT_PORTS[scheme],
        path=parsed.pathname + parsed.search,
    )


def _is_askable(host: str) -> bool:
    """Whether the DNS could know *host*: labels of 1 to 63 characters, 253 in all."""
    return len(host) <= 253 and all(0 < len(label) <= 63 for label in host.split("."))


def is_named(target: Target, names: tuple[str, ...]) -> bool:
    """Return whether one of *names* ("host:port" or "host") means exactly this target."""
    return target.authority in names or target.host in names or f"[{target.host}]" in names
