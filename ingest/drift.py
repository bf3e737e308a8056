"""Whether a publisher's pages still give what they used to: the sign of a template that changed.

Each day is condensed to a few measures; the latest pages are compared with the publisher's own days
before. Robust on purpose: medians, no word where there is little to go by, and a baseline that stands
still while an alarm lasts, so that a broken template never becomes the norm by itself. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log, sqrt
from statistics import mean, median

# Pages or texts behind a value (days with fewer are put together), and how many values in a row must
# tell of a change. Few soon tell that a template broke, but one value of few is often chance; more
# tell of publishers that never had an author under every text.
LEAST = ((5, 2), (20, 1))
EASE = 0.5  # of the change that raises an alarm: a smaller one lets it end
FEWEST = 5  # values of a baseline; with fewer nothing is said
MOST = 28  # values of a baseline
SPREAD = 4.0  # robust standard deviations from which a value is not chance
CHANCE = 4.0  # the same for a share, by the size of its sample


class Measure(StrEnum):
    """What is watched."""

    YIELD = "yield"  # articles per fetched page
    LENGTH = "length"  # median characters of the texts
    NOISE = "noise"  # removed lines of all lines
    HEADLINE = "headline"  # texts that have one
    AUTHORS = "authors"
    DATE = "date"


_LEAST_CHANGE = {  # smaller ones are no template change; of lengths: as a logarithm
    Measure.YIELD: 0.3,
    Measure.LENGTH: log(2),
    Measure.NOISE: 0.25,
    Measure.HEADLINE: 0.3,
    Measure.AUTHORS: 0.4,
    Measure.DATE: 0.4,
}
_WORDS = {
    Measure.YIELD: "articles per fetched page",
    Measure.LENGTH: "median length",
    Measure.NOISE: "share of removed lines",
    Measure.HEADLINE: "texts with a headline",
    Measure.AUTHORS: "texts with an author",
    Measure.DATE: "texts with a date",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one page gave."""

    article_id: str
    raw_id: str
    fetched_at: datetime
    length: int  # characters
    noise: float
    headline: bool
    authors: bool
    date: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftDay:
    """One day of one publisher. A measure without any text behind it is None."""

    publisher: str
    day: str  # UTC, "2026-11-21"
    pages: int  # fetched, and neither refused nor gone
    texts: int  # of them, with an article's text
    readings: int  # texts that were stored
    length: float | None = None
    noise: float | None = None
    headline: float | None = None
    authors: float | None = None
    date: float | None = None

    def value(self, measure: Measure) -> float | None:
        """Return one measure of the day."""
        if measure is Measure.YIELD:
            return self.texts / self.pages if self.pages else None
        found: float | None = getattr(self, measure.value)
        return found

    def weight(self, measure: Measure) -> int:
        """Return how many pages or texts are behind a measure."""
        return self.pages if measure is Measure.YIELD else self.readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One measure of one publisher that is not what it was."""

    publisher: str
    measure: Measure
    since: str  # day
    before: float
    after: float

    def __str__(self) -> str:
        went = "fell" if self.after < self.before else "rose"
        said = [_said(self.measure, value) for value in (self.before, self.after)]
        unit = " characters" if self.measure is Measure.LENGTH else ""
        return (
            f"{self.publisher}: {_WORDS[self.measure]} {went} from {said[0]} to {said[1]}{unit} "
            f"since {self.since}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftAlarm:
    """A drift with its evidence: the last good page and a page of today, to be seen side by side.

    A page that gave no text is no article; it has an archived page only.
    """

    drift: Drift
    raised_at: datetime
    good_article: str = ""
    good_raw: str = ""  # sha256 of the archived page
    now_article: str = ""
    now_raw: str = ""
    ended_at: datetime | None = None
    accepted: bool = False  # an operator said that it is the norm from now on


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What can be said of one measure; *known* is off where there is too little to go by."""

    known: bool
    drift: Drift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bucket:
    """Neighbouring days that have enough pages together."""

    days: tuple[DriftDay, ...]  # oldest first
    value: float
    weight: int


def day_of(
    publisher: str, day: str, *, pages: int, texts: int, readings: Sequence[Reading]
) -> DriftDay:
    """Return a day as its measures."""

    def share(found: Iterable[bool]) -> float | None:
        return mean(map(float, found)) if readings else None

    return DriftDay(
        publisher=publisher,
        day=day,
        pages=pages,
        texts=texts,
        readings=len(readings),
        length=float(median(r.length for r in readings)) if readings else None,
        noise=float(median(r.noise for r in readings)) if readings else None,
        headline=share(r.headline for r in readings),
        authors=share(r.authors for r in readings),
        date=share(r.date for r in readings),
    )


