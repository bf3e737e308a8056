"""How a text travelled, and what two texts share, on the command line."""

from __future__ import annotations

from ingest.adapters.store import article_id
from tests.cli.conftest import Ask
from tests.store.samples import key

FIRST, COPY, OTHER = (article_id(key(n)) for n in (1, 2, 3))


def test_the_way_of_a_text_names_the_first_house_and_what_the_copy_made_of_it(ask: Ask) -> None:
    [way] = ask("lineage", COPY, "--json").rows()
    assert (way["original"], way["publisher"], way["agency"]) == (FIRST, "house-1", "Reuters")
    [step] = way["steps"]
    assert (step["ref"], step["publisher"], step["seconds"]) == (COPY, "house-2", 600.0)
    assert step["added"][0].startswith("LISOVA")
    assert "closed since spring" in step["added"][-1]
    assert step["dropped"] == []
    assert ask("lineage", FIRST, "--json").rows() == [way]

    told = ask("lineage", COPY).out
    assert told.splitlines()[0] == f"2026-11-21 09:10 UTC  house-1  {FIRST}, credits Reuters"
    assert f"+ 10 min  house-2  {COPY}" in told
    assert "+ The port had been closed since spring, its master said" in told


def test_a_text_that_nobody_copied_has_no_way(ask: Ask) -> None:
    answer = ask("lineage", OTHER)
    assert (answer.code, OTHER in answer.out) == (3, True)
    assert ask("lineage", "a-unknown").code == 3


def test_what_two_texts_share_stands_side_by_side(ask: Ask) -> None:
    [found] = ask("compare", COPY, FIRST, "--json").rows()
    assert (found["left"], found["right"]) == (FIRST, COPY), "the earlier one is on the left"
    [passage] = found["passages"]
    assert passage["left"] == passage["right"]
    assert passage["words"] == found["words"] > 40
    assert found["relations"][0]["b"] == FIRST

    lines = [line.split("\t") for line in ask("compare", FIRST, COPY).out.splitlines()]
    marks = [cells[0].split(" ")[0] for cells in lines[1:]]
    assert marks == ["", "=", ">", ">"]
    assert lines[-2][2] == "LISOVA —"


def test_texts_that_share_nothing_are_said_to_share_nothing(ask: Ask) -> None:
    assert ask("compare", FIRST, OTHER).code == 3
