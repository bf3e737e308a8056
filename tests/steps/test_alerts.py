"""Operators hear of each change for the worse once, however many days it lasts."""

from __future__ import annotations

import pytest

from ingest.app import App
from ingest.errors import SourceError
from ingest.steps.red_boxes import fail_turned_bad
from tests.steps.conftest import Clock, Site, look

TEXT = (
    "Envoys of Ukraine and Russia spoke about grain ships in Istanbul, and China sent a mediator.",
    "The talks went on until the evening, and nobody wanted to say what the next round was about.",
    "Officials in Beijing said that both sides had asked them to come again within the month.",
)


def a_day(app: App, site: Site, clock: Clock, number: int) -> list[str]:
    """Let a day pass with a new article and polls, then judge as ``news_maintenance`` does."""
    site.at = clock()
    site.story(f"/day-{number}", f"Grain talks, day {number}", *TEXT)
    for hour in range(3):
        look(app, f"{number}-{hour}")
        clock.advance(hours=8)
    return [str(change.after.state) for change in app.judge_health().turned_bad]


def test_each_change_for_the_worse_is_told_once(app: App, site: Site, clock: Clock) -> None:
    told: list[list[str]] = []
    for number in range(12):
        if number == 3:
            site.gone["/feed"] = 410
        if number == 6:
            site.gone["/feed"] = 403
        if number == 9:
            site.gone.clear()
        told.append(a_day(app, site, clock, number))
    assert told == [[], [], [], ["gone"], [], [], ["blocked"], [], [], [], [], []]


def test_the_alarm_says_which_and_why(app: App, site: Site, clock: Clock) -> None:
    a_day(app, site, clock, 0)
    site.gone["/feed"] = 410
    look(app, "later")
    with pytest.raises(SourceError, match=r"quay: fresh → gone, .*410"):
        fail_turned_bad(app.judge_health())
    fail_turned_bad(app.judge_health())


def test_a_weekly_whose_pages_are_all_walled_off_is_found(
    app: App, site: Site, clock: Clock
) -> None:
    for week in range(6):
        site.at = clock()
        site.story(f"/week-{week}", f"Grain talks, week {week}", *TEXT)
        site.gone[f"/week-{week}"] = 403
        look(app, f"week-{week}")
        clock.advance(days=4)
    (health,) = app.health()
    assert health.state == "blocked"
    assert "pages gave a text; most are blocked" in health.reason
