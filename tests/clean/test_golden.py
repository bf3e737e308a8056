"""Invented texts of many kinds and languages: input file, expected file, no code per case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.clean import CleaningRules, clean
from ingest.model import CleanText, Extraction, Moment

GOLDEN = Path(__file__).parent / "golden"


def said(moment: Moment | None) -> str:
    return moment.at.strftime("%Y-%m-%dT%H:%M") if moment else ""


def found(outcome: CleanText, field: str) -> list[str]:
    if field == "caption":
        return list(outcome.captions)
    if field in ("published", "modified"):
        return [said(getattr(outcome, field))]
    return [getattr(outcome, field)]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_golden_text(
    path: Path, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = path.read_text("utf-8").splitlines()
    expected = path.with_suffix(".expected").read_text("utf-8").splitlines()
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for line in expected:
        if line.startswith("@"):
            name, _, value = line.removeprefix("@").partition(" ")
            fields[name].append(value)

    source = extraction(lines)
    outcome = clean(source, rules)

    kept = [line for line in expected if not line.startswith("@")]
    gone = {removed.position for removed in outcome.removed}
    assert [line for position, line in enumerate(lines) if position not in gone] == kept
    assert {name: found(outcome, name) for name in fields} == dict(fields)