def compare(days: Sequence[DriftDay], measure: Measure, *, since: str = "") -> Finding:
    """Return whether the latest days of one publisher differ from those before.

    *since*: the first day of an alarm that lasts; only days before it are the baseline then.
    """
    days = sorted(days, key=lambda day: day.day)
    compared = (_compare(days, measure, least, in_row, since) for least, in_row in LEAST)
    findings = [finding for finding in compared if finding is not None]
    if since:  # it is over when as many texts say so as may have raised it
        return findings[-1] if findings else Finding(known=False)
    if drifted := next((finding for finding in findings if finding.drift), None):
        return drifted
    return Finding(known=any(finding.known for finding in findings))


def _compare(
    days: Sequence[DriftDay], measure: Measure, least: int, in_row: int, since: str
) -> Finding | None:
    """Compare values with at least *least* pages or texts behind each; None without a baseline."""
    if since:
        current = _buckets([day for day in days if day.day >= since], measure, least)[:1]
        usual = _buckets([day for day in days if day.day < since], measure, least)[:MOST]
    else:
        buckets = _buckets(days, measure, least)
        current, usual = buckets[:in_row], buckets[in_row : MOST + in_row]
    if len(usual) < FEWEST:
        return None
    if not current:
        return Finding(known=False)
    ease = EASE if since else 1.0
    if not all(_deviates(bucket, usual, measure, ease=ease) for bucket in current):
        return Finding(known=True)
    while not since and len(usual) > FEWEST and _deviates(usual[0], usual[1:], measure):
        current.append(usual.pop(0))
    before, after = median(bucket.value for bucket in usual), current[0].value
    drift = Drift(
        publisher=days[0].publisher,
        measure=measure,
        since=since or _first_day(current, measure, before, after),
        before=before,
        after=after,
    )
    return Finding(known=True, drift=drift)


def example(readings: Sequence[Reading], measure: Measure, value: float) -> Reading | None:
    """Return the reading that shows *value* best; of equals the latest."""
    if not readings:
        return None

    def distance(reading: Reading) -> tuple[float, float]:
        found = float(getattr(reading, measure.value)) if measure is not Measure.YIELD else value
        return abs(found - value), -reading.fetched_at.timestamp()

    return min(readings, key=distance)


def _buckets(days: Sequence[DriftDay], measure: Measure, least: int) -> list[_Bucket]:
    """Return neighbouring days put together until they have enough pages, the latest first."""
    buckets: list[_Bucket] = []
    held: list[DriftDay] = []
    for day in reversed(days):
        if day.value(measure) is None:
            continue
        held.insert(0, day)
        weight = sum(each.weight(measure) for each in held)
        if weight >= least:
            value = _together(held, measure)
            buckets.append(_Bucket(days=tuple(held), value=value, weight=weight))
            held = []
    return buckets


def _together(days: Sequence[DriftDay], measure: Measure) -> float:
    """Return the weighted median of lengths and noise, the weighted mean of shares."""
    weighed = [(day.value(measure) or 0.0, day.weight(measure)) for day in days]
    total = sum(weight for _, weight in weighed)
    if measure not in (Measure.LENGTH, Measure.NOISE):
        return sum(value * weight for value, weight in weighed) / total
    passed = 0
    for value, weight in sorted(weighed):
        passed += weight
        if passed * 2 >= total:
            return value
    return weighed[-1][0]


def _deviates(
    bucket: _Bucket, usual: Sequence[_Bucket], measure: Measure, *, ease: float = 1.0
) -> bool:
    values = [_scaled(measure, each.value) for each in usual]
    centre = median(values)
    spread = 1.4826 * median(abs(value - centre) for value in values)
    change = _scaled(measure, bucket.value) - centre
    if measure is Measure.NOISE:
        change = max(change, 0.0)  # less noise is nobody's trouble
    elif measure is not Measure.LENGTH:
        change = min(change, 0.0)
    needed = max(_LEAST_CHANGE[measure], SPREAD * spread)
    if measure not in (Measure.LENGTH, Measure.NOISE):
        share = min(max(centre, 0.05), 0.95)
        needed = max(needed, CHANCE * sqrt(share * (1 - share) / bucket.weight))
    return abs(change) >= needed * ease


def _scaled(measure: Measure, value: float) -> float:
    return log(max(value, 1.0)) if measure is Measure.LENGTH else value


def _first_day(deviating: Sequence[_Bucket], measure: Measure, before: float, after: float) -> str:
    """Return the first day that looks more like *after* than like *before*."""
    low, high = _scaled(measure, before), _scaled(measure, after)
    for day in deviating[-1].days:
        value = _scaled(measure, day.value(measure) or 0.0)
        if abs(value - high) < abs(value - low):
            return day.day
    return deviating[-1].days[-1].day


def _said(measure: Measure, value: float) -> str:
    return f"{value:,.0f}" if measure is Measure.LENGTH else f"{value:.0%}".replace("%", " %")
