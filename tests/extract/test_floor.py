"""The quality reached on real pages with truth; a change that loses some of it must say so here."""

from __future__ import annotations

import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from ingest.clean import clean, load_rules
from ingest.extract import extract
from ingest.model import Page

# Lower bounds in percent, a point or so below what was measured on 2026-11-21 (one page is 0.4 points
# of "clean"): raise them with progress, and never lower them without a reason in the commit.
FLOOR = {
    "fundus258": {"F1": 97.4, "clean": 69.0, "title": 86.5, "authors": 89.5, "date": 98.4},
    "fundus80": {"F1": 96.0, "clean": 88.0},
    "zyte": {"F1": 97.6, "clean": 72.0, "zyteF1": 97.8},
    "all": {"F1": 97.4, "clean": 73.5},
}
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    """The scorer that comes with the pages."""
    place = shared / "data/pages/score.py"
    if not place.exists():
        pytest.skip("no real pages beside the project")
    spec = importlib.util.spec_from_file_location("score", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def outputs(scorer: ModuleType, root: Path) -> dict[str, dict[str, object]]:
    """What we make of every page."""
    rules = load_rules(root / "config/boilerplate")
    made = {}
    for row in scorer.load():
        page = Page(url=row["url"], final_url=row["url"], body=scorer.html(row), fetched_at=NOW)
        extraction = extract(page, now=NOW)
        cleaned = clean(extraction, rules)
        made[row["id"]] = {
            "text": cleaned.text,
            "title": extraction.headline or cleaned.headline,
            "authors": list(extraction.authors or cleaned.authors),
            "date": extraction.published and extraction.published.at.isoformat(),
        }
    return made


@pytest.mark.slow
def test_no_set_falls_below_its_floor(
    scorer: ModuleType, outputs: dict[str, dict[str, object]]
) -> None:
    rows = scorer.evaluate(outputs, rouge=False)
    reached = {
        name: {metric: 100 * rows[name][metric] for metric in floor}
        for name, floor in FLOOR.items()
    }
    lost = {
        f"{name} {metric}": round(reached[name][metric], 1)
        for name, floor in FLOOR.items()
        for metric, bound in floor.items()
        if reached[name][metric] < bound
    }
    assert lost == {}


@pytest.mark.slow
def test_no_language_falls_below_bare_trafilatura_and_no_page_loses_its_body(
    scorer: ModuleType, outputs: dict[str, dict[str, object]], shared: Path
) -> None:
    bare = json.loads((shared / "data/pages/baseline.json").read_text("utf-8"))["pages"]
    scores: dict[str, dict[str, float]] = {}
    scorer.evaluate(outputs, by="language", rouge=False, keep=scores)
    languages = {row["id"]: row["language"] for row in scorer.load()}
    gain: dict[str, float] = {}
    for name, score in scores.items():
        gain[languages[name]] = gain.get(languages[name], 0.0) + score["F1"] - bare[name][2]
    assert {language for language, total in gain.items() if total < -0.005} == set()
    assert [n for n, s in scores.items() if s["R"] < 0.5 and bare[n][1] >= 0.9] == []
