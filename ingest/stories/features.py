"""What a text says, for comparing: its stems, those of its title, and the names and figures in it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ingest.model import Article

READ = 8_000  # characters of a text: what comes later says little about which event it tells

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|\d+(?:[.,:]\d+)*|[^\W\d_{_CJK}]+(?:[’'ʼ-][^\W\d_{_CJK}]+)*")
_IS_CJK = re.compile(f"[{_CJK}]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_STARTS = re.compile(r"(?:^|[.!?…:\n])[\s\"“”«»„‘’'(\[—–-]*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_APOSTROPHES = str.maketrans("", "", "'’ʼ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One text as the comparison sees it."""

    terms: Counter[str]
    title: frozenset[str]
    names: frozenset[
        str
    ]  # capitalised words and figures; pairs of characters where there is no case
    topical: frozenset[str]  # names every text on the topic has: they tell no two events apart


def read_features(articles: Sequence[Article]) -> tuple[Features, ...]:
    """Return the features of *articles* in order.

    A word that begins a sentence counts as a name when another text has it as one in mid-sentence.
    """
    drafts = [_draft(article) for article in articles]
    known = frozenset[str]().union(*(names for _, _, names, _, _ in drafts))
    return tuple(
        Features(terms=terms, title=title, names=names | (starts & known), topical=topical)
        for terms, title, names, starts, topical in drafts
    )


Draft = tuple[Counter[str], frozenset[str], frozenset[str], frozenset[str], frozenset[str]]


def _draft(article: Article) -> Draft:
    title = unicodedata.normalize("NFKC", article.headline)
    body = unicodedata.normalize("NFKC", article.text[:READ])
    language = article.language
    terms: Counter[str] = Counter()
    names: set[str] = set()
    for word, count in Counter(_WORD.findall(body)).items():
        found = stems(word, language)
        for stem in found:
            terms[stem] += count
        if (word[0] >= "\u3040" and _IS_CJK.match(word)) or (
            word[0].isdigit() and _is_figure(word)
        ):
            names.update(found)
    starts: set[str] = set()
    for match in _WORD.finditer(body):
        if match[0][0].isupper():
            at = match.start()
            place = starts if _STARTS.search(body, max(0, at - 8), at) else names
            place.update(stems(match[0], language))
    in_title = frozenset(s for word in _WORD.findall(title) for s in stems(word, language))
    terms.update(in_title)
    return terms, in_title - ordinary(), frozenset(names - ordinary()), frozenset(starts), _topical(
        article
    )  # fmt: skip


@lru_cache(maxsize=200_000)
def stems(word: str, language: str) -> tuple[str, ...]:
    """Return *word* without its endings; a run of Chinese or Japanese as pairs of characters.

    >>> stems("переговорами", "ru") == stems("переговоры", "ru"), stems("talks", "en")
    (True, ('talk',))
    >>> stems("乌克兰", "zh")
    ('乌克', '克兰')
    """
    if _IS_CJK.match(word):
        return tuple(word[i : i + 2] for i in range(len(word) - 1)) or (word,)
    return (_stem(word, language),)


def _stem(word: str, language: str) -> str:
    plain = word.casefold().replace("ё", "е").removesuffix("'s").removesuffix("’s")
    plain = plain.translate(_APOSTROPHES)
    if _CYRILLIC.search(plain):
        return plain[:5] if len(plain) > 6 else plain.rstrip("аеиоуыэюяіїєьй") or plain
    if language == "en" and plain.isascii():
        return _english()(plain)
    if plain.isascii() or plain[0] < "\u0250":  # other languages in Latin letters
        return plain[:6]
    return plain.removeprefix("ال")  # the Arabic article


@cache
def _english() -> Callable[[str], str]:
    import snowballstemmer  # here, because it costs a quarter second

    stem: Callable[[str], str] = snowballstemmer.stemmer("english").stemWord
    return stem


@cache
def ordinary() -> frozenset[str]:
    """Return the stems of words that stand in any news text, whatever it tells."""
    text = files("ingest.stories").joinpath("ordinary.txt").read_text("utf-8")
    lines = [line.partition(":") for line in text.splitlines() if ":" in line]
    return frozenset(
        s for language, _, said in lines for w in said.split() for s in stems(w, language)
    )


def _topical(article: Article) -> frozenset[str]:
    """Return the stems of the topic's own strongest names (countries, capitals, leaders) in a text."""
    text = f"{article.headline}\n{article.text}"
    found: set[str] = set()
    for hit in article.relevance.hits:
        if hit.weight >= 1.0 and (word := _WORD.match(text, hit.start)):
            whole = hit.matched if _IS_CJK.match(hit.matched) else word[0]
            found.update(stems(unicodedata.normalize("NFKC", whole), article.language))
    return frozenset(found)


def _is_figure(word: str) -> bool:
    return len(word) > 1 and not _YEAR.fullmatch(word)
