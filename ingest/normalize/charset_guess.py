"""Which encoding makes written language of given bytes: judged by letters, case and common signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ingest.normalize import charset_judges as judges

SAMPLE = 1_500  # characters judged
PASSAGES = 4 * SAMPLE  # bytes that are decoded for them in each encoding
NEARBY = 100  # bytes before the first that is not ASCII; it may be in the midst of a long script
READ = 256 * 1024  # bytes, or characters, looked at for them
MARGIN = 0.15  # by how much a guess must look better than a claim to overrule it
LATIN_MARGIN = 0.05  # ... where most letters are the same either way
CONVINCING = 0.1  # below it, a guess is worth less than what the page claims

_RUN = re.compile(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?")  # with the Latin letters it touches
_HIGH = re.compile(rb"[\x80-\xff]")
_BRACKET = re.compile(rb"[<>]")  # of a tag; neither is ever the second byte of a character

Judge = Callable[[Sequence[str]], float]


@dataclass(frozen=True, slots=True)
class Guess:
    """The encoding that fits best, and how well."""

    name: str  # WHATWG name, "" if none convinces
    score: float


NO_GUESS = Guess("", 0.0)


def fitness(text: str, name: str) -> float | None:
    """Return how much *text*, decoded as *name*, looks written (1 = surely, below 0 = garbage).

    None if nothing is known about the languages of that encoding.
    """
    judge = _JUDGES.get(name)
    return judge(_runs(text)) if judge else None


def guess(body: bytes) -> Guess:
    """Return which encoding fits *body* best.

    >>> guess("Сегодня в городе снова идёт снег.".encode("koi8-r")).name
    'koi8-u'
    """
    sample = _passages(body)
    best = Guess("", CONVINCING)
    for name, codec, judge in _GUESSED:
        found = Guess(name, judge(_runs(sample.decode(codec, "replace"))))
        best = max(best, found, key=lambda each: each.score)  # the earlier wins a tie
    return best if best.name else NO_GUESS


def doubt(name: str, rival: Guess) -> float:
    """Return how written a text claimed to be *name* must look for the claim to stand against *rival*."""
    latin = name in _LATIN and rival.name in _LATIN
    return rival.score - (LATIN_MARGIN if latin else MARGIN)


def _passages(body: bytes) -> bytes:
    """Text between the tags of *body* that is not plain ASCII, about as much as is judged."""
    found, size, end = [], 0, 0
    while size < PASSAGES and (high := _HIGH.search(body, end, READ)):
        before = max(body.rfind(bracket, end, high.start()) for bracket in (b"<", b">")) + 1
        start = max(before, end, high.start() - NEARBY)
        bracket = _BRACKET.search(body, high.end(), start + PASSAGES)
        end = bracket.start() if bracket else start + PASSAGES
        found.append(body[start:end])
        size += end - start
    return b"\n".join(found)


def _runs(text: str) -> list[str]:
    """Runs of non-ASCII characters, up to ``SAMPLE`` of them in all."""
    runs, size = [], 0
    for match in _RUN.finditer(text, 0, READ):
        runs.append(match[0][: SAMPLE - size])
        size += len(runs[-1])
        if size >= SAMPLE:
            break
    return runs


_WESTERN = ("de", "fr", "es", "pt", "it", "ca", "nl", "sv", "da", "is")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "hr", "sq")
_BALTIC = ("lt", "lv", "et")

_GUESSED: tuple[tuple[str, str, Judge], ...] = (  # WHATWG name, Python codec, judge
    ("utf-8", "utf-8", judges.utf8),
    ("windows-1251", "cp1251", judges.cyrillic),
    ("koi8-u", "koi8_u", judges.cyrillic),
    ("ibm866", "cp866", judges.cyrillic),
    ("iso-8859-5", "iso8859_5", judges.cyrillic),
    ("x-mac-cyrillic", "mac_cyrillic", judges.cyrillic),
    ("gb18030", "gb18030", judges.han),
    ("big5", "big5hkscs", judges.han),
    ("shift_jis", "cp932", judges.japanese),
    ("euc-jp", "euc_jp", judges.japanese),
    ("euc-kr", "cp949", judges.korean),
    ("windows-1252", "cp1252", partial(judges.latin, languages=_WESTERN)),
    ("windows-1250", "cp1250", partial(judges.latin, languages=_CENTRAL)),
    ("iso-8859-2", "iso8859_2", partial(judges.latin, languages=_CENTRAL)),
    ("windows-1254", "cp1254", partial(judges.latin, languages=("tr",))),
    ("windows-1257", "cp1257", partial(judges.latin, languages=_BALTIC)),
    ("windows-1258", "cp1258", judges.vietnamese),
    ("windows-1253", "cp1253", judges.greek),
    ("iso-8859-7", "iso8859_7", judges.greek),
    ("windows-1255", "cp1255", judges.hebrew),
    ("iso-8859-8", "iso8859_8", judges.hebrew),
    ("windows-1256", "cp1256", judges.arabic),
    ("iso-8859-6", "iso8859_6", judges.arabic),
    ("windows-874", "cp874", judges.thai),
)
_LATIN = (
    "windows-1250", "windows-1252", "windows-1254", "windows-1257", "iso-8859-2", "iso-8859-4",
    "iso-8859-10", "iso-8859-13", "iso-8859-15", "iso-8859-16", "macintosh",
)  # fmt: skip
_JUDGES: dict[str, Judge] = (
    {name: judge for name, _, judge in _GUESSED}
    | {"koi8-r": judges.cyrillic, "gbk": judges.han, "iso-8859-8-i": judges.hebrew}
    | dict.fromkeys(_LATIN, judges.latin)  # a claim names no language
)
