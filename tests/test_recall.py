"""How much was found: against worlds whose truth is known."""

from __future__ import annotations

import random
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.recall import chapman, compare, overall
from ingest.records import RecallDay


def a_day(chance: random.Random, published: int, first: float, second: float) -> RecallDay:
    """Return what two channels show of a day, each announcing an article with its own chance."""
    urls = [f"https://a.example/{n}" for n in range(published)]
    a = [url for url in urls if chance.random() < first]
    b = [url for url in urls if chance.random() < second]
    return compare("2026-11-21", "a", "feed", "sitemap", a, b)


DAYS = 400


@pytest.mark.parametrize(
    ("published", "first", "second"),
    [
        pytest.param(20, 0.9, 0.8, id="small-paper"),
        pytest.param(60, 0.7, 0.5, id="poor-channels"),
        pytest.param(200, 0.95, 0.9, id="good-channels"),
        pytest.param(300, 0.5, 0.3, id="two-thirds-found"),
        pytest.param(1000, 0.98, 0.6, id="agency"),
        pytest.param(60, 1.0, 0.5, id="one-has-everything"),
    ],
)
def test_the_interval_covers_the_truth(published: int, first: float, second: float) -> None:
    chance = random.Random(published)
    days = [a_day(chance, published, first, second) for _ in range(DAYS)]
    told = [day for day in days if day.estimate is not None]
    covered = sum((d.low or 0) <= published <= (d.high or 0) for d in told)
    assert len(told) > 0.95 * DAYS
    assert covered / len(told) >= 0.95
    mean = sum(day.estimate or 0 for day in told) / len(told)
    assert mean == pytest.approx(published, rel=0.02)


def test_what_both_miss_makes_the_estimate_too_low() -> None:
    """Said openly: nobody can count what neither channel would ever announce."""
    chance = random.Random(7)
    day = a_day(chance, published=150, first=0.9, second=0.9)
    assert day.high is not None
    assert day.high < 150 + 50, "fifty more articles stood behind a wall that both channels respect"


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        pytest.param(range(20), [], "only one", id="one-channel-silent"),
        pytest.param([], [], "only one", id="a-day-without-news"),
        pytest.param(range(30), range(29, 60), "different things", id="other-sections"),
        pytest.param(range(4), range(1, 5), "too few", id="too-few-in-both"),
    ],
)
def test_what_cannot_be_told_is_not_told(a: range, b: range, reason: str) -> None:
    day = compare("2026-11-21", "a", "feed", "sitemap", [str(n) for n in a], [str(n) for n in b])
    assert reason in day.reason
    assert (day.estimate, day.low, day.high) == (None, None, None)
    assert day.found == len({*a, *b})


def test_two_equal_lists_are_all_there_is() -> None:
    found = chapman(0, 0, 30)
    assert (found.total, found.low) == (30, 30)
    assert found.high < 33


def test_the_whole_is_told_with_an_interval_of_its_own() -> None:
    chance = random.Random(3)
    days = [a_day(chance, n, 0.9, 0.8) for n in (40, 60, 120)]
    untold = compare("2026-11-21", "b", "feed", "sitemap", ["1"], [])
    told = overall([*days, untold])
    assert told is not None
    found, of = told
    assert found == sum(day.found for day in days)
    assert found <= of.low <= of.total <= of.high
    assert of.low <= 220 <= of.high
    assert of.high - of.low < sum((day.high or 0) - (day.low or 0) for day in days)


def test_when_no_day_can_tell_nothing_is_told() -> None:
    assert overall([compare("2026-11-21", "b", "feed", "sitemap", ["1"], [])]) is None


def test_without_overlap_there_is_no_upper_end() -> None:
    assert chapman(5, 5, 0).high == inf


counts = st.integers(0, 120)


@settings(max_examples=60, deadline=None)
@given(only_first=counts, only_second=counts, both=st.integers(1, 120))
def test_the_interval_holds_what_was_found_and_the_estimate(
    only_first: int, only_second: int, both: int
) -> None:
    found = chapman(only_first, only_second, both)
    seen = only_first + only_second + both
    assert seen <= found.low <= found.total + 1
    assert found.total - 1 <= found.high
    assert chapman(only_second, only_first, both).low == pytest.approx(found.low)


@settings(max_examples=30, deadline=None)
@given(only_first=counts, only_second=counts, both=st.integers(2, 120))
def test_less_overlap_means_more_unseen(only_first: int, only_second: int, both: int) -> None:
    more = chapman(only_first + 1, only_second + 1, both - 1)
    assert more.total > chapman(only_first, only_second, both).total
