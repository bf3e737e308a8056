"""docs/downstream.md is true: its examples run, its lists of columns are the real ones."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.adapters.export import export, schema
from ingest.adapters.store import Store, migrate, open_store
from ingest.model import RemovedLine
from tests.digest.conftest import Clock, article, keep, publish

PAGE = Path(__file__).resolve().parents[1] / "docs" / "downstream.md"
VIEWS = ("v_articles", "v_removed_lines", "v_changes")
AD = RemovedLine(
    position=1, line="Hide Ad", stage="clean", rule="ad-marker-1", rule_class="ad-marker"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with two articles, one of them edited, the other withdrawn; exported."""
    home = tmp_path / "home"
    monkeypatch.setenv("WIREWATCH_HOME", str(home))
    monkeypatch.setenv("WIREWATCH_EXPORT", str(home / "export"))
    monkeypatch.delenv("WIREWATCH_STORE_URL", raising=False)
    url, clock = f"sqlite:///{home}/store.db", Clock()
    migrate(url)
    with open_store(url, now=clock) as opened:
        ferry = article(
            "gazette",
            headline="Ferry service stops",
            url="https://gazette.example/ferry",
            removed=(AD,),
        )
        weather = article(
            "gazette", headline="Weather stays mild", url="https://gazette.example/weather"
        )
        [one, other] = keep(opened, ferry, weather)
        clock.advance(hours=20)
        resumed = replace(ferry, headline="Ferry service resumes after strike", removed=())
        with opened.write() as tx:
            tx.articles.add_version(one.id, resumed)
            tx.articles.set_status(other.id, "withdrawn")
        publish(opened)
        export(opened, home / "export")
        yield opened


@pytest.mark.usefixtures("store")
def test_every_example_runs_and_says_what_the_page_says() -> None:
    page = PAGE.read_text("utf-8")
    examples = "\n".join(re.findall(r"^```pycon\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    assert examples.count(">>>") > 20
    test = doctest.DocTestParser().get_doctest(examples, {}, PAGE.name, str(PAGE), 0)
    said: list[str] = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(
        test, out=said.append
    )
    assert results.failed == 0, "".join(said)


def test_the_example_dag_is_python() -> None:
    [dag] = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    compile(dag, "downstream.md", "exec")


@pytest.mark.parametrize("view", VIEWS)
def test_the_page_lists_the_columns_of_each_view(store: Store, view: str) -> None:
    [listed] = re.findall(
        rf"^\| `{view}` \|.*\| ([a-z_ ]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    with store.read() as tx:
        assert listed.split() == [*tx.session.execute(text(f"select * from {view}")).keys()]  # noqa: S608


def test_the_page_lists_the_columns_of_the_export() -> None:
    table = PAGE.read_text("utf-8").partition("| column | type |")[2].partition("\n\n")[0]
    listed = re.findall(r"^\| (\w+) \| (.+) \|$", table, re.MULTILINE)
    assert listed == [(field.name, str(field.type)) for field in schema()]


def test_the_page_names_tests_that_are_there() -> None:
    for path in re.findall(r"`(tests/[\w/.]+)`", PAGE.read_text("utf-8")):
        assert (PAGE.parents[1] / path).exists(), path
