"""robots.txt by RFC 9309: which lines speak to us, and what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from protego import Protego

from ingest.adapters.fetch.gate import RobotsFile

MAX_BYTES = 500 * 1024  # RFC 9309 §2.5: what a crawler must read at least; the rest is ignored
FRESH = timedelta(hours=24)  # RFC 9309 §2.4
CLOSED_FRESH = timedelta(minutes=15)  # a server in trouble is asked again soon
LARGE = 50_000  # characters; parsed, a file of 500 KiB takes 7 MiB, so few of them are kept
MAX_LINE = 16 * 1024  # characters; Google reads as much

_LINES = re.compile(r"\r\n|\r|\n")
_LETTER = re.compile(r"[A-Za-z_-]")  # of a product token, RFC 9309 §2.2.1
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_FIELDS = {"allow": "allow", "crawl-delay": "crawl-delay", "disallow": "disallow"} | dict.fromkeys(
    ("dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one robots.txt that are meant for us, parsed."""

    parsed: Protego
    robot: str

    def allows(self, url: str) -> bool:
        """Return whether we may fetch *url*."""
        return bool(self.parsed.can_fetch(url, self.robot))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests that the site asks for; 0 if it does not."""
        return float(self.parsed.crawl_delay(self.robot) or 0.0)


def decode_robots(body: bytes) -> str:
    """Return the text of a robots.txt: the first 500 KiB as UTF-8, whatever else it may be."""
    return body[:MAX_BYTES].decode("utf-8-sig", errors="replace").replace("\0", "")


def parse_rules(text: str, robot: str) -> Rules:
    """Return what *text* says to *robot*.

    >>> rules = parse_rules("User-agent: *\\nDisallow: /private", "Wirewatch")
    >>> rules.allows("https://a.example/private/x"), rules.allows("https://a.example/news")
    (False, True)
    """
    return (_large if len(text) > LARGE else _usual)(text, robot)


def _parsed(text: str, robot: str) -> Rules:
    lines = "\n".join(["User-agent: *", *our_lines(text, robot)])
    return Rules(parsed=Protego.parse(lines), robot=robot)


_usual = lru_cache(maxsize=64)(_parsed)  # a site's pages are fetched together
_large = lru_cache(maxsize=4)(_parsed)


def our_lines(text: str, robot: str) -> list[str]:
    """Return the rule lines for *robot*: all groups that name it, else all for "*".

    Only they go to the parser, because its time and memory grow with agents × rules, and because it
    takes an agent line of several words for one long name.
    """
    mine: list[str] = []
    everyone: list[str] = []
    named = for_all = in_agents = found_mine = False
    for raw in _LINES.split(text):
        name, value = _field(raw[:MAX_LINE])
        if name in _AGENT:
            if not in_agents:
                named = for_all = False
            in_agents = True
            named |= _names(value, robot)
            for_all |= _names(value, "*")
            found_mine |= named
        elif name in _FIELDS:
            in_agents = False
            line = f"{_FIELDS[name]}: {value}"
            mine += [line] * named
            everyone += [line] * for_all
    return mine if found_mine else everyone


def _names(value: str, robot: str) -> bool:
    """Whether an agent line means *robot*: its name or "*", and then no further letter of a name.

    >>> [_names(value, "Wirewatch") for value in ("wirewatch/2.0 (+x)", "Wirewatcher", "Wire")]
    [True, False, False]
    >>> _names("*bot", "*")
    False
    """
    rest = value[len(robot) :]
    return value[: len(robot)].lower() == robot.lower() and not _LETTER.match(rest)


def _field(line: str) -> tuple[str, str]:
    """Name and value of a line; the colon may be missing between two words, as Google allows."""
    bare = line.partition("#")[0].strip()
    name, colon, value = bare.partition(":")
    if not colon:
        name, _, value = bare.partition(" ")
    return name.strip().lower(), value.strip()


def is_fresh(file: RobotsFile, now: datetime) -> bool:
    """Return whether *file* still speaks for its origin.

    One from the future does not for long either: it was saved by a clock that was wrong.
    """
    return abs(now - file.fetched_at) < (CLOSED_FRESH if file.access == "closed" else FRESH)


def unreachable(known: RobotsFile | None, why: str, now: datetime) -> RobotsFile:
    """Return what stands for a file that could not be read: the old rules, or a closed door.

    RFC 9309 §2.3.1.4 and §2.4: an unreachable robots.txt means "disallow all", but a cached copy
    may serve for as long as that lasts. Either is looked at again after a quarter of an hour.
    """
    if known and known.access != "closed":
        return replace(known, fetched_at=now - FRESH + CLOSED_FRESH)
    return RobotsFile(access="closed", fetched_at=now, text=why)
