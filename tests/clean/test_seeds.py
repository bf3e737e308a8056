"""The three labelled texts: no noise line left, no real line lost."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.clean import CleaningRules, clean
from ingest.model import CleanText, Extraction

SEEDS = ["000", "002", "003"]


def read(shared: Path, seed: str) -> list[tuple[str, str]]:
    """Return label and text of every line that is not blank."""
    raw = next((shared / "seeds").glob(f"{seed}_*.txt")).read_text("utf-8").split("\n")
    with (shared / "seeds" / f"{seed}.lines.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["label"], raw[int(row["line"]) - 1].strip()) for row in rows]


def cleaned(
    labelled: list[tuple[str, str]],
    rules: CleaningRules,
    extraction: Callable[..., Extraction],
    **fields: object,
) -> CleanText:
    return clean(extraction([text for _, text in labelled], **fields), rules)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("knows_title", [False, True], ids=["text-alone", "title-known"])
def test_exactly_the_noise_goes(
    shared: Path,
    rules: CleaningRules,
    extraction: Callable[..., Extraction],
    seed: str,
    knows_title: bool,
) -> None:
    labelled = read(shared, seed)
    title = next(text for label, text in labelled if label == "TITLE")
    fields = {"headline": title, "titles": (title,)} if knows_title else {}
    outcome = cleaned(labelled, rules, extraction, **fields)
    gone = {line.position for line in outcome.removed}
    assert [t for i, (label, t) in enumerate(labelled) if label == "NOISE" and i not in gone] == []
    assert [t for i, (label, t) in enumerate(labelled) if label == "KEEP" and i in gone] == []


@pytest.mark.parametrize("seed", SEEDS)
def test_the_title_becomes_the_headline(
    shared: Path, rules: CleaningRules, extraction: Callable[..., Extraction], seed: str
) -> None:
    labelled = read(shared, seed)
    title = next(text for label, text in labelled if label == "TITLE")
    assert cleaned(labelled, rules, extraction).headline == title


def test_the_update_stamp_becomes_the_time_of_change(
    shared: Path, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    modified = cleaned(read(shared, "003"), rules, extraction).modified
    assert modified is not None
    assert modified.at == datetime(2023, 2, 22, 13, 30, tzinfo=UTC)
    assert not modified.zone_known
