"""Forty-odd further histories with what a careful editor would call each channel, day by day.

All answers were written down before any of these was run. The first part of a key says what comes of its
page: ``promo`` a teaser, ``void`` nothing, ``copy`` a text known from this very channel; anything else is
an article. A key that is an address stands on another site, or in another section.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.records import ALIVE, SourceState
from tests.histories.lives import (
    DAY,
    DIES,
    HOUR,
    MONDAY,
    WEEK,
    Answer,
    Feed,
    Item,
    Publisher,
    by_day,
    every,
    four_an_hour,
    hourly,
    listing,
    mortal,
    office,
    weekly,
)

SILENT = {SourceState.STALE, SourceState.EMPTY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What a channel may be called from one moment to another."""

    begin: datetime
    end: datetime
    states: Collection[SourceState]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A publisher, watched for some time, and what is true of it."""

    publish: Publisher
    length: timedelta
    truths: tuple[Truth, ...]
    start: datetime = MONDAY + 12 * HOUR
    opens: bool = True  # anybody can read its pages


def lives(publish: Publisher, days: int = 40, *, opens: bool = True) -> History:
    """Return the history of a channel that must never be called anything but alive."""
    end = MONDAY + days * DAY
    truth = Truth(begin=MONDAY + 12 * HOUR, end=end, states=ALIVE)
    return History(publish=publish, length=days * DAY - 12 * HOUR, truths=(truth,), opens=opens)


def dies(publish: Publisher, usual: timedelta, at: datetime = DIES, watched: int = 10) -> History:
    """Return the history of one that lives until *at*: silent for good a day after its *usual* silence."""
    found = at + usual + DAY + 3 * HOUR
    end = found + watched * DAY
    return History(
        publish=publish,
        length=end - MONDAY - 12 * HOUR,
        truths=(
            Truth(begin=MONDAY + 12 * HOUR, end=at, states=ALIVE),
            Truth(begin=found, end=end, states=SILENT),
        ),
    )


def told(publish: Publisher, *spans: tuple[float, float, Collection[SourceState]]) -> History:
    """Return a history with one truth per span of days."""
    truths = tuple(
        Truth(begin=MONDAY + begin * DAY, end=MONDAY + end * DAY, states=states)
        for begin, end, states in spans
    )
    length = max(truth.end for truth in truths) - MONDAY - 12 * HOUR
    return History(publish=publish, length=length, truths=truths)


# ── makings ──────────────────────────────────────────────────────────────────────────────────


def with_daily(feed: Feed, name: str, hour: int = 6, keep: int = 1, gap: timedelta = DAY) -> Feed:
    """Return *feed* with an item of its own that comes anew every *gap*; ``{}`` in *name* is its number."""

    def publish(now: datetime) -> list[Item]:
        last = int((now - MONDAY - hour * HOUR) / gap)
        more = [
            (name.format(n), MONDAY + n * gap + hour * HOUR)
            for n in range(last - keep + 1, last + 1)
        ]
        return [*feed(now), *more]

    return publish


def redated(feed: Feed, date: Callable[[datetime, int, datetime], datetime | None]) -> Feed:
    """Return *feed* with other dates; *date* is told now, the item's number from the newest on, its date."""

    def publish(now: datetime) -> list[Item]:
        items = list(feed(now))[::-1]
        return [(key, date(now, n, at or now)) for n, (key, at) in enumerate(items)]

    return publish


def pausing(times: Iterable[datetime], *spans: tuple[float, float]) -> list[datetime]:
    """Return *times* without those in spans of days."""
    return [
        at for at in times if not any(MONDAY + a * DAY <= at < MONDAY + b * DAY for a, b in spans)
    ]


def built(now: datetime, hours: int) -> datetime:
    """Return when a generator that runs every few hours last ran."""
    return now.replace(hour=now.hour - now.hour % hours, minute=0, second=0, microsecond=0)


def not_weekend_of_the_gulf(at: datetime) -> bool:
    return at.weekday() not in (4, 5) and 7 <= at.hour < 17


def alternately(now: datetime) -> Answer:
    return "challenge" if (now - MONDAY).days % 2 else hourly(now)


def backfill(now: datetime) -> list[Item]:
    """An hourly channel that lists 180 texts of two years ago from the twelfth day on."""
    old = [(f"old-{n}", MONDAY - 700 * DAY + n * 3 * HOUR) for n in range(180)]
    return [*mortal(now), *(old if now > MONDAY + 12 * DAY else [])]


def archive_online(now: datetime) -> list[Item]:
    """An hourly channel to which five thousand texts of ten years come on one day."""
    old = [(f"old-{n}", MONDAY - 3650 * DAY + n * 17 * HOUR) for n in range(5000)]
    return [*hourly(now), *(old if now > MONDAY + 3 * DAY else [])]


