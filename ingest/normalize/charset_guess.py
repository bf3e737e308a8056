"""Which encoding makes written language of given bytes: judged by letters, case and common signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

SAMPLE = 4_000  # characters judged
READ = 256 * 1024  # bytes, or characters, looked at for a guess
MARGIN = 0.3  # by how much a guess must look better than a claim to overrule it
CONVINCING = 0.1  # below it, a guess is worth less than what the page claims

_RUN = re.compile(r"[A-Za-z]?[^\x00-\x7f]+[A-Za-z]?")  # with the Latin letters it touches
_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TYPOGRAPHIC = frozenset("«»„“”‘’‚‹›—–…№•·©®™°§€\xa0")
_COMMON_CYRILLIC = frozenset("оеаинтсрвлкмдпуяыіз")
_OTHER_CYRILLIC = frozenset("бвгджзйклмнпрстфхцчшщъьэюёіїєґў")
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后"
    "小多天而能好都然没日于起还发成事只作当看文无开用主行方又如前所本见经面公同三已从动两长部政月新市报民"
    "這來國個說們為時會過學對裡後沒於還發當無開經動兩長與將報關機電總導記業進美俄台"
)
_COMMON_ARABIC = frozenset("اليمنوترهبدعسفكقةحأ")
_HAN_SIGNS = frozenset("，。、；：？！“”‘’《》（）【】「」『』—…　")


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
    return judge(_sample(text)) if judge else None


def guess(body: bytes) -> Guess:
    """Return which encoding fits *body* best.

    >>> guess("Сегодня в городе снова идёт снег.".encode("koi8-r")).name
    'koi8-u'
    """
    best = Guess("", CONVINCING)
    for name, codec in _GUESSED.items():
        runs = _sample(body[:READ].decode(codec, "replace"))
        best = max(best, Guess(name, _JUDGES[name](runs)), key=lambda each: each.score)
    return best if best.name else NO_GUESS


def _sample(text: str) -> list[str]:
    """Runs of non-ASCII characters, up to ``SAMPLE`` of them in all."""
    runs, size = [], 0
    for match in _RUN.finditer(text):
        runs.append(match[0][: SAMPLE - size])
        size += len(runs[-1])
        if size >= SAMPLE:
            break
    return runs


def _mean(scores: list[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0


def _cyrillic(runs: list[str]) -> float:
    scores: list[float] = []
    for run in runs:
        if run[0].isascii() or run[-1].isascii():  # half Latin, half Cyrillic: no word
            scores += [-1.0 if char.isalpha() else 0.0 for char in run]
            continue
        before = ""
        for char in run:
            scores.append(_cyrillic_sign(char, before))
            before = char
    return _mean(scores)


def _cyrillic_sign(char: str, before: str) -> float:
    small = char.lower()
    if small not in _COMMON_CYRILLIC and small not in _OTHER_CYRILLIC:
        return 0.3 if char in _TYPOGRAPHIC else -1.0
    if (
        char != small
    ):  # a capital after a small letter is how KOI8 and Windows-1251 misread each other
        return -1.0 if before and before.islower() else 0.4
    if before and before.isupper() and small not in _COMMON_CYRILLIC:
        return 0.1
    return 1.0 if small in _COMMON_CYRILLIC else 0.2


def _han(runs: list[str]) -> float:
    return _mean([_han_sign(char) for char in _foreign(runs)])


def _han_sign(char: str) -> float:
    if char in _COMMON_HAN:
        return 1.0
    if char in _HAN_SIGNS:
        return 0.5
    if "\u3400" <= char <= "\u9fff":
        return 0.05
    if "\uff01" <= char <= "\uff5e":
        return 0.0
    return 0.0 if char in _TYPOGRAPHIC else -1.0 if char != "\ufffd" else -3.0


def _japanese(runs: list[str]) -> float:
    """Every sentence has hiragana; half-width katakana are Cyrillic or Chinese misread."""
    return _mean([_kana_sign(char) for char in _foreign(runs)])


def _kana_sign(char: str) -> float:
    if "\u3041" <= char <= "\u30ff":
        return 0.7
    return -1.0 if "\uff61" <= char <= "\uff9f" else min(_han_sign(char), 0.05)


def _korean(runs: list[str]) -> float:
    """Hangul, and hardly a Chinese character any more."""
    return _mean([0.7 if "\uac00" <= char <= "\ud7a3" else -0.4 for char in _foreign(runs)])


def _foreign(runs: list[str]) -> list[str]:
    return [char for run in runs for char in run if char > "\x7f"]


def _western(runs: list[str]) -> float:
    """Accented letters come alone between plain ones; three in a row are another script misread."""
    scores: list[float] = []
    for touched in runs:
        run = touched.strip(_LATIN)
        letters = sum(char.isalpha() for char in run)
        signs = [0.5 if char in _TYPOGRAPHIC else -0.5 for char in run if not char.isalpha()]
        scores += signs + [0.6 if letters < 3 else -1.0] * letters
    return _mean(scores)


def _arabic(runs: list[str]) -> float:
    """Arabic letters come in words of their own; what touches a Latin letter is misread French."""
    scores: list[float] = []
    for run in runs:
        mixed = run[0].isascii() or run[-1].isascii()
        scores += [-1.0 if mixed and char.isalpha() else _arabic_sign(char) for char in run]
    return _mean(scores)


def _arabic_sign(char: str) -> float:
    if char in _COMMON_ARABIC:
        return 1.0
    if "\u0621" <= char <= "\u0652" or char in "پچژگکی":
        return 0.2
    return 0.3 if char in _TYPOGRAPHIC or char in "،؛؟" else -1.0


def _utf8(runs: list[str]) -> float:
    return _mean([-3.0 if char == "\ufffd" else 1.0 for char in _foreign(runs)])


_GUESSED = {  # WHATWG name → Python codec
    "utf-8": "utf-8",
    "windows-1251": "cp1251",
    "koi8-u": "koi8_u",
    "ibm866": "cp866",
    "iso-8859-5": "iso8859_5",
    "x-mac-cyrillic": "mac_cyrillic",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "windows-1256": "cp1256",
    "iso-8859-6": "iso8859_6",
    "windows-1252": "cp1252",
}
_JUDGES: dict[str, Callable[[list[str]], float]] = {
    "utf-8": _utf8,
    "windows-1251": _cyrillic,
    "koi8-r": _cyrillic,
    "koi8-u": _cyrillic,
    "ibm866": _cyrillic,
    "iso-8859-5": _cyrillic,
    "x-mac-cyrillic": _cyrillic,
    "gbk": _han,
    "gb18030": _han,
    "big5": _han,
    "shift_jis": _japanese,
    "euc-jp": _japanese,
    "euc-kr": _korean,
    "windows-1256": _arabic,
    "iso-8859-6": _arabic,
    "windows-1252": _western,
    "iso-8859-2": _western,
    "iso-8859-15": _western,
    "windows-1250": _western,
    "windows-1254": _western,
    "windows-1257": _western,
}
