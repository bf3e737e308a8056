"""Header values: every legal form is understood, nonsense is harmless."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.adapters.fetch.headers import (
    MAX_WAIT,
    conditions,
    http_date,
    max_age,
    retry_after,
    validators,
)
from ingest.model import Validators

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 120 ", 120.0, id="spaces"),
        pytest.param("0", 0.0, id="zero"),
        pytest.param("-30", 0.0, id="negative"),
        pytest.param("1.5", 1.0, id="fraction"),
        pytest.param("9" * 300, MAX_WAIT, id="absurd"),
        pytest.param("9" * 5_000, None, id="beyond-numbers"),
        pytest.param("Sat, 21 Nov 2026 12:05:00 GMT", 300.0, id="imf-fixdate"),
        pytest.param("Saturday, 21-Nov-26 12:05:00 GMT", 300.0, id="rfc-850"),
        pytest.param("Sat Nov 21 12:05:00 2026", 300.0, id="asctime"),
        pytest.param("Sat Nov  1 12:05:00 2026", 0.0, id="asctime-one-digit"),
        pytest.param("Sat, 21 Nov 2026 11:00:00 GMT", 0.0, id="past"),
        pytest.param("Sat, 21 Nov 2099 12:00:00 GMT", MAX_WAIT, id="far"),
        pytest.param("Sat, 21 Nov 2026 12:04:60 GMT", 299.0, id="leap-second"),
        pytest.param("Sat, 31 Feb 2026 12:05:00 GMT", None, id="no-such-day"),
        pytest.param("Sat, 21 Xyz 2026 12:05:00 GMT", None, id="no-such-month"),
        pytest.param("Sat, 21 Nov 0000 12:05:00 GMT", None, id="year-zero"),
        pytest.param("soon", None, id="word"),
        pytest.param("", None, id="empty"),
        pytest.param("٣٠", None, id="other-digits"),
        pytest.param("nan", None, id="nan"),
        pytest.param("1e9", None, id="exponent"),
        pytest.param("120, 60", 120.0, id="list"),
        pytest.param("120, Sat, 21 Nov 2026 12:05:00 GMT", 120.0, id="list-with-a-date"),
        pytest.param("2026-11-21T12:05:00Z", None, id="iso-date"),
        pytest.param("Saturday, 21-Nov-2026 12:05:00 GMT", 300.0, id="long-day-long-year"),
        pytest.param("Sat, 21-Nov-26 12:05:00 GMT", 300.0, id="short-day-short-year"),
        pytest.param("21 Nov 2026 12:05:00 GMT", 300.0, id="no-day"),
        pytest.param("Sat, 21 Nov 2026 15:05:00 +0300", 300.0, id="zone-ahead"),
        pytest.param("Sat, 21 Nov 2026 07:05:00 -05:00", 300.0, id="zone-behind"),
        pytest.param("sat, 21 nov 2026 12:05:00 utc", 300.0, id="lower-case"),
        pytest.param("Sat, 21 Nov 2026 9:05:00 GMT", 0.0, id="one-digit-hour"),
        pytest.param("Sat, 21 Nov 2026 25:05:00 GMT", None, id="no-such-hour"),
        pytest.param("Sat, 01 Jan 0001 00:00:00 +2359", None, id="before-all-time"),
        pytest.param("Sat, 21 Nov 2026 12:05:00 MSK", None, id="other-zone"),
        pytest.param("5 minutes", None, id="words"),
        pytest.param("120; comment", None, id="comment"),
        pytest.param('"120"', None, id="quoted"),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_retry_after_is_measured_by_the_clock_of_the_server() -> None:
    three_hours_slow = NOW - timedelta(hours=3)
    headers = {
        "retry-after": format_datetime(three_hours_slow + timedelta(seconds=90), usegmt=True),
        "date": format_datetime(three_hours_slow, usegmt=True),
    }
    assert retry_after(headers, NOW) == 90.0


def test_a_clock_that_is_years_off_is_not_measured_by() -> None:
    headers = {
        "retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True),
        "date": "Thu, 01 Jan 1970 00:00:12 GMT",
    }
    assert retry_after(headers, NOW) == 90.0


def test_two_digit_years_of_the_last_century_stay_there() -> None:
    found = http_date("Sunday, 06-Nov-94 08:49:37 GMT", NOW)
    assert found == datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2076, 1, 1)))  # noqa: DTZ001
def test_all_forms_of_a_date_say_the_same(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC, microsecond=0)
    day = DAYS[moment.weekday()]
    month = MONTHS[moment.month - 1]
    clock = f"{moment:%H:%M:%S}"
    forms = [
        f"{day[:3]}, {moment.day:02} {month} {moment.year} {clock} GMT",
        f"{day[:3]} {month} {moment.day:2} {clock} {moment.year}",
    ]
    if moment.year >= NOW.year - 49:
        forms.append(f"{day}, {moment.day:02}-{month}-{moment.year % 100:02} {clock} GMT")
    assert [http_date(form, NOW) for form in forms] == [moment] * len(forms)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_retry_after_is_none_or_within_a_day(value: str, date: str) -> None:
    seconds = retry_after({"retry-after": value, "date": date}, NOW)
    assert seconds is None or 0 <= seconds <= MAX_WAIT


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="nothing-said"),
        pytest.param({"cache-control": "max-age=600"}, 600.0, id="max-age"),
        pytest.param({"cache-control": 'private, MAX-AGE="60"'}, 60.0, id="quoted-and-shouted"),
        pytest.param({"cache-control": "max-age=600", "age": "200"}, 400.0, id="age-counts"),
        pytest.param({"cache-control": "max-age=10", "age": "200"}, 0.0, id="older-than-its-age"),
        pytest.param({"cache-control": "s-maxage=9, public"}, None, id="shared-caches-only"),
        pytest.param({"cache-control": "no-cache"}, 0.0, id="no-cache"),
        pytest.param({"cache-control": "max-age=60, no-store"}, 0.0, id="no-store"),
        pytest.param({"cache-control": f"max-age={'9' * 99}"}, MAX_WAIT, id="absurd"),
        pytest.param({"cache-control": "max-age=x"}, None, id="nonsense"),
        pytest.param({"expires": "Sat, 21 Nov 2026 12:10:00 GMT"}, 600.0, id="expires"),
        pytest.param({"expires": "0"}, 0.0, id="expires-zero"),
        pytest.param(
            {"cache-control": "max-age=5", "expires": "Sat, 21 Nov 2026 12:10:00 GMT"},
            5.0,
            id="both",
        ),
    ],
)
def test_max_age(headers: dict[str, str], seconds: float | None) -> None:
    assert max_age(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("etag", "kept"),
    [
        pytest.param('"abc"', '"abc"', id="strong"),
        pytest.param('W/"abc"', 'W/"abc"', id="weak"),
        pytest.param("abc", "abc", id="unquoted"),
        pytest.param('"a b"', '"a b"', id="space"),
        pytest.param('"é"', "", id="not-ascii"),
        pytest.param('"a\x01"', "", id="control"),
        pytest.param('"a\r\nX: y"', "", id="second-header"),
        pytest.param('"a\tb"', "", id="tab"),
        pytest.param('"a", "b"', '"a", "b"', id="list"),
        pytest.param('"*"', '"*"', id="quoted-asterisk"),
        pytest.param("*", "", id="any-version"),
        pytest.param(" W/* ", "", id="any-weak-version"),
        pytest.param('""', "", id="nothing"),
        pytest.param('W/""', "", id="nothing-weak"),
        pytest.param('"' + "a" * 1_022 + '"', '"' + "a" * 1_022 + '"', id="just-short-enough"),
        pytest.param('"' + "a" * 1_023 + '"', "", id="oversized"),
    ],
)
def test_validators_are_kept_verbatim_or_not_at_all(etag: str, kept: str) -> None:
    assert validators({"etag": etag}, NOW).etag == kept


@pytest.mark.parametrize(
    ("modified", "date", "is_kept"),
    [
        pytest.param("Fri, 20 Nov 2026 08:00:00 GMT", "", True, id="yesterday"),
        pytest.param("Sat, 21 Nov 2026 15:00:00 GMT", "", True, id="a-little-ahead"),
        pytest.param("Tue, 24 Nov 2026 08:00:00 GMT", "", False, id="days-ahead"),
        pytest.param(
            "Tue, 24 Nov 2026 08:00:00 GMT",
            "Tue, 24 Nov 2026 09:00:00 GMT",
            True,
            id="ahead-as-its-own-clock-is",
        ),
        pytest.param("Fri, 01 Jan 2100 00:00:00 GMT", "", False, id="a-century-ahead"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", "", False, id="no-time-set"),
        pytest.param("Mon, 26 Jul 1997 05:00:00 GMT", "", True, id="long-ago"),
        pytest.param("20.11.2026 08:00", "", True, id="no-http-date"),
        pytest.param("0", "", True, id="zero"),
        pytest.param("Sat, 21 Nov 2026 08:00:00 Ð", "", False, id="not-ascii"),
    ],
)
def test_a_time_that_cannot_be_the_documents_is_not_sent_back(
    modified: str, date: str, is_kept: bool
) -> None:
    found = validators({"last-modified": modified, "date": date}, NOW)
    assert found.last_modified == (modified if is_kept else "")


@given(st.builds(Validators, etag=st.text(max_size=50), last_modified=st.text(max_size=50)))
def test_whatever_was_stored_is_safe_to_send(stored: Validators) -> None:
    for _, value in conditions(stored):
        assert value.isascii()
        assert value.isprintable()
        assert value == value.strip() != ""
