"""Dates as they are written: read exactly, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Moment
from ingest.normalize.dates import AHEAD, EARLIEST, parse_date

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(raw: str, **more: object) -> Moment | None:
    return parse_date(raw, origin="feed", now=NOW, **more)  # type: ignore[arg-type]


EXACT = {  # all of them the same second
    "rfc822": "Sat, 21 Nov 2026 18:05:00 GMT",
    "rfc822-offset": "Sat, 21 Nov 2026 20:05:00 +0200",
    "rfc822-no-weekday": "21 Nov 2026 18:05:00 UT",
    "rfc822-wrong-weekday": "Mon, 21 Nov 2026 18:05:00 GMT",
    "rfc822-two-digit-year": "Sat, 21 Nov 26 18:05:00 +0000",
    "rfc822-comment": "Sat, 21 Nov 2026 21:05:00 +0300 (MSK)",
    "msk": "Sat, 21 Nov 2026 21:05:00 MSK",
    "eet": "Sat, 21 Nov 2026 20:05:00 EET",
    "eest": "Sat, 21 Nov 2026 21:05:00 EEST",
    "est": "Sat, 21 Nov 2026 13:05:00 EST",
    "cst-america": "Sat, 21 Nov 2026 12:05:00 CST",
    "ist": "Sat, 21 Nov 2026 23:35:00 IST",
    "gmt-plus": "Sat, 21 Nov 2026 21:05:00 GMT+0300",
    "utc-plus-colon": "2026-11-21 21:05:00 UTC+03:00",
    "full-names": "Saturday, November 21, 2026 6:05:00 PM GMT",
    "asctime": "Sat Nov 21 18:05:00 UTC 2026",
    "dashes": "21-Nov-2026 18:05:00 GMT",
    "iso-z": "2026-11-21T18:05:00Z",
    "iso-small": "2026-11-21t18:05:00z",
    "iso-offset": "2026-11-21T20:05:00+02:00",
    "iso-tight-offset": "2026-11-21T20:05:00+0200",
    "iso-short-offset": "2026-11-21T20:05:00+02",
    "iso-blank": "2026-11-21 18:05:00 +00:00",
    "iso-basic": "20261121T180500Z",
    "iso-half-basic": "2026-11-21T180500Z",
    "iso-ordinal": "2026-325T18:05:00Z",
    "iso-week": "2026-W47-6T18:05:00Z",
    "iso-comma-fraction": "2026-11-21T18:05:00,0Z",
    "java": "2026-11-21T20:05:00+02:00[Europe/Kyiv]",
    "city": "2026-11-21 20:05:00 Europe/Kyiv",
    "epoch": "1795284300",
    "epoch-ms": "1795284300000",
    "epoch-fraction": "1795284300.0",
    "russian": "Сб, 21 ноября 2026 г., 21:05:00 (мск)",
    "russian-short": "21 ноя 2026 21:05:00 +0300",
    "ukrainian": "Субота, 21 листопада 2026, 20:05:00 EET",
    "ukrainian-short": "21 лис. 2026 20:05:00 +0200",
    "clock-first": "21:05:00 +0300, 21 ноября 2026",
    "german": "Samstag, 21. November 2026, 19:05:00 MEZ",
    "polish": "21 listopada 2026 19:05:00 CET",
    "french": "samedi 21 novembre 2026 19:05:00 +0100",
    "spanish": "21 de noviembre de 2026 19:05:00 CET",
    "chinese": "2026年11月22日 02:05:00 +0800",
    "chinese-cst": "2026年11月22日 凌晨2时05分00秒 CST",
    "fullwidth": "２０２６-１１-２１Ｔ１８:０５:００Ｚ",
    "blanks": "\n  Sat,  21 Nov 2026\t18:05:00 GMT ",
}


@pytest.mark.parametrize("raw", EXACT.values(), ids=EXACT)
def test_the_same_second_in_many_hands(raw: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.at == datetime(2026, 11, 21, 18, 5, tzinfo=UTC)
    assert (moment.precision, moment.zone_known) == ("second", True)


@pytest.mark.parametrize(
    ("raw", "at", "precision"),
    [
        ("2026-11-21 18:05", "2026-11-21T18:05", "minute"),
        ("21.11.2026 18:05", "2026-11-21T18:05", "minute"),
        ("18:05, 21 ноября 2026", "2026-11-21T18:05", "minute"),
        ("18:05 21.11.2026", "2026-11-21T18:05", "minute"),
        ("202611211805", "2026-11-21T18:05", "minute"),
        ("November 21st, 2026 at 6:05 p.m.", "2026-11-21T18:05", "minute"),
        ("21 November 2026, 6 PM", "2026-11-21T18:00", "minute"),
        ("2026年11月21日 下午6:05", "2026-11-21T18:05", "minute"),
        ("2026年11月21日18时05分", "2026-11-21T18:05", "minute"),
        ("2026년 11월 21일 오후 6:05", "2026-11-21T18:05", "minute"),
        ("Nov 21, 2026 12:30 AM", "2026-11-21T00:30", "minute"),
        ("Nov 21, 2026 12:30 PM", "2026-11-21T12:30", "minute"),
        ("Sat Nov 21 18:05:09 2026", "2026-11-21T18:05:09", "second"),
        ("2026-11-21", "2026-11-21", "day"),
        ("2026-11-21+03:00", "2026-11-21", "day"),
        ("20261121", "2026-11-21", "day"),
        ("11/21/2026", "2026-11-21", "day"),
        ("21/11/2026", "2026-11-21", "day"),
        ("2026/11/21", "2026-11-21", "day"),
        ("11.10.2026", "2026-10-11", "day"),
        ("二〇二六年十一月二十一日", "2026-11-21", "day"),
        ("2026年11月21日(土)", "2026-11-21", "day"),
        ("21 Nov 2026", "2026-11-21", "day"),
        ("21 серпня 2026", "2026-08-21", "day"),
        ("2026-11", "2026-11-01", "month"),
        ("November 2026", "2026-11-01", "month"),
        ("2026年11月", "2026-11-01", "month"),
        ("2026", "2026-01-01", "year"),
    ],
)
def test_without_zone_the_wall_clock_is_kept_and_marked(raw: str, at: str, precision: str) -> None:
    moment = read(raw)
    assert moment is not None
    assert moment.at == datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert (moment.precision, moment.zone_known) == (precision, False)


NO_DATE = {
    "empty": "",
    "words": "yesterday evening",
    "number": "42",
    "day-rolls-over": "Mon, 31 Feb 2026 10:00:00 GMT",
    "day-rolls-over-iso": "2026-02-30T10:00:00Z",
    "day-zero": "2026-11-00",
    "month-13": "2026-13-01T00:00:00Z",
    "hour-25": "2026-11-21T25:00:00Z",
    "minute-60": "2026-11-21T10:60:00Z",
    "second-61": "2026-11-21T10:00:61Z",
    "half-past-24": "2026-11-21T24:30:00Z",
    "leap-day-in-a-common-year": "29 Feb 2026",
    "year-zero": "0000-00-00 00:00:00",
    "epoch-zero": "0",
    "unset": "Thu, 01 Jan 1970 00:00:00 GMT",
    "unset-ms": "000000000000",
    "before-the-web": "1989-11-09T18:53:00+01:00",
    "far-ahead": "2031-01-01T00:00:00Z",
    "two-days-ahead": "2026-11-24T00:00:00Z",
    "either-way": "05/06/2026",
    "either-way-dashes": "05-06-2026",
    "thirteen-pm": "Nov 21, 2026 13:05 AM",
    "infinite": "9" * 400,
    "endless": "21 Nov 2026 " * 100,
    "no-year": "21 ноября, 18:05",
    "week-54": "2026-W54-1",
    "day-366": "2026-366",
    "version": "2026.11.21.4",
    "nul": "\x00",
}


@pytest.mark.parametrize("raw", NO_DATE.values(), ids=NO_DATE)
def test_what_is_not_plausible_is_unknown(raw: str) -> None:
    assert read(raw) is None


def test_a_leap_second_and_midnight_of_24_hours_exist() -> None:
    leap, midnight = read("2016-12-31T23:59:60Z"), read("2026-11-20T24:00:00Z")
    assert leap is not None
    assert leap.at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert midnight is not None
    assert midnight.at == datetime(2026, 11, 21, tzinfo=UTC)


def test_the_country_says_which_cst_is_meant() -> None:
    raw = "Sun, 22 Nov 2026 02:05:00 CST"
    chinese, american = read(raw, country="CN"), read("Sat, 21 Nov 2026 12:05:00 CST", country="US")
    assert chinese is not None
    assert american is not None
    assert chinese.at == american.at


def test_a_zone_given_by_the_caller_places_the_wall_clock() -> None:
    moment = read("21.11.2026 20:05", zone=ZoneInfo("Europe/Kyiv"))
    assert moment is not None
    assert (moment.at, moment.zone_known) == (datetime(2026, 11, 21, 18, 5, tzinfo=UTC), True)
    assert read("21.11.2026", zone=ZoneInfo("Europe/Kyiv")) == read("21.11.2026")


moments = st.integers(int(datetime(1990, 1, 2, tzinfo=UTC).timestamp()), int(NOW.timestamp())).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
offsets = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))


@given(moments, offsets)
@settings(max_examples=150, deadline=None)
def test_what_a_library_writes_is_read_back(at: datetime, offset: timedelta) -> None:
    local = at.astimezone(timezone(offset))
    for raw in (
        local.isoformat(),
        local.isoformat(" "),
        format_datetime(local),
        str(int(at.timestamp())),
    ):
        if raw.isdigit() and len(raw) < 9:
            continue
        moment = read(raw)
        assert moment is not None, raw
        assert moment.at == at, raw


@given(st.text(alphabet="0123456789 :-/.,TZ+年月日ноябрьNovPM", max_size=40) | st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_plausible_or_unknown(raw: str) -> None:
    moment = read(raw)
    assert moment is None or EARLIEST <= moment.at <= NOW + AHEAD
