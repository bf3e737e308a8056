"""The words of a text as the full-text index knows them: one tokenizer for both engines and all languages.

Neither engine brings what we need: SQLite stems only English and takes a Chinese sentence for one word,
PostgreSQL knows no Ukrainian and no Chinese. So texts become tokens here, and the engines only index
them. Chinese and Japanese become overlapping pairs of characters, traditional ones as simplified; words
are stemmed by their script and the language of the text.

A change that makes other tokens must raise ``VERSION``: the stored index then has to be rebuilt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ingest.normalize.chinese import SIMPLIFIED

VERSION = 3

MAX_TOKENS = 20_000  # of one text: 130,000 characters; a tsvector must stay below 1 MB
MAX_LETTERS = 64  # longer "words" are addresses and encoded data

_CJK = "\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+(?:['’ʼ][^\W_{_CJK}]+)*")
_IS_CJK = re.compile(f"[{_CJK}]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")

_UKRAINIAN_ENDINGS = sorted(
    "ами ями ові еві ого ому ими іми ій ої ою ею єю ах ях ів їв ам ям ом ем єм ию ія ії ію"
    " а я у ю и і ї е є о ь й".split(),
    key=lambda ending: (-len(ending), ending),
)
_STEM_LETTERS = 4  # of a Ukrainian word stay, whatever its ending


@dataclass(frozen=True, slots=True)
class Found:
    """One word of a text: its tokens (several for a run of Chinese) and where it stands."""

    tokens: tuple[str, ...]
    start: int
    end: int


def words(text: str, language: str = "") -> Iterator[Found]:
    """Yield the words of *text*, as they stand in it."""
    for match in _TOKEN.finditer(text):
        tokens = _tokens(match.group(), language)
        if tokens:
            yield Found(tokens, match.start(), match.end())


def token_list(text: str, language: str = "") -> list[str]:
    """Return the tokens of *text* in order.

    >>> token_list("Sanctions: China's talks, 中国外交部", "en")
    ['sanction', 'china', 'talk', '中国', '国外', '外交', '交部']
    >>> token_list("Санкции", "ru") == token_list("санкций", "ru")
    True
    """
    found: list[str] = []
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text)):
        found.extend(_tokens(word, language))
        if len(found) >= MAX_TOKENS:
            break
    return found[:MAX_TOKENS]


@lru_cache(maxsize=200_000)  # one article repeats its words, and all articles share most of theirs
def _tokens(word: str, language: str) -> tuple[str, ...]:
    if _IS_CJK.match(word):
        return tuple(_pairs(word))
    token = _stem(word, language)
    return (token,) if token else ()


def _pairs(run: str) -> Iterator[str]:
    """Yield the neighbouring characters of a run; marks and signs within it part it.

    >>> [*_pairs("伊万・王")]
    ['伊万', '王']
    >>> [*_pairs("烏克蘭")] == [*_pairs("乌克兰")]
    True
    """
    for letters in "".join(SIMPLIFIED.get(c, c) if c.isalnum() else " " for c in run).split():
        if len(letters) == 1:
            yield letters
        yield from (letters[i : i + 2] for i in range(len(letters) - 1))


def _stem(word: str, language: str) -> str:
    word = unicodedata.normalize("NFKC", word).lower().replace("ё", "е").replace("’", "'")
    word = _without_accents(word)
    if word.isascii():
        stem = _stemmer("english")(word)
    elif language == "uk" and _CYRILLIC.search(word):
        stem = _ukrainian_stem(word)
    elif language == "ru" and _CYRILLIC.search(word):
        stem = _stemmer("russian")(word)
    else:
        stem = word
    return "".join(c for c in stem.translate(_APOSTROPHES)[:MAX_LETTERS] if c.isalnum())


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer  # here, because it costs a quarter second and only writers need it

    stem: Callable[[str], str] = snowballstemmer.stemmer(language).stemWord
    return stem


def _ukrainian_stem(word: str) -> str:
    """Cut the longest ending off that leaves a stem: no stemmer for Ukrainian exists to depend on."""
    for ending in _UKRAINIAN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_LETTERS:
            return word[: -len(ending)]
    return word


def _without_accents(word: str) -> str:
    """Return Latin letters without accents; й and ї stay what they are.

    >>> _without_accents("zürich"), _without_accents("київ")
    ('zurich', 'київ')
    """
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return bare if bare.isascii() else word
