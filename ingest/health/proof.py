"""Which of a channel's announcements prove that it lives: those that lead to an article of its own.

A dead publisher's feed often goes on with a teaser, an advert or a newsletter a day, freshly dated and
under a new address each time. So an address counts as life until its page was read and was no article;
after that the next one counts only when its page was read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from urllib.parse import urlsplit

from ingest.model import Outcome
from ingest.normalize.urls import host_of, registrable_domain
from ingest.records import Arrival

# Shares of what came before, from which on it is what the channel is made of: podcasts, bulletins.
USUAL = {"advert": 0.9, "again": 0.5}
REPLACED = 0.5  # of the articles; when as many pages more than before hold none, it is our reading
FEW = 5  # arrivals that tell nothing of what is usual
ENOUGH, FEW_DAYS = 20, timedelta(days=3)  # arrivals, or time, that tell how many pages hold no text
DAY = timedelta(days=1)

_BARREN = frozenset({Outcome.TEASER, Outcome.EMPTY, Outcome.NOT_ARTICLE, Outcome.GONE})
_AGAIN = frozenset({Outcome.DUPLICATE, Outcome.OFF_TOPIC})
_SELLING = frozenset({
    "sponsored", "sponsored-content", "sponsor-content", "advertorial", "advertorials", "promo", "promos",
    "promotion", "promotions", "promoted", "partner", "partners", "partner-content", "paid-content",
    "paid-post", "paidpost", "brandstudio", "brand-studio", "branded-content", "native", "anzeige",
    "anzeigen", "publireportage", "publireportages", "publicite", "publi", "patrocinado", "publicidad",
    "deals", "coupons", "vouchers", "voucher-codes", "gutscheine", "shop", "shopping", "store",
    "newsletter", "newsletters", "subscribe", "abo", "podcast", "podcasts", "events", "webinar",
    "webinars", "competitions", "giveaway", "реклама", "reklama", "partnery", "promokody",
})  # fmt: skip
_NUMBERS = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a channel's latest arrivals prove."""

    fruitless: frozenset[str] = frozenset()  # keys that prove nothing
    doubted: frozenset[str] = frozenset()  # keys that count only when their pages have been read
    latest: datetime | None = (
        None  # when the last one that counts came; None: it goes without saying
    )


def prove(
    arrivals: Sequence[Arrival],
    own_sites: Collection[str],
    *,
    alive: bool,
    opens: bool,
    now: datetime,
) -> Proof:
    """Return what *arrivals*, the latest of a channel, newest first, prove.

    *alive*: what the channel was called up to now, which holds while no article is among them. *opens*:
    its pages can be read by anybody, so a teaser is no article.
    """
    marks = _marks(arrivals, own_sites, opens=opens)
    first_good = next((n for n, mark in enumerate(marks) if mark == ""), None)
    if not any(marks) or (first_good is None and alive):
        return Proof()
    if first_good is not None:
        void = _void(arrivals, marks, first_good, now)
        marks = ["" if mark in void else mark for mark in marks]
    doubtful = bool(next((mark for mark in marks if mark is not None), ""))
    told = list(zip(arrivals, marks, strict=True))
    unread = frozenset(arrival.key for arrival, mark in told if mark is None)
    counting = (a.at for a, mark in told if mark == "" or (mark is None and not doubtful))
    return Proof(
        fruitless=frozenset(arrival.key for arrival, mark in told if mark),
        doubted=unread if doubtful else frozenset(),
        latest=next(counting, None),
    )


def _void(
    arrivals: Sequence[Arrival], marks: Sequence[str | None], first_good: int, now: datetime
) -> set[str]:
    """Return the marks that prove nothing against this channel."""
    older = Counter(mark for mark in marks[first_good:] if mark is not None)
    if older.total() < FEW:
        older = Counter(mark for mark in marks if mark is not None)
    void = {mark for mark, share in USUAL.items() if older[mark] > share * older.total()}
    return void | {"barren"} if _is_replaced(arrivals, marks, first_good, now) else void


def _marks(
    arrivals: Sequence[Arrival], own_sites: Collection[str], *, opens: bool
) -> list[str | None]:
    """Return why each arrival is no proof of life, "" for those that are, None where it is not known."""
    home = {registrable_domain(host) for host in own_sites}
    sites = [registrable_domain(host_of(arrival.url)) for arrival in arrivals]
    at_home = bool(home.intersection(sites))
    told: set[str] = set()
    marks: list[str | None] = []
    for arrival, site in reversed(list(zip(arrivals, sites, strict=True))):
        title = _NUMBERS.sub(" ", arrival.title.lower()).strip()
        barren = arrival.outcome in _BARREN and (opens or arrival.outcome is not Outcome.TEASER)
        if (at_home and site not in home) or _SELLING.intersection(_folders(arrival.url)):
            marks.append("advert")
        elif barren:
            marks.append("barren")
        elif title in told and arrival.outcome in _AGAIN:
            marks.append("again")
        else:
            marks.append(None if arrival.outcome is None else "")
        if title:
            told.add(title)
    return marks[::-1]


def _folders(url: str) -> list[str]:
    return urlsplit(url).path.lower().split("/")[1:-1]


def _is_replaced(
    arrivals: Sequence[Arrival], marks: Sequence[str | None], first_good: int, now: datetime
) -> bool:
    """Whether pages without text came in the place of articles, not beside them.

    Then the publisher lives and its pages changed, or we no longer read them: the yield of its pages says
    so. What was listed at the first look came at no time of its own and is left out; while little has come
    since, nobody can tell.
    """
    begin = arrivals[-1].at
    before = [
        (arrival.at, mark)
        for arrival, mark in zip(arrivals[first_good:], marks[first_good:], strict=True)
        if arrival.at > begin
    ]
    since = arrivals[first_good].at
    if len(before) < ENOUGH and since - begin < FEW_DAYS:
        return True
    days = max((since - begin) / DAY, 1.0)
    barren = sum(mark == "barren" for _, mark in before) / days
    good = sum(mark == "" for _, mark in before) / days
    passed = max((now - since) / DAY, 1.0)
    usual = passed * barren
    by_chance = max(1.0, sqrt(usual), REPLACED * good * passed)
    return sum(mark == "barren" for mark in marks[:first_good]) > usual + by_chance
