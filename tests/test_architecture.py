"""The rules of the house that a machine can check (docs/architecture.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

STAGES = (
    "discover",
    "extract",
    "clean",
    "normalize",
    "relevance",
    "dedupe",
    "versions",
    "stories",
    "digest",
)
FLOORS = {  # who may be imported by whom; a module belongs to the first prefix that fits
    "base": ("model", "errors", "config", "records"),
    "normalize": ("normalize",),
    "stages": (*STAGES, "polling", "health", "recall", "drift"),
    "pipeline": ("pipeline", "codec", "sources", "seeds", "settings"),
    "adapters": ("adapters",),
    "steps": ("steps",),
    "app": ("app", "doctor"),
    "callers": ("cli", "launch", "serve", "client"),
}
ORDER = list(FLOORS)
OUTSIDE = (
    "httpx",
    "sqlalchemy",
    "smtplib",
    "socket",
    "logging",
    "os.environ",
    "airflow",
    "requests",
)
BANNED_NAMES = {"utils", "helpers", "common", "manager", "handler", "misc"}


def modules(root: Path, package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / package).rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(root).with_suffix("").parts)
            yield name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(module: str) -> str | None:
    inside = module.removeprefix("ingest").lstrip(".")
    for name, members in FLOORS.items():
        if inside.split(".")[0] in members:
            return name
    return None


def stage_of(module: str) -> str | None:
    part = module.removeprefix("ingest.").split(".")[0]
    return part if part in STAGES else None


def test_ingest_never_imports_airflow(root: Path) -> None:
    guilty = [
        m
        for m, tree in modules(root, "ingest")
        if any(i.split(".")[0] == "airflow" for i in imports(tree))
    ]
    assert guilty == []


def test_imports_go_one_way(root: Path) -> None:
    upward = []
    for module, tree in modules(root, "ingest"):
        own = floor(module)
        for imported in imports(tree):
            other = floor(imported) if imported.startswith("ingest.") else None
            if own and other and ORDER.index(other) > ORDER.index(own):
                upward.append(f"{module} imports {imported}")
    assert upward == []


def test_stages_do_not_import_each_other(root: Path) -> None:
    crossing = [
        f"{module} imports {imported}"
        for module, tree in modules(root, "ingest")
        if (own := stage_of(module)) and own != "normalize"
        for imported in imports(tree)
        if imported.startswith("ingest.")
        and (other := stage_of(imported))
        and other not in (own, "normalize")
        and not (own == "digest" and other == "stories")  # a digest is made of stories
    ]
    assert crossing == []


def test_stages_touch_nothing_of_the_world(root: Path) -> None:
    guilty = [
        f"{module} imports {imported}"
        for module, tree in modules(root, "ingest")
        if stage_of(module)
        for imported in imports(tree)
        if imported.startswith(OUTSIDE)
    ]
    assert guilty == []


def test_only_the_callers_read_the_environment(root: Path) -> None:
    def reads(tree: ast.Module) -> bool:
        return any(
            isinstance(n, ast.Attribute) and n.attr in ("environ", "getenv") for n in ast.walk(tree)
        )

    guilty = [m for m, tree in modules(root, "ingest") if reads(tree)]
    assert [m for m in guilty if floor(m) not in ("app", "callers")] == []


def test_no_module_has_a_name_that_says_nothing(root: Path) -> None:
    names = {
        part
        for m, _ in [*modules(root, "ingest"), *modules(root, "newsroom")]
        for part in m.split(".")
    }
    assert names & BANNED_NAMES == set()


def test_newsroom_knows_nothing_of_ingest(root: Path) -> None:
    guilty = [
        m
        for m, tree in modules(root, "newsroom")
        if any(i.startswith("ingest") for i in imports(tree))
    ]
    assert guilty == []


@pytest.mark.parametrize(
    "heavy", ["airflow", "trafilatura", "sqlalchemy", "rich", "pydantic", "lxml"]
)
def test_help_imports_nothing_heavy(heavy: str) -> None:
    program = (
        "import sys; sys.argv = ['wirewatch', '--help']\n"
        "from ingest.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"sys.exit({heavy!r} in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=False).returncode
        == 0
    )
