"""A dead feed that goes on with adverts, through the whole pipeline: polled, read, judged, told."""

from __future__ import annotations

from ingest.app import App
from ingest.records import ALIVE, SourceState, Verdict
from tests.steps.conftest import Clock, Site

DAYS, DEATH, STEP = 5, 3, 2  # days, days, hours
REPORTS = (
    "Envoys of Ukraine and Russia spoke about grain ships in Istanbul, and China sent a mediator.",
    "The talks went on until the evening, and nobody wanted to say what the next round was about.",
    "Officials in Beijing said that both sides had asked them to come again within the month.",
)


def publish(site: Site, clock: Clock, hour: int) -> None:
    """Let a story come every two hours until the death, and an advert every day at six."""
    if hour % 2 == 0 and hour < DEATH * 24:
        site.story(f"/news/{hour}", f"Grain talks, hour {hour}", *REPORTS, f"Hour {hour} was calm.")
        site.dates[f"/news/{hour}"] = clock()
    if hour % 24 == 6:
        site.pages[f"/offer-{hour}"] = "<html><body><h1>Subscribe</h1><p>Now.</p></body></html>"
        site.dates[f"/offer-{hour}"] = clock()


def run(app: App, name: str) -> None:
    """Do one pass over what is due."""
    for batch in app.plan(name):
        app.fetch(name, batch)
        app.judge(name, batch)
    app.settle(name)


def verdict(app: App, site: Site) -> Verdict:
    with app.store.read() as tx:
        return tx.channels.state("quay", f"{site.url}/feed").verdict


def test_adverts_do_not_keep_a_dead_feed_alive(app: App, site: Site, clock: Clock) -> None:
    told: dict[int, Verdict] = {}
    for hour in range(0, DAYS * 24, STEP):
        publish(site, clock, hour)
        run(app, f"run-{hour}")
        told[hour] = verdict(app, site)
        clock.advance(hours=STEP)
    dead, late = DEATH * 24, DEATH * 24 + 2 * STEP + 24 + 3
    assert all(v.state in ALIVE for hour, v in told.items() if hour < dead)
    assert {v.state for hour, v in told.items() if hour > late} == {SourceState.STALE}
    assert "to no article of its own" in told[max(told)].reason


def test_adverts_do_not_accuse_a_living_feed(app: App, site: Site, clock: Clock) -> None:
    for hour in range(0, 2 * 24, STEP):
        publish(site, clock, hour)
        site.pages[f"/offer-{hour}"] = "<html><body><h1>Subscribe</h1><p>Now.</p></body></html>"
        site.dates[f"/offer-{hour}"] = clock()
        run(app, f"run-{hour}")
        assert verdict(app, site).state in ALIVE
        clock.advance(hours=STEP)
