"""Learned lines as an operator sees them: what is in force, what another ruling changes, who ruled."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.adapters.store import Store
from ingest.clean import CleaningRules, load_rules, memory_keys
from ingest.errors import NotFound
from ingest.model import RemovedLine
from ingest.steps.learned import LineState, lesson, rule, tried
from tests.store.conftest import Clock, clock, store, store_url
from tests.store.samples import article

__all__ = ["clock", "store", "store_url"]

HOUSE = "gazette-group"
LINE = "Follow the harbour desk on every wave"
PROSE = (
    "The ministers spoke about grain for two hours and left without a word to the reporters.\n\n"
    "Nine barges are waiting at the berth, and the harbour master expects three more on Monday."
)


@pytest.fixture(scope="module")
def rules(root: Path) -> CleaningRules:
    """The rules the project ships."""
    return load_rules(root / "config" / "boilerplate")


def taught(store: Store, articles: int) -> None:
    """Let a house print a line under so many articles; memory took it from all but the first two."""
    with store.write() as tx:
        for n in range(1, articles + 1):
            learned = RemovedLine(
                position=2, line=LINE, stage="memory", rule="site-memory", rule_class="learned"
            )
            text = f"{PROSE}\n\n{LINE}" if n < 3 else PROSE
            tx.articles.insert(article(n, text=text, removed=(learned,) if n >= 3 else ()))
            tx.memory.learn(HOUSE, f"a{n}", [LINE])


def state_of(store: Store, line: str = LINE) -> LineState:
    with store.read() as tx:
        return next(one.state for one in lesson(tx, HOUSE).lines if one.example == line)


def test_a_line_goes_through_its_states(store: Store, clock: Clock) -> None:
    taught(store, 2)
    assert state_of(store) is LineState.COUNTED
    with store.write() as tx:
        tx.memory.learn(HOUSE, "a9", [LINE])
    assert state_of(store) is LineState.LEARNED
    [key] = memory_keys(LINE)
    rule(store, HOUSE, key, revoked=True)
    assert state_of(store) is LineState.REVOKED
    rule(store, HOUSE, key, revoked=False)
    clock.advance(days=91)
    assert state_of(store) is LineState.EXPIRED


def test_the_effect_of_a_ruling_is_told_before_it_holds(store: Store, rules: CleaningRules) -> None:
    taught(store, 5)
    with store.read() as tx:
        [line] = lesson(tx, HOUSE).lines
        revoked = tried(tx, HOUSE, line, rules, revoked=True)
    assert (revoked.looked_at, len(revoked.changed)) == (5, 5)
    assert {effect.back for effect in revoked.changed} == {(LINE,)}
    assert state_of(store) is LineState.LEARNED
    rule(store, HOUSE, line.key, revoked=True)
    with store.read() as tx:
        restored = tried(tx, HOUSE, line, rules, revoked=False)
    assert {effect.gone for effect in restored.changed} == {(LINE,)}
    assert state_of(store) is LineState.REVOKED


def test_every_ruling_is_kept_with_its_reason_and_changes_the_version(store: Store) -> None:
    taught(store, 3)
    [key] = memory_keys(LINE)
    with store.read() as tx:
        before = lesson(tx, HOUSE).version
    rule(store, HOUSE, key, revoked=True, by="ann", reason="it names a source")
    rule(store, HOUSE, key, revoked=False, by="bob")
    with store.read() as tx:
        kept = lesson(tx, HOUSE)
    assert [(r.by, r.revoked, r.reason) for r in kept.rulings] == [
        ("bob", False, ""),
        ("ann", True, "it names a source"),
    ]
    assert kept.version == before


def test_a_line_nobody_learned_cannot_be_ruled_on(store: Store) -> None:
    with pytest.raises(NotFound):
        rule(store, HOUSE, "never seen", revoked=True)
    with store.read() as tx:
        assert lesson(tx, HOUSE).rulings == ()
