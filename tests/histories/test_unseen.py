"""Each channel of ``unseen.py`` and ``fresh.py`` is called what it is, on every day thought about."""

from __future__ import annotations

import pytest

from tests.histories.fresh import HISTORIES as FRESH
from tests.histories.lives import Life
from tests.histories.unseen import HISTORIES as UNSEEN

HISTORIES = UNSEEN | FRESH
pytestmark = pytest.mark.slow  # each is weeks of polls through a real store


@pytest.mark.parametrize("name", HISTORIES)
def test_it_is_called_what_it_is(name: str) -> None:
    history = HISTORIES[name]
    life = Life(history.publish, start=history.start, opens=history.opens)
    life.watch(history.length)
    wrong = [
        (at, str(verdict.state), verdict.reason)
        for truth in history.truths
        for at, verdict in life.verdicts
        if truth.begin <= at < truth.end and verdict.state not in truth.states
    ]
    assert wrong[:3] == []
