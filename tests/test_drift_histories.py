"""Two months of publishers, looked at every day: which alarms come, when, and whether they end."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.drift import DriftDay, Measure, Reading, compare, day_of

FIRST = datetime(2026, 8, 1, 12, tzinfo=UTC)
DAYS = 62
BREAK = 40


@dataclass(frozen=True, kw_only=True)
class Habit:
    """What a publisher's pages are like on one day."""

    pages: float = 12
    length: float = 2_200
    noise: float = 0.2
    headline: float = 0.99
    authors: float = 0.8
    date: float = 0.98
    lost: float = 0.03


@dataclass(kw_only=True)
class Alarm:
    """An alarm as an operator saw it come and go."""

    measure: Measure
    raised: int
    since: str
    ended: int | None = None


def lived(seed: int, habit: Callable[[int], Habit], days: int = DAYS) -> list[DriftDay]:
    """Return the days of a publisher with such habits."""
    pick = random.Random(seed)
    found = []
    for number in range(days):
        now, at = habit(number), FIRST + timedelta(days=number)
        pages = max(0, round(pick.gauss(now.pages, now.pages / 4)))
        readings = [
            Reading(
                article_id="a", raw_id="", fetched_at=at,
                length=int(now.length * pick.lognormvariate(0, 0.5)),
                noise=min(1.0, max(0.0, pick.gauss(now.noise, 0.07))),
                headline=pick.random() < now.headline,
                authors=pick.random() < now.authors,
                date=pick.random() < now.date,
            )
            for _ in range(pages)
            if pick.random() >= now.lost
        ]  # fmt: skip
        found.append(
            day_of("quay", f"{at:%Y-%m-%d}", pages=pages, texts=len(readings), readings=readings)
        )
    return found


def seen(days: list[DriftDay]) -> list[Alarm]:
    """Return the alarms of a publisher that is looked at every evening."""
    lasting: dict[Measure, Alarm] = {}
    log: list[Alarm] = []
    for number in range(3, len(days)):
        for measure in Measure:
            alarm = lasting.get(measure)
            finding = compare(days[: number + 1], measure, since=alarm.since if alarm else "")
            if finding.drift and alarm is None:
                lasting[measure] = Alarm(measure=measure, raised=number, since=finding.drift.since)
                log.append(lasting[measure])
            elif alarm is not None and finding.known and not finding.drift:
                alarm.ended = number
                del lasting[measure]
    return log


def always(**kept: float) -> Callable[[int], Habit]:
    return lambda _: Habit(**kept)


def from_break(**changed: float) -> Callable[[int], Habit]:
    return lambda day: Habit(**changed) if day >= BREAK else Habit()


@pytest.mark.parametrize(
    ("habit", "measures"),
    [
        pytest.param(from_break(headline=0.0), {"headline"}, id="headline-selector-lost"),
        pytest.param(from_break(headline=0.5), {"headline"}, id="half-the-headlines-lost"),
        pytest.param(from_break(length=280), {"length"}, id="paywall-leaves-beginnings"),
        pytest.param(from_break(lost=0.85), {"yield"}, id="paywall-leaves-nothing"),
        pytest.param(from_break(length=6_600), {"length"}, id="comments-leak-in"),
        pytest.param(from_break(noise=0.6), {"noise"}, id="furniture-leaks-in"),
        pytest.param(from_break(length=730), {"length"}, id="chinese-from-now-on"),
        pytest.param(from_break(date=0.5), {"date"}, id="half-the-dates-lost"),
        pytest.param(from_break(authors=0.0, date=0.0), {"authors", "date"}, id="new-system"),
    ],
)
def test_a_break_raises_its_own_alarm_in_three_days_and_it_lasts(
    habit: Callable[[int], Habit], measures: set[str]
) -> None:
    alarms = seen(lived(1, habit))
    assert {alarm.measure.value for alarm in alarms} == measures
    assert len(alarms) == len(measures), "ended and came back"
    for alarm in alarms:
        assert BREAK <= alarm.raised <= BREAK + 3
        told = datetime.fromisoformat(alarm.since).replace(tzinfo=UTC)
        assert abs((told - FIRST).days - BREAK) <= 2
        assert alarm.ended is None


@pytest.mark.parametrize(
    "habit",
    [
        pytest.param(always(), id="nothing-happens"),
        pytest.param(lambda day: Habit(length=2_200 * 1.01**day), id="texts-grow-slowly"),
        pytest.param(lambda day: Habit(authors=0.8 - 0.4 * day / DAYS), id="authors-fade"),
        pytest.param(always(pages=1.2), id="one-text-a-day"),
        pytest.param(always(pages=150), id="a-wire"),
        pytest.param(lambda day: Habit(pages=1 if 40 <= day < 47 else 12), id="holidays"),
        pytest.param(lambda day: Habit(pages=0 if 30 <= day < 44 else 12), id="summer-pause"),
        pytest.param(lambda day: Habit(authors=0.68 if day >= 40 else 0.8), id="a-b-test"),
        pytest.param(always(authors=0.03), id="never-an-author"),
        pytest.param(
            lambda day: Habit(pages=5, length=1_200) if day % 7 > 4 else Habit(), id="weekends"
        ),
        pytest.param(
            lambda day: Habit(pages=36, length=1_300) if 40 <= day < 43 else Habit(),
            id="breaking-news",
        ),
    ],
)
def test_what_is_no_change_of_template_is_left_alone(habit: Callable[[int], Habit]) -> None:
    alarms = [alarm for seed in range(3) for alarm in seen(lived(seed, habit))]
    assert len(alarms) <= 1, alarms  # of 1,000 looks; and what was chance ends within days
    assert all(alarm.ended and alarm.ended - alarm.raised <= 5 for alarm in alarms)


def test_one_bad_page_on_a_quiet_day_is_nothing() -> None:
    days = lived(1, always())
    bad = {"length": 90.0, "noise": 0.9, "headline": 0.0, "authors": 0.0, "date": 0.0}
    days[45] = replace(days[45], pages=1, texts=1, readings=1, **bad)
    assert seen(days) == []


def test_a_mended_template_ends_its_alarm() -> None:
    days = lived(2, lambda day: Habit(headline=0.0 if 40 <= day < 50 else 0.99))
    [alarm] = seen(days)
    assert alarm.measure is Measure.HEADLINE
    assert alarm.ended is not None
    assert 50 <= alarm.ended <= 54


def test_of_a_new_publisher_nothing_is_said_yet() -> None:
    assert seen(lived(1, always(), days=6)) == []
