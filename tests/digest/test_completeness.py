"""The footer says how much of a day was seen, when two channels of a house can tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ingest.adapters.store import Store
from ingest.digest import render
from ingest.digest.edition import Completeness, Edition
from ingest.recall import compare
from ingest.records import RecallDay
from ingest.steps.sight import completeness
from tests.digest.conftest import NOW

YESTERDAY = f"{NOW - timedelta(days=1):%Y-%m-%d}"


def day(publisher: str, first: range, second: range, when: str = YESTERDAY) -> RecallDay:
    return compare(when, publisher, "feed", "sitemap", set(map(str, first)), set(map(str, second)))


def look(store: Store, *days: RecallDay) -> Completeness | None:
    with store.write() as tx:
        for each in days:
            tx.recall.save(each)
        return completeness(tx, NOW)


def test_the_days_of_all_publishers_are_told_in_one_line(store: Store) -> None:
    told = look(
        store,
        day("alpha", range(100), range(10, 105)),
        day("beta", range(40), range(5, 45)),
        day("silent", range(9), range(0)),
        day("alpha", range(10), range(10), when="2026-11-01"),
    )
    assert told is not None
    assert (told.day, told.publishers, told.found) == (YESTERDAY, 2, 150)
    assert told.found <= told.low <= told.published <= told.high
    edition = Edition(day="2026-11-21", start=None, end=NOW, items=(), completeness=told)
    rendered = render(edition)
    line = f"we saw 150 of about {told.published} articles ({told.low}–{told.high})"
    assert line in rendered.text
    assert line in rendered.html


@pytest.mark.parametrize(
    "days",
    [
        pytest.param([], id="never-measured"),
        pytest.param([day("alpha", range(9), range(0))], id="nobody-can-tell"),
        pytest.param([day("alpha", range(50), range(50), when="2026-11-01")], id="long-ago"),
    ],
)
def test_what_cannot_be_told_is_not_told(store: Store, days: list[RecallDay]) -> None:
    assert look(store, *days) is None
    edition = Edition(day="2026-11-21", start=None, end=NOW, items=())
    assert "we saw" not in render(edition).text
