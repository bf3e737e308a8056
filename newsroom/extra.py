"""Turns a folder of text files into articles, so that a test can serve texts that we do not ship."""

from __future__ import annotations

import re
from pathlib import Path

from newsroom.content import Manuscript

REPRINTS = "nr-reprints"  # the house that prints them
TITLE_WORDS = 6  # a title has at least so many; a skip link or a kicker has fewer
LONGEST_BYTES = 1_000_000  # of one file


def read_extra(folder: Path) -> tuple[Manuscript, ...]:
    """Return one manuscript per ``.txt`` file in *folder*; raises ``OSError`` if it cannot be read."""
    files = sorted(file for file in folder.iterdir() if file.suffix == ".txt")
    return tuple(
        _manuscript(file.stem, file.read_bytes()[:LONGEST_BYTES].decode("utf-8", "replace"))
        for file in files
    )


def _manuscript(name: str, text: str) -> Manuscript:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = next((line for line in lines if _is_title(line)), lines[0] if lines else name)
    if title in lines:
        lines.remove(title)
    return Manuscript(
        slug=re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "text",
        publisher=REPRINTS,
        title=title,
        body="\n\n".join(lines),
        seed=name,
        verbatim=True,
    )


def _is_title(line: str) -> bool:
    words = len(line.split())
    return words >= TITLE_WORDS or len(re.findall("[\u3400-\u9fff]", line)) >= 2 * TITLE_WORDS
