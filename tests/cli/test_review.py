"""An operator's decisions on the command line: the review queue, labels, verdicts on pairs."""

from __future__ import annotations

from pathlib import Path

from ingest.adapters.store import article_id
from tests.cli.conftest import Ask
from tests.store.samples import key

FIRST, COPY, DOUBTFUL = (article_id(key(n)) for n in (1, 2, 3))


def test_the_queue_is_emptied_by_decisions_that_become_labels(ask: Ask, tmp_path: Path) -> None:
    [waiting] = ask("review", "list", "--json").rows()
    assert (waiting["id"], waiting["reasons"]) == (DOUBTFUL, "one country only")
    assert ask("topic", "labels").code == 3

    dropped = ask("review", "drop", DOUBTFUL, "--reason", "harbour gossip", "--by", "kim", "--json")
    assert dropped.rows() == [{"id": DOUBTFUL, "status": "withdrawn"}]
    kept = ask("review", "keep", FIRST)
    assert (kept.code, "kept" in kept.out) == (0, True)
    assert ask("review", "list").code == 3

    printed = ask("topic", "labels")
    labels = {row["id"]: row for row in printed.rows()}
    assert {key: row["label"] for key, row in labels.items()} == {DOUBTFUL: False, FIRST: True}
    assert labels[DOUBTFUL]["rules_version"] == "t-1"
    file = tmp_path / "labels.jsonl"
    file.write_text(printed.out, "utf-8")
    assert ask("topic", "eval", str(file), "--json").code == 0


def test_unknown_articles_are_not_decided(ask: Ask) -> None:
    answer = ask("review", "keep", "a-unknown")
    assert (answer.code, answer.out) == (3, "")
    assert "no such article" in answer.err


def test_a_verdict_is_told_listed_and_taken_back(ask: Ask) -> None:
    [before] = ask("show", COPY, "--json").rows()[0]["relations"]
    assert before["b"] == FIRST
    assert ask("verdict", "list").code == 3

    ruled = ask("verdict", "distinct", FIRST, COPY, "--reason", "two talks", "--by", "kim")
    assert (ruled.code, "two texts" in ruled.out) == (0, True)
    assert ask("show", COPY, "--json").rows()[0]["relations"] == []
    [row] = ask("verdict", "list", "--json").rows()
    assert (row["ruling"], row["reason"], row["by"]) == ("distinct", "two talks", "kim")

    assert ask("db", "reindex", "--json").rows() == [{"texts": 3, "skipped": 0, "resumed": 0}]
    assert ask("show", COPY, "--json").rows()[0]["relations"] == []
    assert ask("verdict", "withdraw", FIRST, COPY).code == 0
    assert ask("show", COPY, "--json").rows()[0]["relations"] == [before]
    assert ask("verdict", "withdraw", FIRST, COPY).code == 3


def test_two_texts_can_be_ruled_to_be_one(ask: Ask) -> None:
    ruled = ask("verdict", "duplicate", FIRST, DOUBTFUL, "--by", "kim")
    assert "ruled a duplicate by kim" in ruled.out
    assert ask("verdict", "duplicate", FIRST, FIRST).code == 2


def test_a_dry_rescore_reports_and_writes_nothing(ask: Ask) -> None:
    [report] = ask("topic", "rescore", "--dry-run", "--json").rows()
    assert (report["dry_run"], report["articles"]) == (True, 3)
    assert sum(report["counts"].values()) == 3
    [waiting] = ask("review", "list", "--json").rows()
    assert waiting["id"] == DOUBTFUL

    [written] = ask("topic", "rescore", "--json").rows()
    assert written["counts"] == report["counts"]
