"""`wirewatch sources test` on the newsroom: the living are usable, the dead are named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.app import App, open_app
from newsroom import Newsroom
from tests.endtoend.conftest import settings_for, without


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("trial")
    with Newsroom(port=0) as newsroom:
        sources = home / "sources.toml"
        sources.write_text(without((), newsroom.sources_toml()), "utf-8")
        with open_app(settings_for(home, sources, newsroom.hosts)) as opened:
            yield opened


@pytest.mark.parametrize(
    ("key", "usable", "says"),
    [
        pytest.param("nr-lantern", True, "fresh", id="alive"),
        pytest.param("nr-frozen", False, "stale", id="zombie"),
        pytest.param("nr-captcha", False, "bot check", id="captcha"),
        pytest.param("nr-closed", False, "http-410", id="gone"),
        pytest.param("nr-forbidding", False, "robots", id="forbidden"),
        pytest.param("nr-silent", False, "empty", id="empty"),
    ],
)
def test_a_trial_says_what_a_source_would_give(app: App, key: str, usable: bool, says: str) -> None:
    trial = app.try_source(key)
    assert trial.usable is usable
    assert says in trial.verdict
    assert f'key = "{key}"' in trial.block


def test_an_address_alone_is_enough(app: App) -> None:
    url = app.source("nr-lantern").channels[0].url
    trial = app.try_source(url)
    assert trial.usable
    assert trial.entries > 3
    assert len(trial.articles) == min(5, trial.entries)
    assert url in trial.as_text()


def test_a_trial_stores_nothing(app: App) -> None:
    app.try_source("nr-lantern")
    with app.store.read() as tx:
        assert tx.articles.count() == 0
        assert tx.runs.latest() == []