def evergreens(now: datetime) -> list[Item]:
    """Dead since ``DIES``; since then its old texts come again, two a day, under new addresses and dates."""
    days = (now - DIES).days
    again = [
        (f"copy-{day}-{n}", DIES + day * DAY + n * 9 * HOUR)
        for day in range(max(0, days - 8), days + 1)
        for n in range(2)
        if DIES + day * DAY + n * 9 * HOUR <= now
    ]
    return [*mortal(now), *again][-20:]


def new_scheme(now: datetime) -> list[Item]:
    """All addresses change on the tenth day; the dates stay."""
    moved = now > MONDAY + 10 * DAY
    return [(f"neu/{key}" if moved else key, at) for key, at in hourly(now)]


def imported(now: datetime) -> list[Item]:
    """All addresses change on the tenth day, and all old items get the date of the import."""
    moment = MONDAY + 10 * DAY
    if now < moment:
        return list(hourly(now))
    return [(f"neu/{key}", max(at or moment, moment)) for key, at in hourly(now)]


def shrunk(now: datetime) -> list[Item]:
    return list(hourly(now))[-1:] if now > MONDAY + 10 * DAY else list(hourly(now))


def partly_dead(now: datetime) -> list[Item]:
    """Five sections in one list; four of them die on the tenth day."""
    alive = listing(every(5 * HOUR, seed=3), 10)
    dead = listing(every(HOUR, MONDAY + 10 * DAY, seed=4), 40)
    return sorted([*alive(now), *dead(now)], key=lambda item: item[1] or now)[-30:]


def wrong_year(now: datetime) -> list[Item]:
    """A template prints last year's number for a week."""
    wrong = MONDAY + 12 * DAY < now < MONDAY + 19 * DAY
    return [(key, at - 365 * DAY if at and wrong else at) for key, at in hourly(now)]


def year_ahead(now: datetime) -> list[Item]:
    """A server's clock runs a year ahead for two days; nothing with such a date is believed."""
    wrong = MONDAY + 12 * DAY < now < MONDAY + 14 * DAY
    return [(key, at + 365 * DAY if at and wrong else at) for key, at in hourly(now)]


