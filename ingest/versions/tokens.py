"""The words and figures of a sentence, in a form in which equal ones are equal however written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.normalize.text import fold
from ingest.versions.figures import (
    CJK_FIGURE,
    CJK_SCALED,
    DIGITS,
    JOINTS,
    PERCENT,
    SPELLED,
    VAGUE,
    canonical,
    cjk_value,
    scales_of,
    spoken_value,
    value_of,
    with_latin_digits,
)

CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = rf"(?:[^\W\d_]\.){{2,}}|[^\W\d_{CJK}]+(?:[’'ʼ-][^\W\d_{CJK}]+)*"
_PER_CENT = r"\b(?:per cent|pour cent|por ciento|por cento|per cento)\b|(?:ب|في )ال(?:مئة|مائة)"
_TOKEN = re.compile(
    rf"(?P<sign>[%％$€£₽]|百分之|{_PER_CENT})|(?P<scaled>{CJK_SCALED})|(?P<cjk>{CJK_FIGURE})"
    rf"|(?P<digits>{DIGITS})|(?P<word>{_WORD}|美元|欧元|[{CJK}])"
)
_ONES = frozenset(
    "one ein eine einen einem einer un une uno una um uma jeden jedna jedno один одна одно одного "
    "одной одне одну bir واحد واحدة één".split()
)
_CURRENCIES = {
    "$": "dollar dollars dólar dólares dollari dolar dolary dolarów доллар доллара долларов долл "
    "долар долари доларів usd دولار 美元",
    "€": "euro euros euró евро євро eur يورو 欧元",
    "£": "pound pounds pfund libras фунт фунтов фунтів",
    "₽": "rouble roubles ruble rubles rubel рубль рублей рубля руб рублів",
}
CURRENCIES = {fold(word): sign for sign, words in _CURRENCIES.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word or a figure and where it stands; *key* is equal where the meaning is."""

    key: str
    start: int
    end: int
    figure: bool = False
    soft: bool = False  # "one": a figure only against another figure


def tokenize(text: str, language: str) -> tuple[Token, ...]:
    """Return the tokens of *text*.

    >>> [t.key for t in tokenize("Four died; $1.5 million, 10 percent", "en")]
    ['4', 'died', '1500000', '$', '10', '%']
    """
    return tuple(_in_order(_joined(list(_raw(with_latin_digits(text), language)))))


def plain(text: str, language: str) -> str:
    """Return the keys of *text* in one line: equal for texts that only differ in form.

    >>> plain("“Four” died…", "en") == plain("4 died", "en")
    True
    """
    return " ".join(token.key for token in tokenize(text, language))


def _raw(text: str, language: str) -> Iterator[Token]:
    spelled = _spelled(language)
    for found in _TOKEN.finditer(text):
        key, figure, soft = _key(found.lastgroup or "", found[0], spelled)
        yield Token(key=key, start=found.start(), end=found.end(), figure=figure, soft=soft)


def _key(kind: str, written: str, spelled: Mapping[str, str]) -> tuple[str, bool, bool]:
    """Return the key of one token, whether it is a figure, and whether a soft one."""
    if kind == "digits":
        return value_of(written), True, False
    if kind in ("scaled", "cjk"):
        one = written == "一"
        return cjk_value(written), not one, one
    if kind == "sign":
        return (written if written in _CURRENCIES else "%"), False, False
    bare = written.replace(".", "")  # U.S. is US
    key = fold(bare).replace("ё", "е") or bare
    parts = key.split(" ")
    if key in spelled:
        return spelled[key], True, False
    if len(parts) > 1 and all(spelled.get(part, "")[:1] == "#" for part in parts):  # twenty-three
        return f"#{sum(int(spelled[part][1:]) for part in parts)}", True, False
    if key in _PERCENT:
        return "%", False, False
    if key in _ONES:
        return "1", False, True
    return CURRENCIES.get(key, key), key in VAGUE, False


def _joined(raw: list[Token]) -> Iterator[Token]:
    """Yield *raw* with number words and multipliers put together into one figure."""
    at = 0
    while at < len(raw):
        token = raw[at]
        run = _run(raw, at)
        if not run:
            yield token
            at += 1
            continue
        yield _figure(raw[at : at + run])
        at += run


def _run(raw: list[Token], at: int) -> int:
    """Return how many tokens from *at* on make up one figure; 0 when it is a word."""
    first = raw[at]
    if not first.figure or first.key in VAGUE:
        return 0
    spoken = first.key[0] in "#x"
    end = at + 1
    while end < len(raw):
        token = raw[end]
        if (token.key.startswith("x") and token.figure) or (spoken and token.key.startswith("#")):
            end += 1
        elif spoken and token.key in JOINTS and _is_number_word(raw, end - 1, end + 1):
            end += 2
        else:
            break
    return end - at


def _is_number_word(raw: list[Token], *places: int) -> bool:
    return all(at < len(raw) and raw[at].key.startswith("#") for at in places)


def _figure(run: list[Token]) -> Token:
    numbers = [token for token in run if token.figure]
    if numbers[0].key[0] in "#x":
        key = str(spoken_value([int(token.key[1:]) for token in numbers]))
    else:
        value, plain = Decimal(1), numbers[0].key
        for scale in numbers[1:]:
            value *= int(scale.key[1:])
        key = plain if len(numbers) == 1 else canonical(value * Decimal(plain))
    return Token(key=key, start=run[0].start, end=run[-1].end, figure=True)


def _in_order(tokens: Iterator[Token]) -> Iterator[Token]:
    """Yield the tokens with "%" and "$" behind their figure, also where they stand in front."""
    held: Token | None = None
    after_figure = False
    for token in tokens:
        if held is None and not after_figure and _is_sign(token):
            held = token
            continue
        yield token
        after_figure = token.figure
        if held is not None:
            yield held
            held = None
    if held is not None:
        yield held


def _is_sign(token: Token) -> bool:
    return token.key == "%" or (token.key in _CURRENCIES and token.end - token.start == 1)


@lru_cache(maxsize=64)
def _spelled(language: str) -> Mapping[str, str]:
    """Return the number words of *language*: "#" and a value, or "x" and a multiplier."""
    words = {fold(word): f"#{value}" for word, value in SPELLED.get(language, {}).items()}
    return words | {fold(word): f"x{value}" for word, value in scales_of(language).items()}


_PERCENT = frozenset(fold(word) for word in PERCENT)
