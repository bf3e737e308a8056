"""Every family of noise in wordings of its own, and prose that comes close to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.clean import CleaningRules, clean
from ingest.model import Extraction, RemovedLine

FAMILIES = Path(__file__).parent / "families"
TITLE = "Storm shuts the northern port for a third day"
BEFORE = [
    "The northern port stayed shut on Sunday while waves broke over the outer wall.",
    "Seven ships were waiting outside the harbour, and four more had gone to the roads.",
    "Pilots expected the first of them to move on Tuesday at the earliest.",
]
AFTER = [
    "Insurers were to meet on Monday in the capital to look at the first claims.",
    "Last year the port was closed for eleven days because of bad weather.",
    "The mayor promised that the school hall would stay open for the crews.",
    "Nobody had been hurt by the evening, according to the coast guard.",
]


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (FAMILIES / name).read_text("utf-8").splitlines()]


def removed(
    place: str, line: str, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> list[RemovedLine]:
    """Return what is removed of an article with *line* at a place."""
    lines = {
        "head": [TITLE, line, *BEFORE, *AFTER],
        "mid": [TITLE, *BEFORE, line, *AFTER],
        "tail": [TITLE, *BEFORE, *AFTER, line],
    }[place]
    outcome = clean(extraction(lines, headline=TITLE, titles=(TITLE,)), rules)
    return [gone for gone in outcome.removed if gone.line != TITLE]


@pytest.mark.parametrize(("place", "family", "line"), rows("noise.tsv"))
def test_noise_goes_with_its_class(
    place: str,
    family: str,
    line: str,
    rules: CleaningRules,
    extraction: Callable[..., Extraction],
) -> None:
    gone = removed(place, line, rules, extraction)
    assert [(one.line, one.rule_class) for one in gone] == [(line, family)]


@pytest.mark.parametrize(("place", "line"), rows("prose.tsv"))
def test_prose_stays(
    place: str, line: str, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    assert removed(place, line, rules, extraction) == []
