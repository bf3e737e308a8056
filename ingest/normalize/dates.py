"""Dates as feeds, sitemaps and pages write them, in UTC with their precision; what is not plausible is None.

Nothing ever rolls over: 31 February is no date, and a day that could also be a month is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo

from ingest.model import Moment, Precision
from ingest.normalize.calendars import western
from ingest.normalize.clocks import MOST, Wall, with_clock
from ingest.normalize.months import TWO_WORDS, month_number, without_accents

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # nothing on the web is older; 1970 means "unset"
AHEAD = timedelta(days=1)  # clocks and zones may be that wrong
MAX_LENGTH = 120  # characters; longer strings are sentences, not dates
_NOTHING = timedelta(0)
_BRACKETS = str.maketrans("()[]", "    ")


def parse_date(
    raw: str, *, origin: str, now: datetime, zone: tzinfo | None = None, country: str = ""
) -> Moment | None:
    """Return the moment *raw* claims, or None when it is none or not plausible at *now*.

    *zone* is where the clock of a claim without zone hangs; without it ``zone_known`` is False.
    *country* (ISO 3166) settles zone abbreviations with several meanings, CST above all.

    >>> now = datetime(2026, 11, 22, tzinfo=UTC)
    >>> parse_date("Сб, 21 ноября 2026 г., 18:05 MSK", origin="feed", now=now).at.isoformat()
    '2026-11-21T15:05:00+00:00'
    >>> parse_date("31 Feb 2026", origin="feed", now=now) is None
    True
    """
    try:
        moment = _usual(raw) or _unusual(western(_tidy(raw)), zone, country)
    except (ValueError, OverflowError):  # a day, hour or year the calendar does not have
        return None
    if moment is None or not EARLIEST <= moment[0] <= now + AHEAD:
        return None
    at, precision, zone_known = moment
    return Moment(at=at, precision=precision, origin=origin, zone_known=zone_known)


def _tidy(raw: str) -> str:
    """Return *raw* in plain characters, single spaces, and without brackets."""
    if len(raw) > 4 * MAX_LENGTH:
        return ""
    return " ".join(unicodedata.normalize("NFKC", raw).translate(_BRACKETS).split())


def _unusual(
    text: str, zone: tzinfo | None, country: str
) -> tuple[datetime, Precision, bool] | None:
    if not text or len(text) > MAX_LENGTH:
        return None
    return _epoch(text) or _placed(_wall(text, country), zone)


def _placed(wall: Wall | None, zone: tzinfo | None) -> tuple[datetime, Precision, bool] | None:
    if wall is None:
        return None
    midnight = datetime(wall.day.year, wall.day.month, wall.day.day, tzinfo=UTC)
    at = midnight + timedelta(seconds=wall.seconds)
    if wall.precision in ("day", "month", "year"):
        return at, wall.precision, False  # a calendar day has no zone; shifting it would change it
    if wall.offset is not None:
        return at - wall.offset, wall.precision, True
    if zone is not None:
        return at.replace(tzinfo=zone).astimezone(UTC), wall.precision, True
    return at, wall.precision, False


# ── the two forms nearly every feed uses, without detours ────────────────────────────────────

_MAIL = re.compile(
    r"\s*(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:GMT|UTC|[+-]0000|([+-])(\d\d)(\d\d))\s*"
)
_WEB = re.compile(
    r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d))\s*", re.ASCII
)
_MAIL_MONTHS = {
    m: n for n, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}


def _usual(text: str) -> tuple[datetime, Precision, bool] | None:
    """Read RFC 822 and RFC 3339 in full and regular; everything else is left to the patient forms."""
    if found := _MAIL.fullmatch(text):
        return _mail(*found.groups())
    found = _WEB.fullmatch(text)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[1])
    except ValueError:
        return None
    far = abs(at.utcoffset() or _NOTHING) > MOST
    return None if far else (at.astimezone(UTC), "second", True)


def _mail(
    day: str, month: str, year: str, hour: str, minute: str, second: str,
    sign: str | None, hours: str, minutes: str,
) -> tuple[datetime, Precision, bool] | None:  # fmt: skip
    if month not in _MAIL_MONTHS or hour > "23" or second > "59":
        return None
    at = datetime(
        int(year), _MAIL_MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC
    )
    if sign:
        if hours > "14" or minutes > "59":
            return None
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        at = at + offset if sign == "-" else at - offset
    return at, "second", True


# ── epochs ───────────────────────────────────────────────────────────────────────────────────

_EPOCH = re.compile(  # plain, as "date +@%s" has it, or as JSON from .NET has it, without brackets
    r"(?:@|/Date )?(?:(\d{9})|(\d{10})(\d{3})?(?:\d{3})*)(?:\.\d+)?(?:(?:[+-]\d{4})? ?/)?"
)


def _epoch(text: str) -> tuple[datetime, Precision, bool] | None:
    """Read seconds since 1970, or milli-, micro- and nanoseconds by their number of digits."""
    found = _EPOCH.fullmatch(text) if len(text) <= 40 else None
    if not found:
        return None
    at = datetime.fromtimestamp(int(found[1] or found[2]), UTC)
    return at + timedelta(milliseconds=int(found[3] or 0)), "second", True


# ── wall clocks ──────────────────────────────────────────────────────────────────────────────


_LABEL = re.compile(r"\D{0,40}[^\d\s+./:-]\s?:?\s?(?=\d{1,4}[./-]\d)")


def _wall(text: str, country: str) -> Wall | None:
    """Return what *text* says in one of the forms, or what it says after a label: "Updated: 20.11.2026"."""
    for form in (_iso, _compact, _cjk, _numeric, _named):
        wall = form(text, country)
        if wall is not None:
            return wall
    found = _LABEL.match(text)
    if not found:
        return None
    text = text[found.end() :]
    return _iso(text, country) or _numeric(text, country)


_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?![\d-])(?:(?:[T ,]+|(?=[+Z]))(.*))?", re.I)
_ISO_ODD = re.compile(r"(\d{4})-?(?:W(\d\d)(?:-?([1-7]))?|(\d{3}))(?:[T ]+(.*))?", re.I)
_TIGHT_CLOCK = re.compile(r"(\d\d)(\d\d)?(\d\d)?(?=$|[ .,Z+-])", re.I)


def _iso(text: str, country: str) -> Wall | None:
    """Read ISO 8601 and its relatives: 2026-11-21T18:05:00Z, 2026-11, 2026-W47-6, 2026-325."""
    if re.fullmatch(r"\d{4}", text):
        return Wall(date(int(text), 1, 1), precision="year")
    if found := _ISO.fullmatch(text):
        year, month, day, rest = found.groups()
        if day is None:
            return None if rest else Wall(date(int(year), int(month), 1), precision="month")
        return with_clock(date(int(year), int(month), int(day)), _spread(rest or ""), country)
    if found := _ISO_ODD.fullmatch(text):
        year, week, weekday, ordinal, rest = found.groups()
        if week:
            at = date.fromisocalendar(int(year), int(week), int(weekday or 1))
        else:
            at = date(int(year), 1, 1) + timedelta(days=int(ordinal) - 1)
        if week or at.year == int(year):
            return with_clock(at, _spread(rest or ""), country)
    return None


def _spread(clock: str) -> str:
    """Return *clock* with the colons ISO 8601 allows to leave out."""
    found = _TIGHT_CLOCK.match(clock)
    if not found:
        return clock
    hour, minute, second = found.groups()
    seconds = f":{second}" if second else ""
    return f"{hour}:{minute or '00'}{seconds}{clock[found.end() :]}"


_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:[T ]?([012]\d[0-5]\d(?:[0-6]\d)?))?(\D.*)?", re.I
)


def _compact(text: str, country: str) -> Wall | None:
    """Read 20261121, 202611211805, 20261121T180500Z."""
    found = _COMPACT.fullmatch(text)
    if not found:
        return None
    year, month, day, clock, rest = found.groups()
    return with_clock(
        date(int(year), int(month), int(day)), _spread((clock or "") + (rest or "")), country
    )


_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월](?:\s*(\d{1,2})\s*[日号號일])?(.*)")
_HAN_YEAR = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
_HAN_NUMBER = re.compile(
    "([一二三四五六七八九])?十([一二三四五六七八九])?|[〇零一二三四五六七八九](?=[月日号號时時点點分])"
)
_HAN_DIGITS = {digit: str(value) for value, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0"
}


def _cjk(text: str, country: str) -> Wall | None:
    """Read 2026年11月21日 下午6:05 and 二〇二六年十一月二十一日, Japanese and Korean too."""
    text = _HAN_YEAR.sub(lambda found: "".join(_HAN_DIGITS[c] for c in found[0]), text)
    found = _CJK.search(_HAN_NUMBER.sub(_han_number, text))
    if not found:
        return None
    year, month, day, rest = found.groups()
    if day is None:
        return None if rest.strip() else Wall(date(int(year), int(month), 1), precision="month")
    # In a Chinese date CST is China's time, wherever the source sits.
    rest = f"{rest} {text[: found.start()]}"
    return with_clock(date(int(year), int(month), int(day)), rest, country or "CN")


def _han_number(found: re.Match[str]) -> str:
    if "十" not in found[0]:
        return _HAN_DIGITS[found[0]]
    return _HAN_DIGITS[found[1] or "一"] + _HAN_DIGITS[found[2] or "〇"]


_NUMERIC = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{1,2})\.?(?:\s?г\.?)?(?:[T, ]+(.*))?",
    re.I,
)
_CLOCK_FIRST = re.compile(r"(\d{1,2}:\d\d(?::\d\d)?(?: [^\W\d_]{2,5})?)[,\s|·–—-]+(.+)")


def _numeric(text: str, country: str) -> Wall | None:
    """Read 21.11.2026 18:05, 2026/11/21, 18:05 21.11.2026; 05/06/2026 stays unknown."""
    clock = ""
    if found := _CLOCK_FIRST.fullmatch(text):
        clock, text = f"{found[1]} ", found[2]
    found = _NUMERIC.fullmatch(text)
    if not found:
        return None
    first, mark, second, third, rest = found.groups()
    if len(first) == 4 and len(third) <= 2:
        year, month, day = int(first), int(second), int(third)
    elif len(first) <= 2 and (len(third) == 4 or (len(third) == 2 and mark != "-")):
        year, (day, month) = _full_year(third), _day_and_month(int(first), mark, int(second))
    else:
        return None
    return with_clock(date(year, month, day), clock + (rest or ""), country)


def _day_and_month(first: int, mark: str, second: int) -> tuple[int, int]:
    """Return day and month: dots are written day first, otherwise only a number above 12 tells."""
    if mark == "." or first > 12 or first == second:
        return first, second
    if second > 12:
        return second, first
    raise ValueError("could be either")


_LETTER = r"(?:[^\W\d_]|[\u0900-\u0963])"  # the vowels of Hindi are marks, no letters
_WORD = rf"(?P<month>{_LETTER}{{2,}}\.?)(?:\s?/\s?{_LETTER}+)?"
_GAP = r"[\s.,/-]{0,3}(?:d[eo]l?\s|of\s)?"
_ORDER = [
    re.compile(form)
    for form in (
        rf"(?<!\d)(?P<year>\d{{4}})(?:\sm\.)?{_GAP}{_WORD}{_GAP}(?P<day>\d{{1,2}})(?![\d:])",
        rf"(?<![\d:+-])(?P<day>\d{{1,2}}){_GAP}{_WORD}{_GAP}(?P<year>\d{{4}}(?!\d)|\d\d(?![\d:]))",
        rf"{_WORD}{_GAP}(?P<day>\d{{1,2}})\b[\s.,]+(?P<year>\d{{4}})(?![\d:])",
        rf"{_WORD}{_GAP}(?P<day>\d{{1,2}})\b,?\s+(?P<clock>\d{{1,2}}:.*?)\s(?P<year>\d{{4}})$",
        rf"^(?P<year>\d{{4}})\.? gada (?P<day>\d{{1,2}}){_GAP}{_WORD}",
        rf"^(?P<day>){_WORD}{_GAP}(?P<year>\d{{4}})$",
    )
]
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|o(?=\sd)|-?го|-?е)(?![^\W\d_])", re.I)
_ARABIC = re.compile("[\u0600-\u06ff]")


def _named(text: str, country: str) -> Wall | None:
    """Read dates with the month in words: RFC 822, asctime, and what editors write in many languages."""
    text = _ORDINAL.sub("", text)
    if _ARABIC.search(text):
        text = without_accents(text)
        for words, one in TWO_WORDS.items():
            text = text.replace(words, one)
    for order in _ORDER:
        for found in order.finditer(text):
            month = month_number(found["month"])
            if not month:
                continue
            part = found.groupdict()
            year = _full_year(part["year"])
            if not part["day"]:
                return Wall(date(year, month, 1), precision="month")
            rest = " ".join((part.get("clock") or "", text[found.end() :], text[: found.start()]))
            return with_clock(date(year, month, int(part["day"])), rest, country)
    return None


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 70 else 1900)  # as RFC 2822 and mail readers do
