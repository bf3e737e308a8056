"""The text while it is being cleaned: what is still kept, and where prose begins and ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ingest.clean.lines import Line
from ingest.clean.memory import SiteMemory
from ingest.clean.rulefiles import Place
from ingest.clean.rules import CleaningRules, Rule
from ingest.clean.voice import Signs
from ingest.model import Extraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """By what right a line goes."""

    rule: str
    rule_class: str
    stage: str = "clean"


Verdicts = Mapping[int, Verdict]  # position → verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What does not change while a text is cleaned."""

    extraction: Extraction
    rules: CleaningRules
    memory: SiteMemory
    lines: tuple[Line, ...]  # all extracted lines
    matches: Mapping[int, tuple[Rule, ...]]  # position → rules whose wording fits
    signs: Mapping[int, Signs]  # position → words of a house that speaks to its reader
    titles: tuple[tuple[str, ...], ...]  # the words of every form of the title
    has_structure: bool  # headings or items are marked, so an unmarked line is a paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The lines still kept, and the verdicts on the others."""

    case: Case
    lines: tuple[Line, ...]
    verdicts: Verdicts

    @classmethod
    def start(cls, case: Case) -> Draft:
        """Return the draft with every line kept."""
        return cls(case=case, lines=case.lines, verdicts={})

    def without(self, verdicts: Verdicts) -> Draft:
        """Return the draft after *verdicts*."""
        if not verdicts:
            return self
        return replace(
            self,
            lines=tuple(line for line in self.lines if line.position not in verdicts),
            verdicts={**self.verdicts, **verdicts},
        )

    @property
    def first_prose(self) -> int:
        """Index of the first kept line that reads like prose; the number of lines without one."""
        return next((i for i, line in enumerate(self.lines) if line.is_prose), len(self.lines))

    @property
    def last_prose(self) -> int:
        """Index of the last kept line that reads like prose; -1 without one."""
        indices = range(len(self.lines) - 1, -1, -1)
        return next((i for i in indices if self.lines[i].is_prose), -1)

    @property
    def head(self) -> tuple[Line, ...]:
        """The lines before the first prose, or none in a text without prose."""
        first = self.first_prose
        return self.lines[:first] if first < len(self.lines) else ()


Step = Callable[[Draft], Verdicts]

LAST_LINES = 4  # "last": where signatures, bios and appeals stand, prose or not


def in_place(place: Place, index: int, count: int, first_prose: int, last_prose: int) -> bool:
    """Whether the line at *index* of *count* kept lines stands where a rule applies."""
    if place == "anywhere":
        return True
    is_head, is_tail = index < first_prose < count, index > last_prose >= 0
    if place == "head":
        return is_head
    if place == "below":
        return not is_head
    if place == "tail":
        return is_tail
    if place == "edges":
        return is_head or is_tail
    if place == "inside":
        return index < last_prose
    return index >= max(1, count - LAST_LINES)
