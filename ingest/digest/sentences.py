"""Sentences to quote: split without models, leading ones first, datelines cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.normalize.text import fold

# A full stop after these does not end a sentence: English, Russian, Ukrainian, German.
_NOT_THE_END = """
mr mrs ms dr st gen col lt sgt maj capt sen rep gov prof u.s u.k u.n e.g i.e no vs inc ltd co corp
jan feb mar apr jun jul aug sep sept oct nov dec a.m p.m adm amb fig art approx ft mt jr sr
г гг им ул обл руб млн млрд тыс т.е т.д т.п др см стр ген полк р п.м о.г акад просп чел кв тел
вул грн ім р.р ст тис смт напр
z.b d.h bzw nr hr fr ca usw mio mrd bspw ggf
"""
_ABBREVIATIONS = frozenset(_NOT_THE_END.split())
_CLOSING = "»\"”’')\\]」』）"
_END = re.compile(rf"[.!?…؟۔।]+[{_CLOSING}]*(?=\s+[\"“«„'(\[]?\w)|[。！？]+[{_CLOSING}]*(?!$)")
_FINISHED = re.compile(rf"[.!?…؟۔।。！？][{_CLOSING}]*$")
# "KYIV, Nov 20 (Agency) — ", "МОСКВА, 20 ноября — ", "Hangzhou (TNA) - ", "本报杭州电 ": a place in
# capitals or an agency in brackets, so that "The talks – begun on Monday – go on" stays whole.
_DATELINE = re.compile(
    r"^(?:[^\W\d_][\w .,’'-]{1,40}\([^)]{2,40}\)\s*[—–-]*\s*"
    r"|(?P<place>[^\W\d_][\w .’'-]{1,30}?)(?:,[\w .]{2,25})?\s*[—–-]{1,2}\s+"
    r"|(?:本报|\w{1,4}社)[^，。；\s]{0,20}(?:日[电電]|[电電](?=[\s：:（]))(?:（[^）]{0,30}）)?[\s：:]*)(?=\S)"
)
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Marks that turn the direction of writing: whoever quotes them is turned himself.
_UNSAFE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_PAIRS = (("«", "»"), ("“", "”"), ("「", "」"), ("『", "』"), ("(", ")"), ("（", "）"))
SHORTEST, LONGEST = 25, 400  # characters of a sentence worth quoting (Chinese: a third)
ALIKE = 0.5  # share of common words from which two sentences say the same
LOOKED_AT = 6_000  # characters of a text: what is worth quoting stands in front


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*, paragraph by paragraph, unchanged and in order.

    A quotation or bracket is not torn apart.

    >>> sentences("Gen. Smith left Kyiv. Talks go on, he said.")
    ['Gen. Smith left Kyiv.', 'Talks go on, he said.']
    >>> sentences("谈判继续。双方同意。")
    ['谈判继续。', '双方同意。']
    """
    found = []
    for paragraph in filter(None, (p.strip() for p in text.split("\n"))):
        start = 0
        for end in _ends(paragraph):
            piece = paragraph[start:end]
            if not _is_open(piece) or _is_open(paragraph):
                found.append(piece.strip())
                start = end
        if rest := paragraph[start:].strip():
            found.append(rest)
    return found


def quotable(
    text: str, count: int = 2, *, headline: str = "", known: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the first *count* sentences of *text* that say something, without a dateline.

    Lead sentences are the strongest summary of a news text that needs no model (See et al. 2017).
    What the headline or a *known* sentence says already is passed over. Each sentence returned stands
    in *text* word by word.
    """
    seen = [_words(said) for said in (headline, *known) if said]
    chosen: list[str] = []
    for sentence in sentences(text[:LOOKED_AT]):
        bare = _without_dateline(sentence)
        if _is_worth_quoting(bare) and not any(_alike(_words(bare), said) for said in seen):
            chosen.append(bare)
        if len(chosen) == count:
            break
    return tuple(chosen)


def adjoining(text: str, quoted: tuple[str, ...]) -> bool:
    """Return whether the *quoted* sentences stand one after the other in *text*."""
    end = text.find(quoted[0]) + len(quoted[0]) if quoted else 0
    for sentence in quoted[1:]:
        start = text.find(sentence, end)
        if start < 0 or text[end:start].strip():
            return False
        end = start + len(sentence)
    return True


def _ends(paragraph: str) -> Iterator[int]:
    start = 0
    for match in _END.finditer(paragraph):
        if not _goes_on(paragraph, start, match):
            yield match.end()
            start = match.end()


def _goes_on(paragraph: str, start: int, match: re.Match[str]) -> bool:
    following = paragraph[match.end() :].lstrip()[:1]
    if following.islower():
        return True
    before = paragraph[start : match.start()]
    if match[0] != "." or not before.strip():
        return False
    word = before.rsplit(None, 1)[-1].lstrip("(\"“«„'[").casefold()
    is_initial = len(word) == 1 and word.isalpha()
    is_ordinal = word.isdigit() and len(word) <= 2  # "21. November", "No. 5"
    return word in _ABBREVIATIONS or is_initial or is_ordinal


def _is_open(piece: str) -> bool:
    """Return whether a quotation or bracket begins in *piece* and does not end there."""
    if "„" in piece:  # closed by “ in German and Ukrainian, by ” in Polish
        return piece.count("„") > piece.count("“") + piece.count("”")
    return piece.count('"') % 2 == 1 or any(piece.count(a) > piece.count(b) for a, b in _PAIRS)


def _without_dateline(sentence: str) -> str:
    match = _DATELINE.match(sentence)
    if match is None or (match["place"] and not match["place"].isupper()):
        return sentence
    rest = sentence[match.end() :]
    return sentence if rest[0].islower() else rest


def _is_worth_quoting(sentence: str) -> bool:
    length = len(sentence) * (3 if _WIDE.search(sentence) else 1)
    return (
        SHORTEST <= length <= LONGEST
        and _FINISHED.search(sentence) is not None
        and not _UNSAFE.search(sentence)
        and not _is_open(sentence)
    )


def _words(sentence: str) -> frozenset[str]:
    folded = fold(sentence)
    if _WIDE.search(folded):
        return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))
    return frozenset(folded.split())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether most of the shorter one's words stand in the other; figures that differ part them."""
    if not one or not other or {w for w in one ^ other if w.isdigit()}:
        return False
    return len(one & other) > ALIKE * max(len(one), len(other))
