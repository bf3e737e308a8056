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


def test_who_is_back_is_told_once(app: App, site: Site, clock: Clock) -> None:
    a_day(app, site, clock, 0)
    site.gone["/feed"] = 410
    look(app, "gone")
    assert app.judge_health().back == ()
    site.gone.clear()
    clock.advance(hours=1)
    look(app, "back")
    judged_at = clock()
    assert [change.source_key for change in app.judge_health().back] == ["quay"]
    assert "quay: gone → " in app.came_back(judged_at)
    assert app.judge_health().back == ()
    clock.advance(hours=1)
    assert app.came_back(clock()) == ""


CASINO = (
    "Best online casino bonus codes", "How to win at slots", "Live roulette for beginners",
    "Biggest jackpot winners", "Is online poker rigged", "Blackjack strategy explained",
    "New slots to try", "Sportsbook payouts compared", "Casino apps reviewed", "Free spins today",
)  # fmt: skip
BETS = (
    "Every player who registers this week gets a bonus of a hundred spins on top of the first deposit.",
    "Our reviewers have compared the pay-outs of forty houses, and these five were the quickest of all.",
    "Withdrawals take no longer than a day, and the support answers in eleven languages at any hour.",
)


def test_a_sold_site_is_told_once_and_named(app: App, site: Site, clock: Clock) -> None:
    for number in range(24):
        site.at = clock()
        if number < 12:
            site.story(f"/grain-{number}", f"Grain talks, day {number}", *TEXT)
        else:
            name = CASINO[(number - 12) % len(CASINO)].lower().replace(" ", "-")
            site.story(f"/win/{name}-{number}", name, f"Player {number} won.", *BETS)
        look(app, f"day-{number}")
        clock.advance(days=2 if number < 12 else 1)
    report = app.judge_health()
    (warned,) = report.warned
    assert warned.warning.startswith("changed hands, or broken into? ")
    assert report.turned_bad == ()
    with pytest.raises(SourceError, match=r"look strange:\n  quay: changed hands"):
        fail_turned_bad(report)
    assert app.judge_health().warned == (), "told once"
    (health,) = app.health()
    assert (health.works, "changed hands" in health.reason) == (True, True)
