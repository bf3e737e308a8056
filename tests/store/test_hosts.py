"""Turns at hosts, shared by all workers through the store."""

from __future__ import annotations

import pytest

from ingest.adapters.fetch.gate import HostGate, RobotsFile
from ingest.adapters.store import Store, StoreGate
from tests.store.conftest import Clock
from tests.store.samples import NOW


@pytest.fixture
def gate(store: Store) -> HostGate:
    """The gate of the store, as the fetcher sees it."""
    return StoreGate(store)


def test_turns_are_a_delay_apart(gate: HostGate, clock: Clock) -> None:
    assert [gate.reserve("a.example", 5.0) for _ in range(3)] == [0.0, 5.0, 10.0]
    assert gate.reserve("b.example", 5.0) == 0.0
    clock.advance(seconds=12)
    assert gate.reserve("a.example", 5.0) == 3.0
    clock.advance(seconds=100)
    assert gate.reserve("a.example", 5.0) == 0.0


def test_nobody_passes_while_a_host_is_held(gate: HostGate, clock: Clock) -> None:
    gate.hold("a.example", 30.0)
    gate.hold("a.example", 10.0)
    assert gate.reserve("a.example", 5.0) == 30.0
    assert gate.reserve("a.example", 5.0) == 35.0
    clock.advance(seconds=50)
    assert gate.reserve("a.example", 5.0) == 0.0


def test_a_turn_nobody_waits_for_is_not_taken(gate: HostGate, clock: Clock) -> None:
    gate.hold("a.example", 3_600.0)
    assert [gate.reserve("a.example", 5.0) for _ in range(3)] == [3_600.0] * 3
    clock.advance(hours=1)
    assert gate.reserve("a.example", 5.0) == 0.0
    assert gate.reserve("a.example", 5.0, patience=1.0) == 5.0
    assert gate.reserve("a.example", 5.0) == 5.0


def test_a_clock_that_was_wrong_locks_no_host(gate: HostGate, clock: Clock) -> None:
    clock.advance(days=400)
    gate.reserve("a.example", 5.0)
    gate.hold("a.example", 86_400.0)
    clock.advance(days=-400)
    assert gate.reserve("a.example", 5.0) == 0.0
    gate.hold("a.example", 30.0)
    assert gate.reserve("a.example", 5.0) == 30.0


@pytest.mark.parametrize("text", ["", "User-agent: *\nDisallow: /\x00", "# Привіт"])
def test_robots_files_are_remembered(store: Store, text: str) -> None:
    gate = StoreGate(store)
    assert gate.robots("https://a.example") is None
    for access in ("closed", "rules"):
        gate.save_robots(
            "https://a.example",
            RobotsFile(access=access, fetched_at=NOW, text=text),  # type: ignore[arg-type]
        )
    assert gate.robots("https://a.example") == RobotsFile(access="rules", fetched_at=NOW, text=text)
