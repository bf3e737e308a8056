"""The operator's handbook names everything there is, and nothing that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ingest.adapters.fetch.problem import ADVICE, BLOCKING, GONE_FOR_GOOD
from ingest.cli import wirewatch
from ingest.model import Outcome
from ingest.records import SourceState
from ingest.settings import SettingsFile
from tests.conftest import ROOT

DOCS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


@pytest.fixture(scope="module")
def handbook() -> str:
    return (ROOT / "docs/operating.md").read_text("utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under the heading *title*."""
    return re.split(r"(?m)^## ", text.split(f"\n## {title}\n", 1)[1], maxsplit=1)[0]


def rows(text: str) -> dict[str, tuple[str, ...]]:
    """Return the rows of all tables in *text* by each name in their first cell."""
    found = {}
    for line in re.findall(r"(?m)^\| (.+) \|$", text):
        first, *cells = line.split(" | ")
        found |= dict.fromkeys(re.findall(r"`([^`]+)`", first), tuple(cells))
    return found


def commands(group: click.Group, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def test_every_command_has_its_row(handbook: str) -> None:
    assert rows(section(handbook, "Every command")).keys() == set(commands(wirewatch, "wirewatch"))


def test_every_key_of_the_settings_file_has_its_row(handbook: str) -> None:
    keys = {
        f"{block}.{key}"
        for block, field in SettingsFile.model_fields.items()
        for key in field.annotation.model_fields  # type: ignore[union-attr]
    }
    assert {name for name in rows(section(handbook, "Settings")) if "." in name} == keys


@pytest.mark.parametrize(
    "block", [name for name in SettingsFile.model_fields if name not in ("store", "mail", "export")]
)
def test_the_defaults_are_the_real_ones(handbook: str, block: str) -> None:
    table = rows(section(handbook, "Settings"))
    defaults = SettingsFile().model_dump()[block]
    numbers = {f"{block}.{k}": v for k, v in defaults.items() if isinstance(v, int | float)}
    assert {key: float(table[key][0]) for key in numbers} == numbers


def test_every_variable_has_its_row(handbook: str) -> None:
    sources = [*(ROOT / "ingest").rglob("*.py"), *(ROOT / "dags").glob("*.py")]
    sources += (ROOT / "plugins").rglob("*.py")
    used = {
        name
        for path in sources
        for name in re.findall(r"\bWIREWATCH_[A-Z_]*[A-Z]\b", path.read_text("utf-8"))
    }
    documented = {name for name in rows(section(handbook, "Settings")) if name.isupper()}
    assert documented == used


def test_every_failure_code_has_its_row_and_says_when_it_is_tried_again(handbook: str) -> None:
    table = rows(section(handbook, "Failure codes"))
    again = {code: cells[1] for code, cells in table.items()}
    assert {code: again.get(code) for code in ADVICE} == {
        c: str(a.retry) for c, a in ADVICE.items()
    }
    statuses = {f"http-{status}" for status in (404, 429, *BLOCKING, *GONE_FOR_GOOD)} | {"http-5xx"}
    assert again.keys() - ADVICE.keys() == statuses | {"invalid", "opaque"}


def test_every_state_of_a_source_has_its_row(handbook: str) -> None:
    assert rows(section(handbook, "Source states")).keys() == set(SourceState)


def test_every_dag_has_its_row(handbook: str) -> None:
    table = rows(section(handbook, "The DAGs, and what a red box means"))
    assert {path.stem for path in (ROOT / "dags").glob("*.py")} == table.keys()


def test_every_outcome_is_explained() -> None:
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    assert rows(section(text, "The outcomes")).keys() == set(Outcome)


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_every_command_spoken_of_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    known = set(commands(wirewatch, "wirewatch"))
    groups = {" ".join(command.split()[:2]) for command in known}
    spoken = re.findall(r"(?m)(?:`|^\$ |^ *)(wirewatch(?: [a-z][a-z-]*)+)", text)
    unknown = [
        s for s in spoken if not {" ".join(s.split()[:n]) for n in (2, 3)} & (known | groups)
    ]
    assert unknown == []


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        page = document.parent / name if name else document
        assert page.exists(), target
        if anchor:
            headings = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
            assert anchor in {slug(heading) for heading in headings}, target


def slug(heading: str) -> str:
    """Return the anchor a heading gets on the usual forges."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
