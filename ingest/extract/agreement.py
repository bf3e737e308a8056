"""How far two texts say the same: shares of common word triples."""

from __future__ import annotations

import re

from ingest.normalize.text import fold

# Scripts written without spaces count by character
_TOKENS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+"
)

Triples = frozenset[tuple[str, ...]]


def triples(text: str) -> Triples:
    """Return the word triples of *text* (characters for CJK); of shorter texts the whole."""
    words = _TOKENS.findall(fold(text))
    if len(words) < 3:
        return frozenset([tuple(words)] if words else [])
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def covered(part: Triples, whole: Triples) -> float:
    """Return the share of *part* that *whole* has too; an empty part is covered."""
    return len(part & whole) / len(part) if part else 1.0


def agreement(a: Triples, b: Triples) -> float:
    """Return the F1 of two sets of triples."""
    both = len(a) + len(b)
    return 2 * len(a & b) / both if both else 1.0
