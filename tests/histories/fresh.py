"""A further set of histories, written down after ``unseen.py`` was mended and before any of these was run."""

from __future__ import annotations

from datetime import datetime
from random import Random

from ingest.records import ALIVE, SourceState
from tests.histories.lives import (
    DAY,
    DIES,
    HOUR,
    MONDAY,
    WEEK,
    Answer,
    Item,
    every,
    hourly,
    listing,
    mortal,
    office,
)
from tests.histories.unseen import (
    SILENT,
    History,
    built,
    dies,
    lives,
    pausing,
    redated,
    told,
    with_daily,
)

CALM = listing(every(DAY, jitter=0.2), 15)
CALM_DEAD = listing(every(DAY, DIES, jitter=0.2), 15)
THREE_A_DAY = listing(every(8 * HOUR, jitter=0.2), 20)
THREE_A_DAY_DEAD = listing(every(8 * HOUR, DIES, jitter=0.2), 20)


def broken_pages(now: datetime) -> list[Item]:
    """From the twelfth day on no page of an hourly channel can be read any more; its addresses go on."""
    return [(f"void-{k}" if at and at > MONDAY + 12 * DAY else k, at) for k, at in hourly(now)]


def paywall_goes_up(now: datetime) -> list[Item]:
    """From the twelfth day on nine of ten pages are teasers."""
    gone_up = MONDAY + 12 * DAY
    return [
        (f"promo-{k}" if at and at > gone_up and int(k) // 3600 % 10 else k, at)
        for k, at in hourly(now)
    ]


def adverts_by_chance(now: datetime) -> list[Item]:
    """Three articles a day and, beside them, adverts at any time, twice as many."""
    chance = Random(7)
    adverts = [MONDAY - 3 * DAY + n * 4 * HOUR + HOUR * 3 * chance.random() for n in range(400)]
    shown = [(f"promo-{n}", at) for n, at in enumerate(adverts) if at <= now][-12:]
    return [*THREE_A_DAY(now), *shown]


def adverts_after_death(now: datetime) -> list[Item]:
    chance = Random(8)
    adverts = [MONDAY - 3 * DAY + n * 4 * HOUR + HOUR * 3 * chance.random() for n in range(400)]
    shown = [(f"promo-{n}", at) for n, at in enumerate(adverts) if at <= now][-12:]
    return [*THREE_A_DAY_DEAD(now), *shown]


def only_adverts_stay(now: datetime) -> list[Item]:
    """The old texts leave the list at the death; three adverts stay, one of them new every day."""
    days = (now - MONDAY).days
    adverts = [(f"promo-{n}", MONDAY + n * DAY + 5 * HOUR) for n in range(days - 3, days)]
    return [*(hourly(now) if now < DIES else []), *adverts]


def calendar_pages(now: datetime) -> list[Item]:
    """A front page: article links, and one to the page of the day, whose address says today."""
    return [
        *redated(mortal, lambda *_: None)(now),
        (f"void-{now:%Y-%m-%d}", now.replace(hour=0, minute=0)),
    ]


def moved_feed(now: datetime) -> Answer:
    """The feed moves: first both addresses answer, then this one is frozen, then gone."""
    if now > MONDAY + 25 * DAY:
        return "http-404"
    return hourly(min(now, MONDAY + 20 * DAY))


def relisted(now: datetime) -> list[Item]:
    """Every text comes three times: as a flash, as a report, and under a third address as an update."""
    return [(f"{k}-{turn}", at and at + turn * HOUR / 3) for k, at in hourly(now) for turn in range(3)
            if at and at + turn * HOUR / 3 <= now][-40:]  # fmt: skip


def lost_year(now: datetime) -> list[Item]:
    """In the new year a template still prints the old one; nobody mends it."""
    new_year = MONDAY + 20 * DAY
    return [(k, at - 365 * DAY if at and at > new_year else at) for k, at in hourly(now)]


def lost_year_dead(now: datetime) -> list[Item]:
    return lost_year(min(now, DIES))


def weekend_bundle(now: datetime) -> list[Item]:
    """Three columns that come out on Saturday morning, nothing else, and a list that holds two weeks."""
    times = [
        at + n * HOUR / 4
        for at in every(DAY, only=lambda d: d.weekday() == 5, jitter=0.05)
        for n in range(3)
    ]
    return list(listing(times, 6)(now))


HISTORIES: dict[str, History] = {
    "no page can be read any more": lives(broken_pages, 30),
    "a paywall goes up": lives(paywall_goes_up, 30),
    "three a day among twice as many adverts": lives(adverts_by_chance),
    "three a day, dead, the adverts go on": dies(adverts_after_death, 10 * HOUR),
    "only adverts stay in the list": dies(only_adverts_stay, 1.6 * HOUR),
    "undated links, dead, with the page of the day": dies(calendar_pages, 2 * HOUR),
    "a daily, dead, a newsletter of another site a day": dies(
        with_daily(CALM_DEAD, "https://letters.example/p/{}"), 1.6 * DAY, watched=25
    ),
    "a daily, alive, a newsletter of another site a day": lives(
        with_daily(CALM, "https://letters.example/p/{}"), 60
    ),
    "a daily, dead, three sponsored texts a day": dies(
        with_daily(CALM_DEAD, "https://a.example/partner-content/x-{}", gap=8 * HOUR, keep=5),
        1.6 * DAY, watched=25,
    ),
    "an office, dead on a Friday, adverts on every day": dies(
        with_daily(listing(every(HOUR, MONDAY + 32 * DAY + 19 * HOUR, only=office)), "promo-{}"),
        64 * HOUR, at=MONDAY + 32 * DAY + 19 * HOUR,
    ),
    "moved, frozen here, then gone": told(
        moved_feed, (0.5, 20, ALIVE), (21.3, 25, SILENT), (25.3, 40, {SourceState.GONE})
    ),
    "every text under three addresses": lives(relisted, 30),
    "last year's number for ever": told(lost_year, (0.5, 20, ALIVE), (21.5, 45, ALIVE)),
    "last year's number, then dead": told(
        lost_year_dead, (0.5, 20, ALIVE), (21.5, 30, ALIVE), (31.3, 45, SILENT)
    ),
    "columns on Saturdays": lives(weekend_bundle, 60),
    "stamped when built, every day, a weekly": told(
        redated(listing(every(WEEK, jitter=0.02), 10), lambda now, *_: built(now, 12)),
        (15, 60, {SourceState.UNDATED}),
    ),
    "stamped when built, a weekly, dead": dies(
        redated(listing(every(WEEK, DIES, jitter=0.02), 10), lambda now, *_: built(now, 12)),
        8.5 * DAY, watched=20,
    ),
    "dead for a month, then one text, then dead again": told(
        listing([*every(HOUR, MONDAY + 10 * DAY), MONDAY + 40 * DAY]),
        (0.5, 10, ALIVE), (11.3, 40, SILENT), (43, 60, SILENT),
    ),
    "two pauses of five days": told(
        listing(pausing(every(HOUR), (20, 25), (40, 45))),
        (0.5, 20, ALIVE), (22, 25, SILENT), (26.3, 40, ALIVE), (42.5, 45, SILENT), (46.3, 60, ALIVE),
    ),
    "a monthly, dead, a teaser a week": dies(
        with_daily(
            listing(every(30 * DAY, MONDAY + 60 * DAY, jitter=0.02), 10), "promo-{}", gap=WEEK
        ),
        31 * DAY, at=MONDAY + 60 * DAY, watched=30,
    ),
}  # fmt: skip
