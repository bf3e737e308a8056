"""Clocks on walls: the time of day and the zone in what a date leaves over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from ingest.model import Precision
from ingest.normalize.months import CITIES, TIMES, zone_offset

MOST = timedelta(hours=14)  # Kiritimati; nobody lives further from Greenwich


@dataclass(frozen=True, slots=True)
class Wall:
    """What a clock on the wall showed, and which wall it was (offset None: not said)."""

    day: date
    seconds: float = 0.0
    precision: Precision = "day"
    offset: timedelta | None = None


_PART = r"(?P<part>上午|下午|中午|晚上|凌晨|早上|清晨|午前|午後|오전|오후)?\s*"
_CLOCK = re.compile(
    _PART + r"(?<![\d:+−-])(?P<hour>\d{1,2})\s?(?:[:.hH時时点點시]|ч(?:ас(?:ов|а)?)?\.?)\s?"
    r"(?P<minute>\d\d|\d(?=\s?[分분]))(?:\s?분|\s?分|мин(?:ут[аы]?|\.)?)?"
    r"(?:(?:\s?[:.]\s?|(?<=[分분])\s?)(?P<second>\d\d)(?:秒|초)?(?:[.,]\d+)?)?(?!\d)"
    r"\s*(?P<noon>[ap]\.?\s?m\b\.?)?",
    re.I,
)
_HOUR_ONLY = re.compile(r"(?<![\d:])(?P<hour>\d{1,2})\s?(?P<noon>[ap]\.?m\b\.?)", re.I)
_HOUR_IN_CHINESE = re.compile(_PART + r"(?<![\d:])(?P<hour>\d{1,2})\s?[時时点點시](?P<noon>)")
_MILITARY = re.compile(
    r"(?<![\d:])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<noon>)\s(?=(?:GMT|UTC|[A-Z]{2,4}T)\b)"
)
_AFTERNOON = frozenset({"下午", "晚上", "午後", "오후"})
_OFFSET = re.compile(
    r"\W*(?:[A-Z]{1,4}\s?)?(?P<sign>[+−-])(?P<hours>\d\d?)(?::?(?P<minutes>[0-5]\d))?(?!\d)", re.I
)
_ZONE_NAME = re.compile(
    r"(?:\W|(?:uhr|h|hrs|год|ч)\b)*(?P<name>[A-Z]+/[A-Z_]+(?:/[A-Z_]+)?|[^\W\d_]{1,5})(?![^\W\d_])",
    re.I,
)


def with_clock(day: date, rest: str, country: str) -> Wall | None:
    """Return *day* with the time of day found in *rest*; None when *rest* says something unreadable."""
    forms = (_CLOCK, _HOUR_ONLY, _HOUR_IN_CHINESE, _MILITARY)
    found = next((found for form in forms if (found := form.search(rest))), None)
    if not found:
        return None if re.search(r"\d", _OFFSET.sub("", rest)) else Wall(day)
    part = found.groupdict()
    hour = _hour_of_day(int(part["hour"]), (part["noon"] or "")[:1].lower(), part.get("part") or "")
    minute, second = int(part.get("minute") or 0), int(part.get("second") or 0)
    said = _offset(rest[found.end() :], country, day, hour)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    return Wall(
        day,
        seconds=hour * 3600 + minute * 60 + min(second, 59),  # a leap second belongs to its minute
        precision="second" if part.get("second") else "minute",
        offset=_in_words(rest, day, hour) if said is None else said,
    )


def _hour_of_day(hour: int, noon: str, part: str) -> int:
    """Return the hour of 24; 99 for one that does not exist."""
    if noon == "p" or part in _AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if noon == "a" and hour > 12:
        return 99
    return 0 if hour == 12 and (noon == "a" or part in ("上午", "凌晨", "午前", "오전")) else hour


def _offset(text: str, country: str, day: date, hour: int) -> timedelta | None:
    """Return the offset said right after the clock; None when none is said or understood."""
    if found := _OFFSET.match(text):
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return None if offset > MOST else offset if found["sign"] == "+" else -offset
    found = _ZONE_NAME.match(text)
    if not found:
        return None
    name = CITIES.get(found["name"], found["name"])
    return _city_offset(name, day, hour) if "/" in name else zone_offset(name, country)


def _in_words(rest: str, day: date, hour: int) -> timedelta | None:
    """Return the offset of a zone that *rest* names as people say it: "по московскому времени"."""
    city = next((city for words, city in TIMES if words.search(rest)), "")
    return _city_offset(city, day, hour) if city else None


def _city_offset(name: str, day: date, hour: int) -> timedelta | None:
    try:
        zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, or a path in disguise
        return None
    return datetime(day.year, day.month, day.day, min(hour, 23), tzinfo=zone).utcoffset()
