"""What response headers say, with all the ways they can be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ingest.model import Validators

MAX_WAIT = 86_400.0  # seconds; a server that wants more is asked again tomorrow
FIRST_WEB_SITE = datetime(1991, 8, 6, tzinfo=UTC)
MAX_VALIDATOR = 1_024  # bytes we are willing to send back

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
_ZONE = r"(?:GMT|UTC|UT|Z|(?P<offset>[+-]\d{2}:?\d{2}))"
_HTTP_DATES = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        # RFC 9110 §5.6.7: IMF-fixdate and RFC 850, and the crosses between them; then asctime
        rf"(?:[a-z]{{3,9}},?[ ])?(?P<day>\d{{1,2}})[ -](?P<month>[a-z]{{3}})[ -](?P<year>\d{{4}}|\d{{2}})"
        rf" {_CLOCK} {_ZONE}",
        rf"[a-z]{{3}} (?P<month>[a-z]{{3}}) [ ]?(?P<day>\d{{1,2}}) {_CLOCK} (?P<year>\d{{4}})(?P<offset>)",
    )
)
_SECONDS = re.compile(  # the first of several: a proxy may have joined two lines
    r"(?P<whole>[+-]?\d{1,400})(?:\.\d{0,400})?(?:\s*,.{0,400})?", re.ASCII
)
_MAX_AGE = re.compile(r'(?:^|,)\s*max-age\s*=\s*"?(\d{1,400})', re.ASCII | re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|,)\s*no-(?:cache|store)\s*(?:,|$)", re.ASCII | re.IGNORECASE)


def http_date(text: str, now: datetime) -> datetime | None:
    """Return an HTTP-date in any of its three forms, or in one that servers write instead, or None.

    A two-digit year more than 50 years ahead of *now* belongs to the century before.

    >>> http_date("Sun Nov  6 08:49:37 1994", datetime(2026, 1, 1, tzinfo=UTC)).isoformat()
    '1994-11-06T08:49:37+00:00'
    """
    match = next((m for form in _HTTP_DATES if (m := form.fullmatch(text.strip()))), None)
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += now.year // 100 * 100
        year -= 100 if year > now.year + 50 else 0
    try:
        moment = datetime(
            year,
            _MONTHS.index(match["month"].lower()) + 1,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            min(int(match["second"]), 59),  # a leap second
            tzinfo=UTC,
        )
        return moment - _offset(match["offset"] or "")
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> timedelta:
    """How far "+0300" is from UTC."""
    digits = text.lstrip("+-").replace(":", "")
    if not digits:
        return timedelta(0)
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if text.startswith("-") else size


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds a server asks us to wait, from 0 to a day; None if it does not say.

    A date is measured by the server's own clock (its Date header) where it shows one, because
    clocks that are hours off are common.

    >>> retry_after({"retry-after": "120"}, datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    value = headers.get("retry-after", "").strip()
    if match := _SECONDS.fullmatch(value):
        return _clamped(float(match["whole"]))
    until = http_date(value, now)
    return None if until is None else _clamped(_until(until, headers, now))


def max_age(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return for how many seconds the answer is fresh (Cache-Control, else Expires); None = not said.

    >>> max_age({"cache-control": "public, max-age=300", "age": "60"}, datetime.now(UTC))
    240.0
    """
    control = headers.get("cache-control", "")
    if _NO_CACHE.search(control):
        return 0.0
    if match := _MAX_AGE.search(control):
        age = headers.get("age", "").strip()
        spent = float(age) if re.fullmatch(r"\d{1,9}", age, re.ASCII) else 0.0
        return _clamped(float(match[1]) - spent)
    if "expires" not in headers:
        return None
    expires = http_date(headers["expires"], now)
    if expires is None:
        return 0.0  # RFC 9111 §5.3: an invalid date, "0" above all, is one in the past
    return _clamped(_until(expires, headers, now))


def _until(moment: datetime, headers: Mapping[str, str], now: datetime) -> float:
    """The seconds until *moment* by the server's clock; by ours if its clock is more than a day off."""
    date = http_date(headers.get("date", ""), now) or now
    clock = date if abs(date - now) <= timedelta(days=1) else now
    return (moment - clock).total_seconds()


def _clamped(seconds: float) -> float:
    return min(max(seconds, 0.0), MAX_WAIT)


def validators(headers: Mapping[str, str], now: datetime) -> Validators:
    """Return ETag and Last-Modified, verbatim if they can tell one version from another, else "".

    A time ahead of the server's own clock, or from before there was a web, is none of the document;
    sent back, it could earn "not modified" for ever.
    """
    given = safe_validators(
        Validators(etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))
    )
    changed = http_date(given.last_modified, now)
    latest = max(now, http_date(headers.get("date", ""), now) or now) + timedelta(days=1)
    if changed and not FIRST_WEB_SITE <= changed <= latest:
        return replace(given, last_modified="")
    return given


def safe_validators(given: Validators) -> Validators:
    """Return *given* without what would break our request, or mean "any version" in it.

    The first is what is oversized or not printable ASCII, the second a bare asterisk or nothing.
    """
    tag = given.etag.strip().removeprefix("W/")
    return Validators(
        etag=given.etag if tag not in ("", '""', "*") and _is_safe(given.etag) else "",
        last_modified=given.last_modified if _is_safe(given.last_modified) else "",
    )


def _is_safe(value: str) -> bool:
    return len(value) <= MAX_VALIDATOR and value.isascii() and value.isprintable()


def conditions(given: Validators | None) -> list[tuple[str, str]]:
    """Return the request headers that ask for an answer only if something changed."""
    if given is None:
        return []
    safe = safe_validators(given)
    pairs = (("If-None-Match", safe.etag), ("If-Modified-Since", safe.last_modified))
    return [(name, value.strip()) for name, value in pairs if value.strip()]


def surviving(asked: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return which of the conditions *asked* still mean something after a redirect.

    A tag belongs to one document. A time does not: where a removed article now leads to an old page,
    that page has not been modified since either, and the removal would look like no change.
    """
    return [condition for condition in asked if condition[0] == "If-None-Match"]
