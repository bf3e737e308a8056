"""How much a text looks written, script by script: 1 = surely, below 0 = read in the wrong encoding.

Each judge looks at runs of characters beyond ASCII, each with the Latin letters it touches. No single
sign is decisive: common letters, the case of neighbours and the places where signs may stand add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import normalize

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TYPOGRAPHIC = frozenset("«»„“”‘’‚‹›—–…№•·©®™°§€\xa0")
_LATIN_SIGNS = _TYPOGRAPHIC | frozenset("£¥¢×±¼½¾¡¿·")
_BROKEN = "\ufffd"


def _weights(**letters: str) -> dict[str, float]:
    """``_weights(often="ab", seldom="c")`` → weight by letter."""
    value = {"often": 1.0, "sometimes": 0.6, "seldom": 0.1}
    return {letter: value[how] for how, several in letters.items() for letter in several}


_CYRILLIC = _weights(
    often="оеаинтсрвлі",
    sometimes="кмдпуяыьгзбчй",
    seldom="хжшюцщэфъёїєґўјљњћђџѓќѕ",
)
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїєўјр")  # р makes syllables in Serbian
_GREEK = _weights(often="αοιετσνηυρπκμςάίό", sometimes="λωδγέήύώχθφ", seldom="βξζψϊϋΐΰ")
_HEBREW = _weights(often="יוהלאתרבמ", sometimes="שנםדקעפחכגסטןצזךףץ", seldom="ְִֵֶַָֹּׁ־")
_HEBREW_FINALS = frozenset("ךםןףץ")
_ARABIC = _weights(often="اليمنوترهبدعسفكقةحأ", sometimes="جشصخطزذئءإىضغثظآؤ", seldom="پچژگکیًٌٍَُِّْ،؛؟")
_THAI = _weights(
    often="านรอกเง่้ยลวดมตสทีัคหปไบพะขิ", sometimes="็ใชแืึุูโจถผธณซำ์ฟศษภญ", seldom="ฐฉฝฯๆฎฏฆฌฑฮฒ๊๋"
)
_THAI_MARKS = frozenset("ัิีึืฺุู็่้๊๋์ํ๎")
_THAI_LEADING = frozenset("เแโใไ")
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后"
    "小多天而能好都然没日于起还发成事只作当看文无开用主行方又如前所本见经面公同三已从动两长部政月新市报民"
    "這來國個說們為時會過學對裡後沒於還發當無開經動兩長與將報關機電總導記業進美俄台"
)
_HAN_SIGNS = frozenset("，。、；：？！“”‘’《》（）【】「」『』—…　")

ALPHABETS: Mapping[str, frozenset[str]] = {  # beyond a to z
    "de": frozenset("äöüßé"),
    "fr": frozenset("àâçèéêëîïôùûüœæÿ"),
    "es": frozenset("áéíñóúü¿¡ªº"),
    "pt": frozenset("áâãàçéêíóôõúüªº"),
    "it": frozenset("àèéìîòóùª"),
    "ca": frozenset("àçèéíïòóúü·"),
    "nl": frozenset("éèëïóöü"),
    "sv": frozenset("åäöé"),
    "da": frozenset("æøåéö"),
    "is": frozenset("áéíóúýþæöð"),
    "pl": frozenset("ąćęłńóśźż"),
    "cs": frozenset("áčďéěíňóřšťúůýž"),
    "sk": frozenset("áäčďéíĺľňóôŕšťúýž"),
    "hu": frozenset("áéíóöőúüű"),
    "ro": frozenset("ăâîşţ"),
    "hr": frozenset("čćđšž"),
    "sq": frozenset("çë"),
    "tr": frozenset("çğıi̇öşüâîû"),
    "lt": frozenset("ąčęėįšųūž"),
    "lv": frozenset("āčēģīķļņšūž"),
    "et": frozenset("äöõüšž"),
}

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ONLY_VIETNAMESE = frozenset("ăđơưĂĐƠƯ")
_VIETNAMESE_SHARE = (
    0.05  # of a text's signs; Portuguese and Icelandic show one of the two, never both
)
_VIETNAMESE = frozenset(
    normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in ("", *_TONES)
) | {"đ"}


def cyrillic(runs: Sequence[str]) -> float:
    """Words have vowels, and capitals at their beginning or everywhere."""
    return _mean_of(runs, _cyrillic_run)


def _cyrillic_run(run: str) -> Iterator[float]:
    for word in _words(run):
        sung = len(word) < 4 or not _CYRILLIC_VOWELS.isdisjoint(word.lower())
        most = -0.5 if not sung or _is_upside_down(word) else _alone(word)
        yield from (min(_CYRILLIC.get(char, -1.0), most) for char in word.lower())
    yield from _signs(run)


def greek(runs: Sequence[str]) -> float:
    """Sigma has a form of its own for the end of a word, and only there."""
    return _mean_of(runs, _greek_run)


def _greek_run(run: str) -> Iterator[float]:
    for word in _words(run):
        most = -0.5 if _is_upside_down(word) else _alone(word)
        yield from (min(_GREEK.get(char, -1.0), most) for char in word.lower())
        yield from [-1.0] * (word[:-1].count("ς") + (len(word) > 1 and word[-1] == "σ"))
    yield from _signs(run)


def hebrew(runs: Sequence[str]) -> float:
    """Five letters have another form at the end of a word, and only there."""
    return _mean_of(runs, _hebrew_run)


def _hebrew_run(run: str) -> Iterator[float]:
    for word in _words(run):
        yield from (min(_HEBREW.get(char, -1.0), _alone(word)) for char in word)
        yield from (-1.0 for char in word[:-1] if char in _HEBREW_FINALS)
    yield from _signs(run, _HEBREW)


def arabic(runs: Sequence[str]) -> float:
    """Arabic letters come in words of their own; what touches a Latin letter is misread French."""
    return _mean_of(runs, _arabic_run)


def _arabic_run(run: str) -> Iterator[float]:
    return (min(_plain(char, _ARABIC), _alone(run)) for char in run)


def thai(runs: Sequence[str]) -> float:
    """Marks stand on letters; some vowels stand before one."""
    return _mean_of(runs, _thai_run)


def _thai_run(run: str) -> Iterator[float]:
    for before, char in zip(" " + run, run, strict=False):
        astray = char in _THAI_MARKS and not "\u0e01" <= before <= "\u0e4e"
        astray |= before in _THAI_LEADING and char > "\u0e2e"
        yield -1.0 if astray else min(_plain(char, _THAI), _alone(run))


def han(runs: Sequence[str]) -> float:
    """Nearly all that is written is in the first half of the national standards, sorted by use."""
    return _mean([_han_sign(char) for char in _foreign(runs)])


def japanese(runs: Sequence[str]) -> float:
    """Every sentence has hiragana; half-width katakana are Cyrillic or Chinese misread."""
    return _mean([_kana_sign(char) for char in _foreign(runs)])


def korean(runs: Sequence[str]) -> float:
    """Hangul, and hardly a Chinese character any more."""
    return _mean([_hangul_sign(char) for char in _foreign(runs)])


def latin(runs: Sequence[str], languages: Iterable[str] = ALPHABETS) -> float:
    """Accented letters of one language, alone between plain ones; never a sign within a word."""
    letters: list[str] = []
    scores: list[float] = []
    for touched in runs:
        run = touched.strip(_LATIN)
        inside = touched[:1] in _LATIN and touched[-1:] in _LATIN
        if sum(char.isalpha() for char in run) > 3:  # so many in a row are another script misread
            scores += [-1.0] * len(run)
            continue
        for char in run:
            if char.isalpha() and touched == char:
                scores.append(0.4)  # a word of one letter, or a sign misread
            elif char.isalpha():
                letters.append(char.lower())
            else:
                written = char in _LATIN_SIGNS and (not inside or char in "’·–—")
                scores.append(0.5 if written else -1.0 if inside else -0.5)
    best = max((sum(char in ALPHABETS[each] for char in letters) for each in languages), default=0)
    return _mean(scores + [0.65] * best + [-0.5] * (len(letters) - best))


def vietnamese(runs: Sequence[str]) -> float:
    """Vowels with a tone behind them as a sign of its own, and letters that only Vietnamese has.

    Where neither is common it is another Latin script, whose letters stand at the same places.
    """
    scores: list[float] = []
    tones = own = 0
    for run in runs:
        tones += sum(char in _TONES for char in run)
        own += sum(char in _ONLY_VIETNAMESE for char in run)
        for char in normalize("NFC", run):
            if not char.isascii():
                good = char in _LATIN_SIGNS or char.lower() in _VIETNAMESE
                scores.append(0.9 if good else -1.0)
    share = min(tones, own) / max(len(scores), 1)
    return _mean(scores) if share >= _VIETNAMESE_SHARE else -1.0


def utf8(runs: Sequence[str]) -> float:
    """What is valid in it is hardly ever anything else; pieces from elsewhere are not."""
    return _mean([-1.5 if char == _BROKEN else 1.0 for char in _foreign(runs)])


# ── signs ────────────────────────────────────────────────────────────────────────────────────


def _is_mixed(run: str) -> bool:
    """Whether the run touches a Latin letter: half one script and half another is no word."""
    return run[0].isascii() or run[-1].isascii()


def _misread(run: str) -> list[float]:
    return [-1.0 if char.isalpha() else 0.0 for char in run]


def _words(run: str) -> Iterator[str]:
    word = ""
    for char in run:
        if char.isalpha() or char == _BROKEN:
            word += char
        elif word:
            yield word
            word = ""
    if word:
        yield word


def _signs(run: str, points: Mapping[str, float] | None = None) -> list[float]:
    """Scores of what is no letter."""
    signs = (char for char in run if not char.isalpha() and char != _BROKEN)
    return [_plain(char, points or {}) for char in signs]


def _plain(char: str, weights: Mapping[str, float]) -> float:
    return weights.get(char, 0.3 if char in _TYPOGRAPHIC else -1.0)


def _alone(word: str) -> float:
    """The most a letter of *word* can be worth: a single one may as well be a misread "à"."""
    return 1.0 if len(word) > 1 else 0.3


def _is_upside_down(word: str) -> bool:
    """A capital after a small letter is how encodings of one script misread each other."""
    return any(a.islower() and b.isupper() for a, b in pairwise(word))


def _han_sign(char: str) -> float:
    if char in _COMMON_HAN:
        return 1.0
    if char in _HAN_SIGNS:
        return 0.5
    if "\u3400" <= char <= "\u9fff":
        return 0.4 if char in _first_half() else -0.4
    if "\uff01" <= char <= "\uff5e":
        return 0.0
    return 0.0 if char in _TYPOGRAPHIC else -3.0 if char == _BROKEN else -1.0


def _kana_sign(char: str) -> float:
    if "\u3041" <= char <= "\u30ff":
        return 0.8
    if "\u4e00" <= char <= "\u9fff":
        return 0.3 if char in _first_half_japanese() else -0.4
    return -1.0 if "\uff61" <= char <= "\uff9f" else min(_han_sign(char), 0.05)


def _hangul_sign(char: str) -> float:
    if "\uac00" <= char <= "\ud7a3":
        return 0.8 if char in _usual_hangul() else -0.3
    return -3.0 if char == _BROKEN else 0.2 if char in _TYPOGRAPHIC else -0.4


@cache
def _first_half() -> frozenset[str]:
    """The characters that GB 2312 and Big5 put first, 3,755 and 5,401 of them."""
    return frozenset(_rows("gb2312", 0xB0, 0xD7) + _rows("big5", 0xA4, 0xC6))


@cache
def _usual_hangul() -> frozenset[str]:
    """The 2,350 of 11,172 syllables that KS X 1001 has."""
    return frozenset(_rows("euc_kr", 0xB0, 0xC8))


@cache
def _first_half_japanese() -> frozenset[str]:
    """The 2,965 characters that JIS X 0208 puts first."""
    return frozenset(_rows("euc_jp", 0xB0, 0xCF))


def _rows(codec: str, first: int, last: int) -> str:
    pairs = (
        bytes((lead, trail)).decode(codec, "ignore")
        for lead in range(first, last + 1)
        for trail in range(0x40, 0xFF)
    )
    return "".join(pair for pair in pairs if len(pair) == 1 and pair > "\u3400")


def _foreign(runs: Iterable[str]) -> list[str]:
    return [char for run in runs for char in run if char > "\x7f"]


def _mean_of(runs: Sequence[str], judged: Callable[[str], Iterable[float]]) -> float:
    """Return the mean over all characters; runs that mix two scripts are misread as they stand."""
    return _mean(
        [score for run in runs for score in (_misread(run) if _is_mixed(run) else judged(run))]
    )


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores) if scores else 0.0
