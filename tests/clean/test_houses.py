"""Whole texts in the manner of three kinds of houses: no line of furniture stays, no other goes.

In the files ``~`` marks furniture and ``!`` the headline; everything else is the article.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.clean import CleaningRules, clean
from ingest.extract import extract
from ingest.model import Page

HOUSES = sorted((Path(__file__).parent / "houses").glob("*.txt"))


@pytest.mark.parametrize("file", HOUSES, ids=lambda file: file.stem)
def test_exactly_the_furniture_goes(file: Path, rules: CleaningRules) -> None:
    lines = file.read_text("utf-8").splitlines()
    real = [line for line in lines if not line.startswith(("~ ", "! "))]
    [headline] = [line[2:] for line in lines if line.startswith("! ")]
    body = "\n\n".join(line.removeprefix("~ ").removeprefix("! ") for line in lines)
    page = Page(
        url="https://news.example/a.txt",
        final_url="https://news.example/a.txt",
        body=body.encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_type="text/plain; charset=utf-8",
    )
    extraction = extract(page, now=page.fetched_at)
    outcome = clean(extraction, rules)
    assert [block.text for block in outcome.kept] == real
    assert (extraction.headline or outcome.headline) == headline
