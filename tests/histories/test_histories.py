"""Histories of channels over weeks: what each was worth on which day was written down before it was run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from ingest.health import judge_channel
from ingest.records import ALIVE, SourceState
from tests.histories.lives import (
    DAY,
    DIES,
    FEED,
    HOUR,
    MONDAY,
    SITEMAP,
    WEEK,
    ZERO,
    House,
    Item,
    Life,
    Publisher,
    asleep,
    at_random,
    broken,
    by_day,
    every,
    failing,
    four_an_hour,
    hourly,
    listing,
    mortal,
    office,
    office_hours,
    switch,
    weekly,
)

pytestmark = pytest.mark.slow  # each is weeks of polls through a real store

# ── histories: publisher, length, what must be true ──────────────────────────────────────────

HEALTHY: dict[str, tuple[Publisher, timedelta]] = {
    "a weekly blog": (listing(every(WEEK, jitter=0.02), 10), 90 * DAY),
    "a weekly that comes a day early or late": (listing(every(WEEK, jitter=0.14), 10), 90 * DAY),
    "a weekly without dates": (listing(every(WEEK, jitter=0.02), 10, dated=False), 90 * DAY),
    "a weekly that lists its latest text only": (listing(every(WEEK, jitter=0.02), 1), 90 * DAY),
    "a monthly think tank": (listing(every(30 * DAY, jitter=0.05), 12), 140 * DAY),
    "a monthly that lists two": (listing(every(30 * DAY, jitter=0.05), 2), 140 * DAY),
    "twice a month": (listing(every(15 * DAY, jitter=0.1), 5), 140 * DAY),
    "an office that rests at night and on weekends": (listing(every(HOUR, only=office)), 60 * DAY),
    "such an office with a short list": (listing(every(HOUR / 2, only=office), 10), 60 * DAY),
    "such an office without dates": (listing(every(HOUR, only=office), dated=False), 60 * DAY),
    "a site that sleeps at night": (listing(every(HOUR / 3, only=by_day), 30), 30 * DAY),
    "a newsletter on working days": (
        listing(every(DAY, only=lambda at: at.weekday() < 5, jitter=0.05), 1), 60 * DAY,
    ),
    "an hour ahead of time": (
        lambda now: [(k, at and at + HOUR) for k, at in hourly(now)], 30 * DAY,
    ),
    "three hours ahead: a local clock called UTC": (
        lambda now: [(k, at and at + 3 * HOUR) for k, at in hourly(now)], 30 * DAY,
    ),
    "eight hours ahead, many items": (
        lambda now: [(k, at and at + 8 * HOUR) for k, at in four_an_hour(now)], 20 * DAY,
    ),
    "a day behind": (lambda now: [(k, at and at - DAY) for k, at in hourly(now)], 30 * DAY),
    "dated by the day": (
        lambda now: [
            (k, at and at.replace(hour=0, minute=0, second=0, microsecond=0)) for k, at in hourly(now)
        ], 30 * DAY,
    ),
    "an item pinned for years": (
        lambda now: [("pinned", MONDAY - 900 * DAY), *hourly(now)], 30 * DAY,
    ),
    "an event of next year pinned": (
        lambda now: [("event", MONDAY + 300 * DAY), *hourly(now)], 30 * DAY,
    ),
    "a new address for everything at every visit": (
        lambda now: [(f"{k}?t={now:%s}", at) for k, at in hourly(now)], 12 * DAY,
    ),
    "not modified between two items": (
        lambda now: hourly(now) if now.minute < 15 and now.hour % 3 == 0 else "304", 20 * DAY,
    ),
    "every second visit times out": (
        lambda now: "timeout" if int(now.timestamp() // 900) % 2 else hourly(now), 20 * DAY,
    ),
    "a refusal now and then": (
        lambda now: "http-403" if now.hour % 7 == 3 and now.minute < 15 else hourly(now), 20 * DAY,
    ),
    "one node of two lags three days": (
        lambda now: hourly(now - 3 * DAY if int(now.timestamp() // 3600) % 2 else now), 20 * DAY,
    ),
    "lists only the last day, and nothing on Sundays": (
        lambda now: [
            (k, at) for k, at in office_hours(now) if at and now - at < DAY
        ], 60 * DAY,
    ),
    "issues of forty, once a week": (
        listing(
            [at + timedelta(minutes=n) for at in every(WEEK, jitter=0.02) for n in range(40)], 40
        ), 60 * DAY,
    ),
    "two bursts a day": (listing(every(HOUR / 6, only=lambda at: at.hour in (7, 17)), 15), 30 * DAY),
    "oldest first": (lambda now: list(reversed(list(hourly(now)))), 20 * DAY),
    "a fortnight of nothing but breaking news": (
        listing([*every(4 * HOUR), *every(HOUR / 12, MONDAY + 34 * DAY, past=-20 * DAY)], 30), 60 * DAY,
    ),
}  # fmt: skip


def on_days(*days: int) -> Callable[[datetime], bool]:
    return lambda at: at.weekday() in days


undated_daily = listing(every(DAY, jitter=0.2), 1, dated=False)

HEALTHY_TOO: dict[str, tuple[Publisher, timedelta]] = {
    "Tuesdays and Fridays": (listing(every(DAY, only=on_days(1, 4), jitter=0.1), 6), 60 * DAY),
    "a live blog: one address for two days, changed every hour": (
        lambda now: [
            (f"{(now - MONDAY).days // 2 - n}", now - n * 2 * DAY - HOUR / 12) for n in range(9)
        ], 40 * DAY,
    ),
    "five hundred items": (listing(every(HOUR), 500), 4 * DAY),
    "five at the stroke of every hour, and only those listed": (
        lambda now: [(f"{now:%d%H}-{n}", now.replace(minute=0)) for n in range(5)], 10 * DAY,
    ),
    "five hours behind": (lambda now: [(k, at and at - 5 * HOUR) for k, at in hourly(now)], 20 * DAY),
    "an hour more from a Sunday on": (
        lambda now: [(k, at and at + HOUR * (at > MONDAY + 13 * DAY)) for k, at in hourly(now)],
        30 * DAY,
    ),
    "a date of the year 2206 among them": (
        lambda now: [("typo", MONDAY + 65_000 * DAY), *hourly(now)], 20 * DAY,
    ),
    "dates renewed when an item is touched": (
        lambda now: [(k, now - HOUR / 3 * (n + 1)) for n, (k, _) in enumerate(hourly(now)[::-1])],
        12 * DAY,
    ),
    "a magazine on Saturdays, twelve items": (
        listing(
            [
                at + timedelta(minutes=25 * n)
                for at in every(DAY, only=on_days(5), jitter=0.05) for n in range(12)
            ], 12,
        ), 60 * DAY,
    ),
    "one item a day without a date": (undated_daily, 40 * DAY),
    "every night an hour's maintenance, asked once in it": (
        lambda now: "http-503" if now.hour == 3 and now.minute < 15 else hourly(now), 20 * DAY,
    ),
    "half of the items without a date": (
        lambda now: [(k, at if n % 2 else None) for n, (k, at) in enumerate(hourly(now))], 20 * DAY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HEALTHY | HEALTHY_TOO)
def test_a_living_channel_is_never_accused(name: str) -> None:
    publish, length = (HEALTHY | HEALTHY_TOO)[name]
    life = Life(publish, start=MONDAY + 12 * HOUR).watch(length)
    wrong = [(at, str(v.state), v.reason) for at, v in life.verdicts if v.state not in ALIVE]
    assert wrong == []


#: name → the channel, its usual silence
DYING: dict[str, tuple[Publisher, timedelta]] = {
    "hourly": (listing(every(HOUR, DIES)), 1.6 * HOUR),
    "hourly without dates": (listing(every(HOUR, DIES), dated=False), 2 * HOUR),
    "daily": (listing(every(DAY, DIES)), 1.6 * DAY),
    "weekly": (listing(every(WEEK, DIES, jitter=0.02), 10), 7.3 * DAY),
    "monthly": (listing(every(30 * DAY, DIES, jitter=0.02), 10), 31 * DAY),
    "an office": (listing(every(HOUR, DIES, only=office)), 64 * HOUR),
    "asleep at night": (listing(every(HOUR / 3, DIES, only=by_day), 30), 9 * HOUR),
    "dates go on as of now": (
        lambda now: [(k, now - timedelta(seconds=9)) for k, _ in mortal(now)],
        2 * HOUR,
    ),
    "dates go on, spread": (
        lambda now: [
            (k, now - n * HOUR) for n, (k, _) in enumerate(reversed(mortal(now)))
        ], 2 * HOUR,
    ),
    "dates three hours ahead": (
        lambda now: [(k, at and at + 3 * HOUR) for k, at in mortal(now)], 5 * HOUR,
    ),
    "not modified from then on": (
        lambda now: hourly(now) if now < DIES else "304", 1.6 * HOUR,
    ),
    "emptied": (lambda now: hourly(now) if now < DIES else [], 1.6 * HOUR),
    "emptied, a weekly": (lambda now: weekly(now) if now < DIES else [], 7.3 * DAY),
    "one pinned item stays": (
        lambda now: hourly(now) if now < DIES else [("pinned", MONDAY - 90 * DAY)], 1.6 * HOUR,
    ),
    "dates by the day": (
        lambda now: [
            (k, at and at.replace(hour=0, minute=0)) for k, at in mortal(now)
        ], 25 * HOUR,
    ),
    "in our own outage": (
        lambda now: "connect" if DIES - DAY < now < DIES + 5 * DAY else
        mortal(now), 6 * DAY + 8 * HOUR,
    ),
}  # fmt: skip


friday = MONDAY + 32 * DAY + 19 * HOUR

DYING_TOO: dict[str, tuple[Publisher, timedelta]] = {
    "new addresses for the same old items at every visit": (
        lambda now: [(f"{k}?t={now:%s}", at) for k, at in mortal(now)], 1.6 * HOUR,
    ),
    "an old text under a new address once a week": (
        lambda now: [*mortal(now), (f"old-{(now - MONDAY).days // 7}", MONDAY - 300 * DAY)],
        1.6 * HOUR,
    ),
    "an HTML page at every second visit": (
        lambda now: "invalid" if now > DIES and now.hour % 2 else mortal(now), 1.6 * HOUR,
    ),
    "away for two days before": (
        lambda now: "http-404" if 9 * DAY < now - MONDAY < 11 * DAY else mortal(now), 1.6 * HOUR,
    ),
    "one item a day without a date": (
        lambda now: undated_daily(min(now, DIES)), 1.4 * DAY,
    ),
    "an office, on Friday evening": (
        listing(every(HOUR, friday, only=office)), 64 * HOUR + (friday - DIES),
    ),
    "a weekly without dates": (
        listing(every(WEEK, DIES, jitter=0.02), 10, dated=False), 7.3 * DAY,
    ),
    "half of the items without a date": (
        lambda now: [(k, at if n % 2 else None) for n, (k, at) in enumerate(mortal(now))],
        3 * HOUR,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DYING | DYING_TOO)
def test_death_is_found_within_a_day_of_the_usual_silence(name: str) -> None:
    publish, usual = (DYING | DYING_TOO)[name]
    life = Life(publish).watch(DIES - MONDAY + usual + 4 * DAY)
    dead = [at for at, v in life.verdicts if v.state in (SourceState.STALE, SourceState.EMPTY)]
    assert DIES - usual < dead[0] <= DIES + usual + DAY + 3 * HOUR
    assert life.states(dead[0] + DAY).isdisjoint(ALIVE)


FAILURES = {
    "redesigned to HTML": ("invalid", SourceState.INVALID, 3 * HOUR),
    "a domain parked": ("invalid", SourceState.INVALID, 3 * HOUR),
    "a bot wall": ("challenge", SourceState.BLOCKED, 3 * HOUR),
    "a refusal": ("http-403", SourceState.BLOCKED, 3 * HOUR),
    "asked too often": ("http-429", SourceState.BLOCKED, 5 * HOUR),
    "closed by law": ("http-451", SourceState.BLOCKED, 3 * HOUR),
    "gone for good": ("http-410", SourceState.GONE, HOUR),
    "not found": ("http-404", SourceState.GONE, 3 * HOUR),
    "no such name": ("dns", SourceState.GONE, 3 * HOUR),
    "forbidden by robots": ("robots", SourceState.BLOCKED, 3 * HOUR),
    "time-outs": ("timeout", SourceState.UNREACHABLE, 5 * HOUR),
    "certificate expired": ("tls", SourceState.UNREACHABLE, 5 * HOUR),
    "server trouble": ("http-503", SourceState.UNREACHABLE, 5 * HOUR),
    "name server silent": ("dns-temporary", SourceState.UNREACHABLE, 30 * HOUR),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_lasting_failure_is_called_by_its_name_from_its_beginning(name: str) -> None:
    code, state, patience = FAILURES[name]
    life = Life(switch((ZERO, hourly), (10 * DAY, failing(code)))).watch(20 * DAY)
    began = min(poll for poll, _ in life.verdicts if poll >= MONDAY + 10 * DAY)
    accused = life.accused_at()
    assert accused is not None
    assert began <= accused <= began + patience
    final = life.verdicts[-1][1]
    assert (final.state, final.since) == (state, began)
    assert life.states(MONDAY + 12 * DAY) == {state}


@pytest.mark.parametrize("name", FAILURES)
def test_it_always_comes_back_by_itself_within_a_day(name: str) -> None:
    code, *_ = FAILURES[name]
    back = MONDAY + 30 * DAY
    life = Life(switch((ZERO, hourly), (10 * DAY, failing(code)), (30 * DAY, hourly)))
    life.watch(31 * DAY + HOUR)
    assert life.on(back + DAY + HOUR) in ALIVE


def test_the_first_look_tells_what_it_can() -> None:
    looks = {
        "hourly": (hourly, SourceState.FRESH),
        "a weekly, four days after": (
            listing(every(WEEK, MONDAY - 3 * DAY, jitter=0), 10), SourceState.QUIET,
        ),
        "a monthly, twenty days after": (
            listing(every(30 * DAY, MONDAY - 19 * DAY, jitter=0), 12), SourceState.QUIET,
        ),
        "a monthly that lists two, twenty days after": (
            listing(every(30 * DAY, MONDAY - 19 * DAY, jitter=0), 2), SourceState.QUIET,
        ),
        "dead for years": (listing(every(HOUR, MONDAY - 900 * DAY, past=930 * DAY)), SourceState.STALE),
        "dead for a week, hourly": (listing(every(HOUR, MONDAY - WEEK)), SourceState.STALE),
        "no dates": (listing(every(HOUR), dated=False), SourceState.UNDATED),
        "all stamped now": (lambda now: [(k, now) for k, _ in hourly(now)], SourceState.UNDATED),
        "all in the far future": (
            lambda now: [(k, now + 400 * DAY) for k, _ in hourly(now)], SourceState.UNDATED,
        ),
        "nothing": (lambda _: [], SourceState.EMPTY),
        "HTML": (failing("invalid"), SourceState.INVALID),
        "a refusal": (failing("http-403"), SourceState.BLOCKED),
        "no such page": (failing("http-404"), SourceState.GONE),
        "a time-out": (failing("timeout"), SourceState.UNREACHABLE),
    }  # fmt: skip
    found = {
        name: Life(publish).watch(HOUR).verdicts[0][1].state for name, (publish, _) in looks.items()
    }
    assert found == {name: state for name, (_, state) in looks.items()}


def test_risen_after_months_it_is_fresh_and_its_next_death_is_found_as_soon() -> None:
    times = [*every(HOUR, MONDAY + 10 * DAY), *every(HOUR, MONDAY + 90 * DAY, past=-70 * DAY)]
    life = Life(listing(times)).watch(100 * DAY)
    assert life.states(MONDAY + 12 * DAY, MONDAY + 70 * DAY) == {SourceState.STALE}
    assert life.states(MONDAY + 71 * DAY, MONDAY + 90 * DAY) <= ALIVE
    assert life.on(MONDAY + 92 * DAY) is SourceState.STALE


def test_an_undated_channel_risen_after_months_dies_as_soon_the_second_time() -> None:
    times = [*every(HOUR, MONDAY + 10 * DAY), *every(HOUR, MONDAY + 90 * DAY, past=-70 * DAY)]
    life = Life(listing(times, dated=False)).watch(100 * DAY)
    assert life.on(MONDAY + 12 * DAY) is SourceState.STALE
    assert life.on(MONDAY + 92 * DAY + 12 * HOUR) is SourceState.STALE


@pytest.mark.parametrize("dated", [True, False], ids=["dated", "undated"])
def test_who_becomes_a_weekly_is_believed_after_some_weeks(dated: bool) -> None:
    times = [*every(DAY, MONDAY + 20 * DAY), *every(WEEK, jitter=0.02, past=-27 * DAY)]
    life = Life(listing(times, dated=dated)).watch(120 * DAY)
    assert life.states(MONDAY + 70 * DAY) <= ALIVE


def test_an_outage_of_half_an_hour_is_no_news() -> None:
    begin = MONDAY + 10 * DAY
    life = Life(lambda now: "timeout" if begin <= now < begin + HOUR / 2 else hourly(now))
    assert life.watch(20 * DAY).states() <= ALIVE


def test_who_is_looked_at_by_hand_once_in_four_days_is_not_accused_of_our_absence() -> None:
    life = Life(listing(every(HOUR), dated=False))
    for _ in range(10):
        life.poll()
        life.at += 4 * DAY
    assert life.states() <= ALIVE
    life.publish = listing(every(HOUR, life.at - 4 * DAY), dated=False)
    assert judge_channel(FEED.kind, life.state, life.polls, life.at).state in ALIVE


def test_irregular_blogs_are_rarely_accused() -> None:
    accused = days = 0.0
    for seed in range(20):
        life = Life(listing(at_random(2 * DAY, seed), 15)).watch(60 * DAY)
        bad = [at for at, v in life.verdicts if v.state not in ALIVE]
        accused += len(bad)
        days += len(life.verdicts)
    assert accused / days < 0.03  # they are random: now and then a silence is the longest ever


def test_an_empty_news_sitemap_of_a_weekly_is_quiet() -> None:
    times = every(WEEK, jitter=0.02)

    def sitemap(now: datetime) -> list[Item]:
        return [(f"{at:%s}", at) for at in times if now - 2 * DAY < at <= now]

    assert Life(sitemap, channel=SITEMAP).watch(60 * DAY).states() <= ALIVE


def test_a_news_sitemap_that_stays_empty_is_found() -> None:
    def sitemap(now: datetime) -> list[Item]:
        return [i for i in hourly(min(now, MONDAY + 10 * DAY)) if i[1] and now - i[1] < 2 * DAY]

    life = Life(sitemap, channel=SITEMAP).watch(30 * DAY)
    assert life.states(MONDAY + 13 * DAY) == {SourceState.EMPTY}


# ── several channels of one source ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["http-410", "http-403", "timeout", "invalid", "dns"])
def test_the_second_takes_over_at_once_and_the_first_comes_back_within_a_day(code: str) -> None:
    house = House(broken(code, (5, 12)), hourly).watch(15 * DAY)
    assert house.leaders(DAY, 5 * DAY) == {0}
    assert house.leaders(5 * DAY + HOUR, 12 * DAY) == {1}
    assert house.leaders(13 * DAY + HOUR, 15 * DAY) == {0}


def test_a_zombie_is_replaced_within_a_day_of_its_usual_silence() -> None:
    house = House(asleep((5, 20)), hourly).watch(23 * DAY)
    assert house.leaders(6 * DAY + 5 * HOUR, 20 * DAY) == {1}
    assert house.leaders(21 * DAY + HOUR, 23 * DAY) == {0}


def test_of_three_the_best_that_lives_leads() -> None:
    house = House(asleep((3, 20)), broken("challenge", (6, 15)), hourly).watch(23 * DAY)
    assert house.leaders(DAY, 3 * DAY) == {0}
    assert house.leaders(4 * DAY + 5 * HOUR, 6 * DAY) == {1}
    assert house.leaders(6 * DAY + 2 * HOUR, 15 * DAY) == {2}
    assert house.leaders(16 * DAY + HOUR, 20 * DAY) == {1}
    assert house.leaders(21 * DAY + HOUR, 23 * DAY) == {0}


def test_who_stands_by_is_looked_at_four_times_a_day() -> None:
    house = House(hourly, hourly, hourly).watch(5 * DAY)
    assert [len(house.looks(n, DAY, 5 * DAY)) for n in (1, 2)] == [16, 16]


def test_when_all_are_dead_each_is_still_asked_every_day_and_any_may_return() -> None:
    dead = [broken("http-410", (2, 40)), asleep((2, 30)), broken("http-403", (2, 40))]
    house = House(*dead).watch(33 * DAY)
    assert house.leaders(4 * DAY, 30 * DAY) == {None}
    for number in range(3):
        looks = house.looks(number, 10 * DAY, 30 * DAY)
        assert all(b - a <= DAY + HOUR for a, b in pairwise(looks))
    assert house.leaders(31 * DAY + HOUR, 33 * DAY) == {1}


def test_two_that_fail_by_turns_miss_nothing_for_long() -> None:
    def by_turns(odd: int) -> Publisher:
        return lambda now: "timeout" if (now.hour // 3) % 2 == odd else hourly(now)

    house = House(by_turns(0), by_turns(1)).watch(10 * DAY)
    read = sorted(
        at
        for life in house.lives
        for at, verdict in life.verdicts
        if not isinstance(life.publish(at), str)
    )
    assert max(b - a for a, b in pairwise(read)) <= 2 * HOUR
    led = list(house.led.values())
    assert led.count(None) < 0.2 * len(led)


def test_one_time_out_in_four_makes_nobody_take_over_for_long() -> None:
    shaky = House(lambda now: "timeout" if now.minute == 45 else hourly(now), hourly)
    shaky.watch(10 * DAY)
    runs = list(shaky.led.values())
    assert runs.count(0) > 0.6 * len(runs)
    assert {verdict.state for _, verdict in shaky.lives[0].verdicts} <= ALIVE
