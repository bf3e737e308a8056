"""``wirewatch memory``: what was learned is visible, and an operator's word on it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.adapters.store import open_store
from tests.cli.conftest import Ask
from tests.store.samples import article

HOUSE = "gazette-group"
LINE = "41 pilots like this page"
LABEL = "Harbour desk notebook"
PROSE = "Nine barges are waiting at the berth, and the harbour master expects three more on Monday."


@pytest.fixture(autouse=True)
def taught(installation: Path) -> None:
    """Print two lines under three articles of one house, one of them with other numbers each time."""
    with open_store(f"sqlite:///{installation}/store.db") as store, store.write() as tx:
        for n in range(11, 14):
            numbered = LINE.replace("41", str(n))
            stored = tx.articles.insert(article(n, text=f"{PROSE}\n\n{LABEL}\n\n{numbered}"))
            tx.memory.learn(HOUSE, stored.id, [LABEL, numbered])
        tx.memory.learn("other", "a1", ["A line seen once"])


def test_publishers_and_their_lines_are_listed(ask: Ask) -> None:
    assert ask("memory", "list", "--json").rows() == [{"publisher": HOUSE, "lines": 2}]
    lines = ask("memory", "list", HOUSE, "--json").rows()
    assert {(line["state"], line["articles"], line["key"]) for line in lines} == {
        ("learned", 3, "harbour desk notebook"),
        ("learned", 3, "0 pilots like this page"),
    }
    assert ask("memory", "list", "other", "--json").code == 3
    assert ask("memory", "list", HOUSE).out.splitlines()[0].startswith("learned\t3\t")


def test_the_effect_of_a_veto_is_told_first(ask: Ask) -> None:
    told = ask("memory", "revoke", HOUSE, LABEL, "--dry-run", "--json")
    assert told.code == 0
    assert [row["back"] for row in told.rows()] == [[LABEL]] * 3
    [row] = (r for r in ask("memory", "list", HOUSE, "--json").rows() if r["example"] == LABEL)
    assert row["state"] == "learned"


def test_a_veto_takes_the_line_as_it_stands_holds_and_can_be_taken_back(ask: Ask) -> None:
    done = ask("memory", "revoke", HOUSE, LINE, "--reason", "it counts", "--by", "ann", "--json")
    assert done.rows() == [
        {"publisher": HOUSE, "keys": ["0 pilots like this page"], "revoked": True}
    ]
    states = {r["key"]: r["state"] for r in ask("memory", "list", HOUSE, "--json").rows()}
    assert states["0 pilots like this page"] == "revoked"
    assert ask("memory", "revoke", HOUSE, "0 pilots like this page", "--undo").code == 0
    said = [
        (r["by"], r["revoked"], r["reason"])
        for r in ask("memory", "rulings", HOUSE, "--json").rows()
    ]
    assert said[1] == ("ann", True, "it counts")
    assert said[0][1] is False


@pytest.mark.parametrize("line", ["Nobody wrote this", "…"])
def test_a_line_that_was_never_learned_is_not_found(ask: Ask, line: str) -> None:
    said = ask("memory", "revoke", HOUSE, line)
    assert said.code == 3
    assert "no such line was learned" in said.err
    assert "Traceback" not in said.err
