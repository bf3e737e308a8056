"""Pages that carry a text of the seed corpus, in furniture of their own, are told to be its copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.app import App, open_app
from ingest.model import DUPLICATE_KINDS
from ingest.normalize.urls import url_key
from newsroom import Newsroom
from tests.endtoend.conftest import settings_for, without

SEEDS_OF_OURS = Path(__file__).resolve().parent.parent.parent / "newsroom" / "seeds"


def reading(newsroom: Newsroom, home: Path, only: tuple[str, ...]) -> dict[str, str]:
    sources = home / "sources.toml"
    others = tuple(k for k in newsroom.expected().sources if k not in only)
    sources.write_text(without(others, newsroom.sources_toml()), "utf-8")
    return settings_for(home, sources, newsroom.hosts)


def read_everything(app: App, run_id: str) -> None:
    for batch in app.plan(run_id, everything=True):
        app.fetch(run_id, batch, everything=True)
        app.judge(run_id, batch)
    app.settle(run_id)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(port=0) as opened:
        yield opened


def test_a_page_with_a_seeds_text_is_its_duplicate(newsroom: Newsroom, tmp_path: Path) -> None:
    world = newsroom.expected()
    (link,) = [one for one in world.links if one.kind == "seed"]
    with open_app(reading(newsroom, tmp_path, (world.truths[link.url].source,))) as app:
        first = app.import_seeds([SEEDS_OF_OURS])
        again = app.import_seeds([SEEDS_OF_OURS])
        assert first.added >= 1
        assert (again.added, again.known) == (0, first.added)
        read_everything(app, "run")
        with app.store.read() as tx:
            (row,) = [
                r for r in tx.ledger.outcomes(run_id="run", limit=500) if r.key == url_key(link.url)
            ]
            relations = tx.texts.relations_of(row.article_id)
    assert row.outcome == "duplicate"
    assert [r.b for r in relations if r.kind in DUPLICATE_KINDS] == [link.other]


@pytest.mark.parametrize("seed", ["000", "002", "003"])
def test_the_shipped_fingerprints_recognise_their_texts_in_other_furniture(
    shared: Path, tmp_path: Path, seed: str
) -> None:
    extra = tmp_path / "extra"
    extra.mkdir()
    shutil.copy(shared / "seeds" / f"{seed}.clean.txt", extra / f"{seed}.txt")
    with (
        Newsroom(port=0, extra=extra) as newsroom,
        open_app(reading(newsroom, tmp_path, ("nr-reprints",))) as app,
    ):
        read_everything(app, "run")
        with app.store.read() as tx:
            rows = tx.ledger.outcomes(run_id="run", limit=10)
            found = [tx.texts.relations_of(r.article_id) for r in rows if r.article_id]
    assert [str(r.outcome) for r in rows] == ["duplicate"]
    assert f"seed:{seed}" in {relation.b for relations in found for relation in relations}
