"""Whether a changed template is noticed, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.drift import DriftDay, Measure, Reading, compare, day_of, example

FIRST = datetime(2026, 10, 1, 12, tzinfo=UTC)
Change = Callable[[Reading], Reading]


def same(reading: Reading) -> Reading:
    return reading


def generated(
    seed: int,
    days: int,
    *,
    a_day: int = 12,
    broken_from: int = 10_000,
    change: Change = same,
    lost: float = 0.02,
    lost_later: float | None = None,
) -> list[DriftDay]:
    """Return the days of a lively publisher whose template changes on one of them."""
    pick = random.Random(seed)
    found = []
    for number in range(days):
        at = FIRST + timedelta(days=number)
        pages = max(0, round(pick.gauss(a_day, a_day / 3)))
        missing = lost if lost_later is None or number < broken_from else lost_later
        readings = []
        for _ in range(pages):
            if pick.random() < missing:
                continue
            reading = Reading(
                article_id=f"a{number}", raw_id="", fetched_at=at,
                length=int(pick.lognormvariate(7.7, 0.5)),
                noise=min(1.0, max(0.0, pick.gauss(0.2, 0.06))),
                headline=True, authors=pick.random() < 0.8, date=pick.random() < 0.98,
            )  # fmt: skip
            readings.append(change(reading) if number >= broken_from else reading)
        found.append(
            day_of("quay", f"{at:%Y-%m-%d}", pages=pages, texts=len(readings), readings=readings)
        )
    return found


BROKEN: dict[Measure, Change] = {
    Measure.LENGTH: lambda r: replace(r, length=r.length // 8),
    Measure.NOISE: lambda r: replace(r, noise=min(1.0, r.noise + 0.5)),
    Measure.HEADLINE: lambda r: replace(r, headline=False),
    Measure.AUTHORS: lambda r: replace(r, authors=False),
    Measure.DATE: lambda r: replace(r, date=False),
}


@pytest.mark.parametrize(
    ("a_day", "days_before", "days_since"),
    [
        pytest.param(3, 60, 10, id="small"),
        pytest.param(12, 30, 3, id="usual"),
        pytest.param(60, 30, 1, id="large"),
    ],
)
@pytest.mark.parametrize("measure", BROKEN)
def test_a_changed_template_is_named_with_its_day(
    measure: Measure, a_day: int, days_before: int, days_since: int
) -> None:
    days = generated(
        1, days_before + days_since, a_day=a_day, broken_from=days_before, change=BROKEN[measure]
    )
    drift = compare(days, measure).drift
    assert drift is not None
    named = next(number for number, day in enumerate(days) if day.day == drift.since)
    assert abs(named - days_before) <= 1
    others = [m for m in Measure if m is not measure and compare(days, m).drift]
    assert others == []


def test_pages_that_give_no_article_any_more_are_noticed() -> None:
    days = generated(2, 33, broken_from=30, lost_later=0.9)
    drift = compare(days, Measure.YIELD).drift
    assert drift is not None
    assert drift.since == "2026-10-31"
    assert str(drift).startswith("quay: articles per fetched page fell from ")


def test_an_alarm_is_said_in_one_line() -> None:
    days = [steady(number, 2_400 if number < 10 else 310) for number in range(12)]
    assert str(compare(days, Measure.LENGTH).drift) == (
        "quay: median length fell from 2,400 to 310 characters since 2026-10-11"
    )


def steady(number: int, length: float, readings: int = 8) -> DriftDay:
    return DriftDay(
        publisher="quay", day=f"{FIRST + timedelta(days=number):%Y-%m-%d}",
        pages=readings, texts=readings, readings=readings,
        length=length, noise=0.1, headline=1.0, authors=1.0, date=1.0,
    )  # fmt: skip


@pytest.mark.parametrize("a_day", [2, 6, 25])
def test_a_publisher_that_does_not_change_is_left_alone(a_day: int) -> None:
    alarms = [
        (seed, str(found.drift))
        for seed in range(40)
        for days in [generated(seed, 40, a_day=a_day)]
        for measure in Measure
        if (found := compare(days, measure)).drift
    ]
    assert len(alarms) <= 2, alarms  # of 240 looks


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([], id="nothing"),
        pytest.param([steady(n, 2_400 - 400 * n) for n in range(5)], id="too-few-days"),
        pytest.param([steady(n, 2_400, readings=0) for n in range(40)], id="days-without-texts"),
        pytest.param(
            [*(steady(n, 2_400) for n in range(30)), steady(30, 200, readings=1)],
            id="one-short-text",
        ),
    ],
)
def test_nothing_is_said_with_little_to_go_by(days: list[DriftDay]) -> None:
    assert compare(days, Measure.LENGTH).drift is None


def test_while_an_alarm_lasts_the_broken_days_are_no_baseline() -> None:
    days = [steady(number, 2_400 if number < 20 else 310) for number in range(100)]
    assert compare(days, Measure.LENGTH).drift is None, "by itself, the new level became the norm"
    lasting = compare(days, Measure.LENGTH, since="2026-10-21").drift
    assert lasting is not None
    assert (lasting.before, lasting.after) == (2_400, 310)

    begun = [*days, steady(100, 2_300, readings=6)]
    assert compare(begun, Measure.LENGTH, since="2026-10-21").drift is not None
    mended = [*days, *(steady(number, 2_300) for number in range(100, 103))]
    assert compare(mended, Measure.LENGTH, since="2026-10-21").drift is None
    assert compare(mended, Measure.LENGTH, since="2026-10-21").known


def test_the_example_shows_what_the_alarm_says() -> None:
    at = FIRST
    readings = [
        Reading(article_id=f"a{n}", raw_id=f"{n}", fetched_at=at + timedelta(hours=n),
                length=length, noise=0.0, headline=True, authors=n == 1, date=True)
        for n, length in enumerate([2_500, 300, 320, 90])
    ]  # fmt: skip
    short = example(readings, Measure.LENGTH, 310)
    assert short is not None
    assert short.article_id == "a2", "of equally good ones the latest"
    signed = example(readings, Measure.AUTHORS, 0.9)
    assert signed is not None
    assert signed.article_id == "a1"
    assert example([], Measure.LENGTH, 310) is None
