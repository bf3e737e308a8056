"""Sentences to quote: split without models, leading ones first, datelines cut off."""

from __future__ import annotations

import re

# A full stop after these does not end a sentence: English, Russian, Ukrainian, German.
_NOT_THE_END = """
mr mrs ms dr st gen col lt sgt maj capt sen rep gov prof u.s u.k u.n e.g i.e no vs inc ltd co corp
jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m
г гг им ул обл руб млн млрд тыс т.е т.д т.п др см стр ген полк р п.м о.г
вул грн ім р.р
z.b d.h bzw nr hr fr ca usw mio mrd
"""
_ABBREVIATIONS = frozenset(_NOT_THE_END.split())
_END = re.compile(r"""[.!?…][»"”’')\]]*(?=\s+["“«„'(\[]?[\w])|[。！？]["”』」]?""")
_DATELINE = re.compile(r"^[^\W\d_][\w .,'’-]{1,40}(?:\([^)]{2,40}\))?\s*[—–-]{1,2}\s+(?=\S)")
SHORTEST, LONGEST = 25, 400  # characters of a sentence worth quoting (Chinese: a third)


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*, paragraph by paragraph, unchanged and in order.

    >>> sentences("Gen. Smith left Kyiv. Talks go on, he said.")
    ['Gen. Smith left Kyiv.', 'Talks go on, he said.']
    >>> sentences("谈判继续。双方同意。")
    ['谈判继续。', '双方同意。']
    """
    found = []
    for paragraph in filter(None, (p.strip() for p in text.split("\n"))):
        start = 0
        for match in _END.finditer(paragraph):
            if _is_abbreviation(paragraph[start : match.start()], paragraph[match.start()]):
                continue
            found.append(paragraph[start : match.end()].strip())
            start = match.end()
        if rest := paragraph[start:].strip():
            found.append(rest)
    return found


def quotable(text: str, count: int = 2) -> tuple[str, ...]:
    """Return the first *count* sentences of *text* that say something, without a dateline.

    Lead sentences are the strongest summary of a news text that needs no model (See et al. 2017).
    """
    chosen: list[str] = []
    for sentence in sentences(text):
        bare = _DATELINE.sub("", sentence) if not chosen else sentence
        weight = len(bare) * (3 if re.search(r"[\u3040-\u9fff]", bare) else 1)
        if weight >= SHORTEST and len(bare) <= LONGEST:
            chosen.append(bare)
        if len(chosen) == count:
            break
    return tuple(chosen)


def _is_abbreviation(before: str, mark: str) -> bool:
    if mark != ".":
        return False
    word = before.rsplit(None, 1)[-1].lstrip("(\"“«„'[").casefold() if before.strip() else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha())
