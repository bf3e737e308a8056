"""The form of a text in which names are looked up: lower case, without what hides a name from the eye."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# One character for one character, so that offsets stay: spaces of every kind, apostrophes and
# hyphens of every kind, and the spellings that are optional in Russian (ё), Arabic (hamza seats,
# final ya and ta marbuta, the Persian letters for ya and kaf) and Turkish (İ has no single
# lower-case character).
_SAME = {
    **dict.fromkeys("\n\r\t\v\f\u00a0\u2007\u2009\u202f\u3000", " "),
    **dict.fromkeys("’ʼ‘`´＇", "'"),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("أإآٱ", "ا"),
    "ة": "ه",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ё": "е",
    "Ё": "Е",
    "İ": "I",
}
_VARIANT = re.compile(f"[{re.escape(''.join(_SAME))}]")

# Soft hyphens, stress marks and other accents on their own, Arabic vowel signs and the stretching
# stroke, zero-width and direction marks: invisible, or optional in writing.
_MARKS = "\u00ad\u0300-\u036f\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060\ufeff"
_MARK = re.compile(f"[{_MARKS}]")
_CLUSTER = re.compile(f"[^{_MARKS}]?[{_MARKS}]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text ready for look-up. ``cased`` and ``lower`` have the same length."""

    cased: str
    lower: str
    _offsets: Sequence[int] | None  # of each character in the original; None: unchanged

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``lower[start:end]`` stands in the text as it was given."""
        if self._offsets is None:
            return start, end
        return self._offsets[start], self._offsets[end]


def fold(text: str) -> Folded:
    """Return *text* folded for look-up; offsets lead back to the text as given.

    >>> fold("Росси\\u0301я")
    Folded(cased='Россия', lower='россия', _offsets=[0, 1, 2, 3, 4, 6, 7])
    """
    offsets: list[int] | None = None
    if not text.isascii() and _MARK.search(text):
        text, offsets = _without_marks(text)
    cased = _VARIANT.sub(lambda found: _SAME[found[0]], text)
    lower = cased.lower()
    if len(lower) != len(cased):  # a capital that becomes two characters: leave those as they are
        lower = "".join(c if len(c.lower()) != 1 else c.lower() for c in cased)
    return Folded(cased, lower, offsets)


def _without_marks(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for cluster in _CLUSTER.finditer(text):
        pieces.append(text[position : cluster.start()])
        offsets.extend(range(position, cluster.start()))
        composed = _MARK.sub("", unicodedata.normalize("NFC", cluster[0]))
        pieces.append(composed)
        offsets.extend([cluster.start()] * len(composed))
        position = cluster.end()
    pieces.append(text[position:])
    offsets.extend(range(position, len(text) + 1))
    return "".join(pieces), offsets
