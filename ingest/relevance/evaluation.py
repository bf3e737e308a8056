"""Measures a topic against labelled texts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.config import Block, parse
from ingest.errors import ConfigError
from ingest.model import Relevance
from ingest.relevance.judging import judge
from ingest.relevance.topic import Topic


class Labelled(Block):
    """One line of a label file: a text and whether a person found it on topic."""

    title: str = ""
    text: str
    language: str = ""
    label: bool
    id: str = ""
    rules_version: str = ""  # of the topic that was in doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A text that was kept against its label, or not kept against it."""

    line: int  # counted from 1
    labelled: Labelled
    relevance: Relevance


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How a topic does on labelled texts. *Found* is what it keeps; review counts as not found."""

    found_right: int
    found_wrong: int
    missed: int
    rejected_right: int
    reviewed: int  # of all texts, those it leaves to a person
    missed_in_review: int  # of the missed, those a person will still see
    mistakes: tuple[Mistake, ...]

    @property
    def precision(self) -> float:
        """Share of the kept that are on topic."""
        return _share(self.found_right, self.found_right + self.found_wrong)

    @property
    def recall(self) -> float:
        """Share of the on-topic texts that are kept."""
        return _share(self.found_right, self.found_right + self.missed)

    @property
    def seen(self) -> float:
        """Share of the on-topic texts that are kept or reviewed: not lost."""
        right = self.found_right + self.missed
        return _share(self.found_right + self.missed_in_review, right)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _share(2 * self.found_right, 2 * self.found_right + self.found_wrong + self.missed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def read_labels(path: Path) -> tuple[Labelled, ...]:
    """Return the labelled texts at *path*: JSONL of {title, text, language?, label, …}."""
    try:
        lines = path.read_text("utf-8").split("\n")
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    labelled = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        origin = f"{path}, line {number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise ConfigError(origin, f"is not JSON: {error}") from error
        labelled.append(parse(data, Labelled, origin))
    return tuple(labelled)


def evaluate(topic: Topic, labelled: Iterable[Labelled]) -> Evaluation:
    """Return how the judgements of *topic* compare with the labels."""
    counts = {(label, judgement): 0 for label in (True, False) for judgement in _JUDGEMENTS}
    mistakes = []
    for line, item in enumerate(labelled, start=1):
        relevance = judge(topic, title=item.title, text=item.text, language=item.language)
        counts[item.label, relevance.judgement] += 1
        if item.label != (relevance.judgement == "keep"):
            mistakes.append(Mistake(line=line, labelled=item, relevance=relevance))
    return Evaluation(
        found_right=counts[True, "keep"],
        found_wrong=counts[False, "keep"],
        missed=counts[True, "review"] + counts[True, "drop"],
        rejected_right=counts[False, "review"] + counts[False, "drop"],
        reviewed=counts[True, "review"] + counts[False, "review"],
        missed_in_review=counts[True, "review"],
        mistakes=tuple(mistakes),
    )


_JUDGEMENTS = ("keep", "review", "drop")
