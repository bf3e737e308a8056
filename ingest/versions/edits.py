"""The values that say what changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EditKind(StrEnum):
    """What sort of change an editor made; the heaviest first, in the order a reader wants them."""

    DELETED = "deleted"
    CORRECTION = "correction-notice"
    BACK_DATED = "back-dated"
    HEADLINE = "headline"
    CASUALTIES = "casualty-figure"
    NUMBER = "number"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    NAME = "name"
    REMOVED = "paragraph-removed"
    ADDED = "paragraph-added"
    WORDING = "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change. *before* or *after* is empty where there was or is nothing."""

    kind: EditKind
    before: str
    after: str
    context: str = ""  # the paragraph, as it reads now (or read, when it is gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """The way from one version to the next, with its evidence."""

    edits: tuple[Edit, ...]
    seen_at: datetime
    raw_before: str  # sha256 of the archived pages
    raw_after: str

    @property
    def substantial(self) -> bool:
        """Whether it makes a new version; spaces, punctuation, stamps and adverts do not."""
        return bool(self.edits)

    @property
    def summary(self) -> str:
        """What changed, in words: ``"headline, 2 x number"``."""
        counts = Counter(edit.kind for edit in self.edits)
        said = [kind if n == 1 else f"{n} x {kind}" for kind, n in counts.items()]
        return ", ".join(said) or "cosmetic"
