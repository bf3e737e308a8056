"""An operator's verdicts on the command line, and that a rebuild of the index respects them."""

from __future__ import annotations

from ingest.adapters.store import article_id
from tests.cli.conftest import Ask
from tests.store.samples import key

FIRST, COPY, OTHER = (article_id(key(n)) for n in (1, 2, 3))


def related(ask: Ask, a: str, b: str) -> list[str]:
    """Return the kinds of relation that `compare` shows for two articles; none where it finds nothing."""
    rows = ask("compare", a, b, "--json").rows()
    return [relation["kind"] for row in rows for relation in row["relations"]]


def test_two_texts_are_told_apart_and_stay_so_when_the_index_is_rebuilt(ask: Ask) -> None:
    assert related(ask, FIRST, COPY)
    assert ask("verdict", "distinct", FIRST, COPY, "--by", "ana", "--reason", "two ports").code == 0
    assert related(ask, FIRST, COPY) == []
    assert ask("lineage", COPY).code == 3
    [told] = ask("verdict", "list", "--json").rows()
    assert (told["ruling"], told["by"], told["reason"]) == ("distinct", "ana", "two ports")
    assert {told["a"], told["b"]} == {FIRST, COPY}

    assert ask("db", "reindex").code == 0
    assert related(ask, FIRST, COPY) == []


def test_two_texts_are_ruled_one_and_stay_so_when_the_index_is_rebuilt(ask: Ask) -> None:
    assert ask("verdict", "duplicate", FIRST, OTHER).code == 0
    ways = ask("lineage", OTHER, "--json").rows()
    assert FIRST in str(ways)
    assert ask("db", "reindex").code == 0
    assert ask("lineage", OTHER, "--json").rows() == ways


def test_a_verdict_can_be_withdrawn(ask: Ask) -> None:
    before = related(ask, FIRST, COPY)
    ask("verdict", "distinct", FIRST, COPY)
    assert ask("verdict", "withdraw", COPY, FIRST).code == 0
    assert related(ask, FIRST, COPY) == before
    assert ask("verdict", "list").code == 3
    answer = ask("verdict", "withdraw", COPY, FIRST)
    assert (answer.code, "there is no verdict" in answer.err) == (3, True)


def test_a_verdict_on_what_is_not_there_is_a_sentence(ask: Ask) -> None:
    for pair in ((FIRST, FIRST), (FIRST, "a-unknown")):
        answer = ask("verdict", "duplicate", *pair)
        assert answer.code in (1, 2, 3)
        assert answer.err
        assert "Traceback" not in answer.err