def two_zones(now: datetime) -> list[Item]:
    """Two servers that answer by turns hang their clocks nine hours apart."""
    shift = 9 * HOUR if int(now.timestamp() // 900) % 2 else 0 * HOUR
    return [(key, at and at - shift) for key, at in hourly(now)]


def campaign(now: datetime) -> list[Item]:
    """A weekly that comes daily for a month before an election, and weekly again after it."""
    daily = [at for at in every(DAY, jitter=0.1) if 20 * DAY < at - MONDAY < 50 * DAY]
    return list(listing([*every(WEEK, jitter=0.02), *daily], 10)(now))


LIVE_DAILY = listing(every(DAY, jitter=0.2), 15)
DEAD_WEEKLY = listing(every(WEEK, DIES, jitter=0.02), 10)
SELLS = "https://a.example/sponsored/offer-{}"
LETTER = "https://letters.example/p/edition-{}"
PODCAST = "https://pods.example/void-episode-{}"

videos_between = [
    (f"promo-{at:%s}" if n % 5 in (1, 2) else f"{at:%s}", at)
    for n, at in enumerate(every(DAY, jitter=0.2))
]


def daily_with_videos(now: datetime) -> list[Item]:
    return [item for item in videos_between if item[1] <= now][-15:]


def as_keys(feed: Feed, form: str) -> Feed:
    return lambda now: [(form.format(key), at) for key, at in feed(now)]


HISTORIES: dict[str, History] = {
    # ── adverts, newsletters and podcasts on a dead channel ──
    "hourly, dead, one pinned advert stamped now": dies(
        lambda now: [*mortal(now), ("pinned", now - HOUR / 12)], 1.6 * HOUR
    ),
    "hourly, dead, a teaser a day": dies(with_daily(mortal, "promo-{}"), 1.6 * HOUR),
    "hourly, dead, a teaser every six hours": dies(
        with_daily(mortal, "promo-{}", gap=6 * HOUR, keep=3), 1.6 * HOUR
    ),
    "hourly, dead, a newsletter of another site a day": dies(with_daily(mortal, LETTER), 1.6 * HOUR),
    "hourly, dead, a podcast a day that cannot be read": dies(with_daily(mortal, PODCAST), 1.6 * HOUR),
    "hourly, dead, something sponsored a day": dies(with_daily(mortal, SELLS, keep=2), 1.6 * HOUR),
    "hourly, dead, its old texts again every day": dies(evergreens, 1.6 * HOUR),
    "hourly, dead, a page that is made by the calendar": dies(
        with_daily(mortal, "void-2026-{}", hour=0), 1.6 * HOUR
    ),
    "a weekly, dead, a teaser a day": dies(
        with_daily(DEAD_WEEKLY, "promo-{}"), 7.3 * DAY, watched=30
    ),
    "hourly, dead for thirty days with a teaser a day, then risen": told(
        with_daily(
            listing([*every(HOUR, MONDAY + 20 * DAY), *every(HOUR, past=-50 * DAY)]), "promo-{}"
        ),
        (0.5, 20, ALIVE), (21.3, 50.3, SILENT), (51.5, 70, ALIVE),
    ),
    # ── the same on channels that live ──
    "hourly, alive, a teaser every two hours": lives(with_daily(hourly, "promo-{}", gap=2 * HOUR, keep=5)),
    "hourly, alive, with all of it": lives(
        with_daily(with_daily(with_daily(hourly, LETTER), SELLS), "promo-{}", gap=5 * HOUR)
    ),
    "a daily, two fifths videos": lives(daily_with_videos, 60),
    "a weekly, alive, a teaser a day": lives(with_daily(weekly, "promo-{}"), 60),
    "behind a paywall: nothing but teasers": lives(as_keys(hourly, "promo-{}"), opens=False),
    "all on another site": lives(as_keys(hourly, "https://paper.example/{}")),
    "a podcast's own feed": lives(as_keys(LIVE_DAILY, "https://a.example/podcasts/{}"), 60),
    # ── redesigns, moves, imports ──
    "all addresses change, the dates stay": lives(new_scheme),
    "all addresses and dates change at an import": lives(imported),
    "shrunk to one item": lives(shrunk),
    "180 old texts among the new ones, then dead": dies(backfill, 1.6 * HOUR),
    "five thousand old texts on one day": lives(archive_online, 20),
    "four of five sections die": lives(partly_dead),
    "another language from a day on": lives(
        lambda now: [(f"fr-{k}" if at and at > MONDAY + 15 * DAY else k, at) for k, at in hourly(now)]
    ),
    # ── clocks ──
    "a wrong year for a week": told(
        wrong_year, (0.5, 12, ALIVE), (13, 19, ALIVE), (19.3, 40, ALIVE)
    ),
    "a clock a year ahead for two days": lives(year_ahead),
    "two servers nine hours apart": lives(two_zones),
    # ── generators that stamp ──
    "everything stamped now": told(
        redated(hourly, lambda now, *_: now), (0.5, 30, {SourceState.UNDATED})
    ),
    "everything stamped now, then dead": dies(redated(mortal, lambda now, *_: now), 2 * HOUR),
    "stamped when built, every six hours": told(
        redated(hourly, lambda now, *_: built(now, 6)), (2, 30, {SourceState.UNDATED})
    ),
    "stamped when built, then dead and still built": dies(
        redated(mortal, lambda now, *_: built(now, 6)), 2 * HOUR
    ),
    "stamped when built, a second apart": told(
        redated(hourly, lambda now, n, _: built(now, 3) - timedelta(seconds=n)),
        (2, 30, {SourceState.UNDATED}),
    ),
    "stamped when built, a second apart, then dead": dies(
        redated(mortal, lambda now, n, _: built(now, 3) - timedelta(seconds=n)), 2 * HOUR
    ),
    "the day of the visit as everybody's date": told(
        redated(hourly, lambda now, *_: now.replace(hour=0, minute=0)), (2, 30, {SourceState.UNDATED})
    ),
    # ── pauses and changes of rhythm ──
    "a weekly rests for three weeks at Christmas": told(
        listing(pausing(every(WEEK, jitter=0.02), (40, 60)), 10),
        (0.5, 40, ALIVE), (52, 60, SILENT), (67.5, 100, ALIVE),
    ),
    "an office rests for a golden week, dies later": told(
        listing(pausing(every(HOUR, MONDAY + 60 * DAY, only=office), (24, 33))),
        (0.5, 24, ALIVE), (35.5, 60, ALIVE), (66, 80, SILENT),
    ),
    "an office of the Gulf with a short list": lives(
        listing(every(HOUR / 2, only=not_weekend_of_the_gulf), 10), 60
    ),
    "a weekly, daily before an election": told(campaign, (0.5, 50, ALIVE), (75, 140, ALIVE)),
    "an agency that slows down at night": lives(
        listing([*every(HOUR / 20, only=by_day), *every(HOUR, only=lambda at: not by_day(at))], 50), 15
    ),
    "a month of hourly news, then daily": told(
        listing([*every(HOUR, MONDAY + 20 * DAY), *every(DAY, past=-20 * DAY)]),
        (0.5, 20, ALIVE), (30, 60, ALIVE),
    ),
    # ── walls and servers ──
    "a bot wall on every other day": told(
        alternately,
        *((day + 0.5, day + 0.9, {SourceState.BLOCKED} if day % 2 else ALIVE) for day in range(2, 20)),
    ),
    "a bot wall at every other visit": lives(
        lambda now: "challenge" if int(now.timestamp() // 900) % 2 else four_an_hour(now), 20
    ),
    "an empty list at every other visit": lives(
        lambda now: [] if int(now.timestamp() // 900) % 2 else hourly(now), 20
    ),
    "an old copy from a cache for three days": told(
        lambda now: hourly(MONDAY + 10 * DAY) if 10 <= (now - MONDAY) / DAY < 13 else hourly(now),
        (0.5, 10, ALIVE), (11.3, 13, SILENT), (13.3, 30, ALIVE),
    ),
}  # fmt: skip
