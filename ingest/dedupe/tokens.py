"""How a text is read before it is compared: what makes two spellings of one text the same tokens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.dedupe.speech import CLOSE, OPEN
from ingest.normalize.chinese import SIMPLIFIED

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"

_DROPPED = dict.fromkeys(
    [*map(ord, "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
     *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xFE00, 0xFE10),
     # Arabic vowel signs and the stroke that stretches a line, Hebrew points: most print without them
     *range(0x064B, 0x0653), 0x0670, 0x0640, *range(0x0591, 0x05BE), *range(0x05BF, 0x05C3),
     # apostrophes: "об’єкт", "обʼєкт" and "об'єкт" are one word
     *map(ord, "'`´‘’‛ʹʼʻ＇")]
)  # fmt: skip
# NFKC folds full-width digits but leaves Arabic-Indic, Devanagari and some sixty other sets alone.
_DIGITS = {
    point: str(unicodedata.digit(chr(point)))
    for point in range(0x80, 0x10000)  # further up are mathematical digits, which NFKC knows
    if unicodedata.category(chr(point)) == "Nd"
}
_ALEF = dict.fromkeys("أإآٱ", "ا") | {"ى": "ي"}  # houses write or leave out the hamza
_FOLDED: dict[str, str] = {
    **{chr(point): digit or "" for point, digit in (_DROPPED | _DIGITS).items()},
    **_ALEF,
    **SIMPLIFIED,
}
# One search instead of str.translate: four times faster, as nearly all texts have few of these.
_RARE = re.compile(f"[{re.escape(''.join(_FOLDED))}]")

_IS_CJK = re.compile(f"[{CJK}]").fullmatch
_THOUSANDS = r"(?<![\d.,])\d{1,3}(?:[ .,]\d{3})+(?![\d])"
_TOKEN = re.compile(rf"{_THOUSANDS}|[{CJK}]|[^\W_{CJK}]+")
_SIGNS = frozenset((OPEN, CLOSE))
_TOKEN_OR_SIGN = re.compile(rf"{_TOKEN.pattern}|[{OPEN}{CLOSE}]")
_NUMBER = re.compile(rf"({_THOUSANDS})|\d+(?:[.,:/-]\d+)*")
_SEPARATORS = str.maketrans("", "", " .,")

# Letters drawn alike in Latin, Cyrillic and Greek, after case folding.
_CYRILLIC = "аеорсухіјѕԁһӏ"
_LATIN = "aeopcyxijsdhl"
_TO_LATIN = str.maketrans(_CYRILLIC + "αονιρυ", _LATIN + "aovipu")
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_ALIKE = frozenset(_CYRILLIC + _LATIN)
_ONLY_LATIN = re.compile(r"[a-z\u00df-\u024f]")
_ONLY_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_GREEK = re.compile(r"[\u0370-\u03ff]")


def normalized(text: str) -> str:
    """Return *text* without invisible characters, in one form of digits, letters and case.

    >>> normalized("俄羅斯與烏克蘭") == normalized("俄罗斯与乌克兰")
    True
    """
    plain = _RARE.sub(lambda found: _FOLDED[found[0]], text)
    folded = unicodedata.normalize("NFKC", plain).casefold()
    # A free acute or grave is a stress mark on a Cyrillic vowel; ё is often printed as е.
    return folded.replace("ё", "е").replace("\u0301", "").replace("\u0300", "")


def tokens(text: str) -> list[str]:
    """Return the words of *text*; in Chinese, Japanese and Korean every character is one.

    >>> tokens("Over 1,500 troops — «не\\u00adмає» 中国")
    ['over', '1500', 'troops', 'немає', '中', '国']
    >>> tokens("Pаris") == tokens("Paris")  # the first with a Cyrillic а
    True
    """
    return words_of(normalized(text))


def words_of(plain: str) -> list[str]:
    """Return the tokens of a text that :func:`normalized` gave."""
    return [fold(found) for found in _TOKEN.findall(plain)]


def spoken_words(plain: str) -> tuple[list[str], list[bool]]:
    """Return the tokens of a normalised text, and for each whether it lies in direct speech.

    Speech is what stands between the signs of :mod:`ingest.dedupe.speech`; the tokens are the same as
    without them.
    """
    words: list[str] = []
    spoken: list[bool] = []
    inside = False
    for found in _TOKEN_OR_SIGN.findall(plain):
        if found in _SIGNS:
            inside = found == OPEN
        else:
            words.append(fold(found))
            spoken.append(inside)
    return words, spoken


def spans(text: str) -> list[tuple[str, int, int]]:
    """Return ``(token, start, end)`` with offsets in *text* itself, to show passages.

    Characters are folded one by one, so a rare decomposed sequence may give another token than
    :func:`tokens`; texts in the store are NFC and are not concerned.
    """
    pieces: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        folded = normalized(character)
        pieces.append(folded)
        origin.extend([place] * len(folded))
    found = _TOKEN.finditer("".join(pieces))
    return [(fold(m[0]), origin[m.start()], origin[m.end() - 1] + 1) for m in found]


def width(word: str) -> int:
    """Return the length of a token in half-words: one for a Chinese character, two for a word."""
    return 1 if len(word) == 1 and word > "\u3000" and _IS_CJK(word) else 2


def number_values(plain: str) -> frozenset[str]:
    """Return the numbers of a normalised text in one spelling, whatever the thousands separator.

    >>> sorted(number_values("1 500 men, 1.500 women, 3,5 % on 12/05"))
    ['12/05', '1500', '3.5']
    """
    return frozenset(
        found[0].translate(_SEPARATORS) if found[1] else found[0].replace(",", ".")
        for found in _NUMBER.finditer(plain)
    )


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """Return *word* with look-alike letters of another script brought home, separators gone.

    A word of look-alikes only ("сор") becomes Latin on both sides; a word with one letter that is
    unmistakably Cyrillic becomes Cyrillic.
    """
    if word.isascii():
        return word.translate(_SEPARATORS) if word[0].isdigit() else word
    cyrillic = _ONLY_CYRILLIC.findall(word)
    if not cyrillic and not _GREEK.search(word):
        return word
    latin = _ONLY_LATIN.findall(word)
    if all(letter in _ALIKE for letter in cyrillic):
        return word if not latin and _GREEK.search(word) else word.translate(_TO_LATIN)
    return word.translate(_TO_CYRILLIC) if latin else word
