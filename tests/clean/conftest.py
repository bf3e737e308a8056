"""The project's own rules, loaded once, and a short way to say what was extracted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ingest.clean import CleaningRules, load_rules
from ingest.model import Block, BlockKind, Extraction, PageKind

Extracting = Callable[..., Extraction]


@pytest.fixture(scope="session")
def rules(root: Path) -> CleaningRules:
    """The rules the product ships."""
    return load_rules(root / "config" / "boilerplate")


@pytest.fixture(scope="session")
def extraction() -> Extracting:
    """Return an extraction of some lines; ``## `` marks a heading, ``- `` an item."""

    def build(lines: Sequence[str], **fields: object) -> Extraction:
        return Extraction(
            url="https://news.example/a",
            kind=PageKind.ARTICLE,
            blocks=tuple(map(block, lines)),
            **fields,  # type: ignore[arg-type]
        )

    return build


def block(line: str) -> Block:
    """Return a line of a test as a block."""
    kinds: dict[str, BlockKind] = {"## ": "heading", "- ": "item", "%% ": "caption", "> ": "quote"}
    for mark, kind in kinds.items():
        if line.startswith(mark):
            return Block(text=line.removeprefix(mark), kind=kind)
    return Block(text=line)
