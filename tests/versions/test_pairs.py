"""What an editor did, for hundreds of invented pairs whose answer was written down before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.model import Article
from ingest.versions import compare

PAIRS = Path(__file__).parent / "pairs"
SEEN = datetime(2026, 3, 2, tzinfo=UTC)
SENTENCES = re.compile(r"(?<=[.]) +|(?<=。)")


def cases() -> Iterator[object]:
    """Yield the pairs of the files: ``@language|headline``, paragraphs, then ``:kinds|steps``.

    Steps: s/old/new substitutes, t/ gives another headline, +/ and ^/ put a paragraph at the end and
    the beginning, -/n takes one away, x/m n swaps two, j/n joins one with the next, p/n parts one,
    w/n breaks its lines. Several are separated by a semicolon.
    """
    for path in sorted(PAIRS.glob("*.txt")):
        language = headline = ""
        paragraphs: list[str] = []
        for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
            if line.startswith("@"):
                language, headline = line[1:].split("|", 1)
                paragraphs = []
            elif line.startswith(":"):
                kinds, steps = line[1:].split("|", 1)
                old = article(headline, paragraphs, language)
                new = article(*edited(headline, paragraphs, steps), language)
                expected = set(filter(None, kinds.split(",")))
                yield pytest.param(old, new, expected, id=f"{path.stem}-{number}-{language}")
            elif line:
                paragraphs.append(line)


def edited(headline: str, paragraphs: list[str], steps: str) -> tuple[str, list[str]]:
    """Return headline and paragraphs after the *steps*."""
    left = list(paragraphs)
    for step in steps.split(";"):
        verb, what = step.split("/", 1)
        at = int(what.split()[0]) - 1 if what.split()[0].isdigit() else 0
        match verb:
            case "s":
                old, new = what.split("/", 1)
                at = next(i for i, paragraph in enumerate(left) if old in paragraph)
                left[at] = left[at].replace(old, new, 1)
            case "t":
                headline = what
            case "+":
                left.append(what)
            case "^":
                left.insert(0, what)
            case "-":
                del left[at]
            case "x":
                other = int(what.split()[1]) - 1
                left[at], left[other] = left[other], left[at]
            case "j":
                left[at : at + 2] = [f"{left[at]} {left[at + 1]}"]
            case "p":
                parts = [part for part in SENTENCES.split(left[at]) if part]
                middle = len(parts) // 2 or 1
                left[at : at + 1] = [" ".join(parts[:middle]), " ".join(parts[middle:])]
            case "w":
                left[at] = left[at].replace(" ", "\n", 3)
    return headline, left


def article(headline: str, paragraphs: list[str], language: str) -> Article:
    """Return an article with this text."""
    return Article(
        url="https://depot.example/1",
        key="depot.example/1",
        source_key="depot",
        publisher="depot",
        headline=headline,
        text="\n\n".join(paragraphs),
        language=language,
        content_hash="",
        raw_id="raw",
        fetched_at=SEEN,
    )


@pytest.mark.parametrize(("old", "new", "expected"), list(cases()))
def test_a_change_is_typed_as_it_was_meant(old: Article, new: Article, expected: set[str]) -> None:
    change = compare(old, new)
    assert {edit.kind.value for edit in change.edits} == expected, change.edits
