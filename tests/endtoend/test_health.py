"""What operators are told about the newsroom's houses, compared with the newsroom's own truth."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.app import App, open_app
from ingest.errors import SourceError
from ingest.records import SourceState
from ingest.steps.red_boxes import fail_turned_bad
from newsroom import Newsroom
from tests.endtoend.conftest import SLOW

FIRST_POLL_FAILS = {"nr-flaky"}  # it recovers with the next


@pytest.fixture(scope="module")
def app(environ: dict[str, str]) -> Iterator[App]:
    """An installation that has polled every source once."""
    with open_app(environ) as opened:
        for batch in opened.plan("first", everything=True):
            opened.fetch("first", batch, everything=True)
        yield opened


def test_every_house_is_called_what_it_is(app: App, newsroom: Newsroom) -> None:
    truth = newsroom.expected().sources
    told = {health.source_key: health for health in app.health()}
    assert set(told) == set(truth) - set(SLOW)
    wrong = {
        key: (health.state, truth[key].health, health.reason)
        for key, health in told.items()
        if key not in FIRST_POLL_FAILS
        and health.state.replace("unreachable", "failing") != truth[key].health
    }
    assert wrong == {}
    assert all(health.reason and health.since for health in told.values())


def test_what_turned_bad_is_named_once(app: App) -> None:
    report = app.judge_health()
    assert sum(report.counts.values()) == len(report.sources)
    with pytest.raises(SourceError, match="nr-frozen") as error:
        fail_turned_bad(report)
    for change in report.turned_bad:
        assert f"{change.source_key}: new → {change.after.state}" in str(error.value)

    again = app.judge_health()
    assert again.changes == ()
    fail_turned_bad(again)
    with app.store.read() as tx:
        assert tx.health.latest()["nr-frozen"].after.state is SourceState.STALE


def test_since_when_a_source_is_in_its_state_does_not_move(app: App) -> None:
    app.judge_health()
    before = {health.source_key: health.since for health in app.health()}
    assert {health.source_key: health.since for health in app.health()} == before
