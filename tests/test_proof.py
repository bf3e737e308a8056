"""Which announcements prove that a channel lives, and which only that its machinery runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ingest.health import Proof, prove
from ingest.model import Outcome
from ingest.records import Arrival

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def arrival(name: str, ago: timedelta, outcome: Outcome | None, title: str = "") -> Arrival:
    url = name if name.startswith("https:") else f"https://www.a.example/news/{name}"
    return Arrival(key=name, url=url, at=NOW - ago, title=title or name, outcome=outcome)


def hourly(until: timedelta, outcome: Outcome = Outcome.STORED) -> list[Arrival]:
    """Return what an hourly channel announced until some time ago, newest first."""
    return [arrival(f"story-{n}", until + n * HOUR, outcome) for n in range(60)]


def proof(latest: Sequence[Arrival], *, alive: bool = True, opens: bool = True) -> Proof:
    return prove(latest, {"feeds.a.example"}, alive=alive, opens=opens, now=NOW)


ADS = {
    "a-teaser": arrival("one", 2 * HOUR, Outcome.TEASER),
    "nothing-to-read": arrival("one", 2 * HOUR, Outcome.EMPTY),
    "no-article": arrival("one", 2 * HOUR, Outcome.NOT_ARTICLE),
    "a-page-that-is-not-there": arrival("one", 2 * HOUR, Outcome.GONE),
    "another-site": arrival("https://letters.example/p/12", 2 * HOUR, Outcome.STORED),
    "another-site-that-cannot-be-read": arrival("https://x.example/p", 2 * HOUR, Outcome.FAILED),
    "another-site-unread": arrival("https://letters.example/p/12", 2 * HOUR, None),
    "a-section-that-sells": arrival("https://a.example/sponsored/12", 2 * HOUR, Outcome.OFF_TOPIC),
    "an-old-text-again": arrival("one", 2 * HOUR, Outcome.DUPLICATE, title="Story 7"),
}
NEWS = {
    "an-article": arrival("one", 2 * HOUR, Outcome.STORED),
    "off-topic": arrival("one", 2 * HOUR, Outcome.OFF_TOPIC),
    "a-copy-of-another-house": arrival("one", 2 * HOUR, Outcome.DUPLICATE),
    "not-read-yet": arrival("one", 2 * HOUR, None),
    "blocked": arrival("one", 2 * HOUR, Outcome.BLOCKED),
    "another-host-of-the-house": arrival("https://sport.a.example/x/1", 2 * HOUR, Outcome.STORED),
}


@pytest.mark.parametrize("name", ADS)
def test_what_leads_to_no_article_proves_nothing(name: str) -> None:
    found = proof([ADS[name], *hourly(40 * HOUR)])
    assert found.fruitless == {ADS[name].key}
    assert found.latest == NOW - 40 * HOUR


@pytest.mark.parametrize("name", NEWS)
def test_an_article_or_what_may_be_one_proves_life(name: str) -> None:
    found = proof([NEWS[name], *hourly(40 * HOUR)])
    assert found.fruitless == frozenset()
    assert found.latest in (None, NEWS[name].at)


def test_after_an_advert_the_next_counts_when_it_was_read() -> None:
    advert, story = arrival("one", 2 * HOUR, Outcome.TEASER), arrival("two", HOUR, None)
    waiting = proof([story, advert, *hourly(40 * HOUR)])
    assert (waiting.doubted, waiting.latest) == ({"two"}, NOW - 40 * HOUR)
    read = arrival("two", HOUR, Outcome.STORED)
    assert proof([read, advert, *hourly(40 * HOUR)]).latest == NOW - HOUR


def test_behind_a_paywall_a_teaser_is_an_article() -> None:
    assert proof(hourly(HOUR, Outcome.TEASER), opens=False) == Proof()


def test_pages_that_no_longer_give_a_text_are_no_death() -> None:
    """A site was rebuilt: as many addresses come as ever, and none can be read."""
    broken = [arrival(f"new-{n}", n * HOUR, Outcome.EMPTY) for n in range(30)]
    assert proof([*broken, *hourly(30 * HOUR)]).fruitless == frozenset()


@pytest.mark.parametrize(
    "url", ["https://pods.example/{}", "https://a.example/podcasts/{}"], ids=["site", "section"]
)
def test_what_is_usual_for_a_channel_is_no_advert(url: str) -> None:
    pods = [arrival(url.format(n), n * DAY, Outcome.STORED) for n in range(30)]
    assert proof(pods).fruitless == frozenset()


def test_a_bulletin_under_the_same_headline_every_day_is_no_repetition() -> None:
    daily = [
        arrival(f"b-{n}", n * DAY, Outcome.OFF_TOPIC, title=f"Air quality, day {n}")
        for n in range(30)
    ]
    assert proof(daily).fruitless == frozenset()


def test_while_nothing_but_adverts_is_known_a_channel_stays_what_it_was() -> None:
    adverts = [arrival(f"promo-{n}", n * DAY, Outcome.TEASER) for n in range(40)]
    assert proof(adverts, alive=True) == Proof()
    dead = proof(adverts, alive=False)
    assert len(dead.fruitless) == 40
    assert dead.latest is None
