"""Two versions of a text as one: what went, what came, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]

# A word, a run of spaces, one other character; Chinese and Japanese character by character.
_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|.")
ALIKE = 0.4  # share of common tokens below which two paragraphs are shown as two
LONGEST = 4_000  # tokens; longer paragraphs are compared as wholes


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of text that stayed, went or came."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphDiff:
    """One paragraph of the merged text; *changed* paragraphs are the ones to look at."""

    runs: tuple[Run, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it went or came."""
        return any(run.kind != "same" for run in self.runs)


def differences(old: Sequence[str], new: Sequence[str]) -> list[ParagraphDiff]:
    """Return *new* with what it changed against *old*, paragraph by paragraph.

    >>> [diff] = differences(["Two men were hurt."], ["Four men were hurt."])
    >>> [(run.kind, run.text) for run in diff.runs]
    [('gone', 'Two'), ('new', 'Four'), ('same', ' men were hurt.')]
    """
    found = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            found += [_whole("same", paragraph) for paragraph in new[c:d]]
        else:
            found += _changed(old[a:b], new[c:d])
    return found


def _changed(gone: Sequence[str], come: Sequence[str]) -> Iterator[ParagraphDiff]:
    """Pair what went with what came in order, as far as they are alike."""
    left = list(gone)
    for paragraph in come:
        alike = next((one for one in left if _ratio(one, paragraph) >= ALIKE), None)
        if alike is None:
            yield _whole("new", paragraph)
            continue
        for skipped in left[: left.index(alike)]:
            yield _whole("gone", skipped)
        left = left[left.index(alike) + 1 :]
        yield ParagraphDiff(runs=tuple(_words(alike, paragraph)))
    for paragraph in left:
        yield _whole("gone", paragraph)


def _words(old: str, new: str) -> Iterator[Run]:
    left, right = _TOKENS.findall(old), _TOKENS.findall(new)
    for what, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            yield Run(kind="same", text="".join(right[c:d]))
            continue
        if b > a:
            yield Run(kind="gone", text="".join(left[a:b]))
        if d > c:
            yield Run(kind="new", text="".join(right[c:d]))


def _ratio(one: str, two: str) -> float:
    left, right = _TOKENS.findall(one), _TOKENS.findall(two)
    if max(len(left), len(right)) > LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _whole(kind: Kind, paragraph: str) -> ParagraphDiff:
    return ParagraphDiff(runs=(Run(kind=kind, text=paragraph),))
