"""Every real page there is, from the folder to its one outcome."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.app import open_app
from ingest.model import ChannelKind

pytestmark = pytest.mark.slow


def test_every_saved_page_ends_in_exactly_one_outcome(shared: Path, tmp_path: Path) -> None:
    pages = shared / "data" / "pages"
    count = sum(
        1 for line in (pages / "pages.jsonl").read_text("utf-8").splitlines() if json.loads(line)
    )
    with open_app({"WIREWATCH_HOME": str(tmp_path)}) as app:
        report, unreadable = app.with_local(pages, ChannelKind.FOLDER).run("real", ("local",))
        with app.store.read() as tx:
            rows = tx.ledger.outcomes(run_id="real", limit=10_000)
    assert unreadable == {}
    assert len(rows) == count
    assert all(row.outcome and row.reason for row in rows)
    assert sum(report.counts.values()) == count
