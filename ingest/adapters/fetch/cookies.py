"""Cookies that live as long as one chain of redirects.

Some sites set a cookie and send the reader to the same page again; without it they never stop.
Nothing is kept from one fetch to the next, so nobody can follow us around.
"""

from __future__ import annotations

import re

MAX_COOKIES = 20
MAX_LENGTH = 1_024  # characters of one cookie

_PAIR = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*([\x21-\x2b\x2d-\x3a\x3c-\x7e]*)\s*(?:;|\Z)"
)


class ChainCookies:
    """What the hosts of one redirect chain asked us to bring along."""

    def __init__(self) -> None:
        self._of_host: dict[str, dict[str, str]] = {}

    def take(self, host: str, set_cookie: str) -> None:
        """Remember the Set-Cookie lines of an answer of *host*, as far as they are sane."""
        jar = self._of_host.setdefault(host, {})
        for line in set_cookie.splitlines():
            pair = _PAIR.match(line[: MAX_LENGTH + 1])
            if pair and pair.end() <= MAX_LENGTH and (len(jar) < MAX_COOKIES or pair[1] in jar):
                jar[pair[1]] = pair[2]

    def header(self, host: str) -> list[tuple[str, str]]:
        """Return the Cookie header for *host*, if it set any.

        >>> cookies = ChainCookies()
        >>> cookies.take("a.example", "seen=1; Path=/; HttpOnly")
        >>> cookies.header("a.example"), cookies.header("b.example")
        ([('Cookie', 'seen=1')], [])
        """
        jar = self._of_host.get(host)
        return (
            [("Cookie", "; ".join(f"{name}={value}" for name, value in jar.items()))] if jar else []
        )
