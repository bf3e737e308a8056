"""The language of a text: the script decides first, then its letters, then a statistical guess."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_SAMPLE = 4000  # characters; more does not change a verdict and costs time
_ENOUGH = 60  # letters; below, a hint of the same script is better than statistics
_SURE = 0.7  # probability from which statistics beat the hint

# One class per script. A language follows from the script alone where only one of the news
# languages is written in it.
_SCRIPTS = {
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "cyrillic": "\u0400-\u052f",
    "han": "\u3400-\u4dbf\u4e00-\u9fff",
    "kana": "\u3041-\u30ff",
    "hangul": "\u1100-\u11ff\uac00-\ud7a3",
    "arabic": "\u0620-\u06ff\u0750-\u077f",
    "devanagari": "\u0900-\u097f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u05d0-\u05ea",
    "hy": "\u0531-\u0587",
    "ka": "\u10a0-\u10ff",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "my": "\u1000-\u109f",
    "am": "\u1200-\u137f",
    "km": "\u1780-\u17ff",
}
_COUNTERS = {name: re.compile(f"[{letters}]") for name, letters in _SCRIPTS.items()}
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = (
    *(
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "sv",
        "no",
        "da",
        "fi",
        "pl",
        "cs",
        "sk",
        "hu",
        "ro",
    ),
    *(
        "hr",
        "sl",
        "sq",
        "tr",
        "az",
        "id",
        "ms",
        "vi",
        "et",
        "lv",
        "lt",
        "ca",
        "eu",
        "gl",
        "ga",
        "is",
    ),
    *("mt", "sw", "tl", "zu", "xh", "af"),
)
_SAME = {"nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "iw": "he", "in": "id", "fil": "tl"}
_HINTS = {"cyrillic": {"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn", "tt", "uz"}}


def detect_language(text: str, hint: str = "") -> str:
    """Return the ISO 639-1 code of *text*, or ``""`` when it has too few letters to tell.

    *hint* is what the page or feed claims ("en-GB" will do); it decides only when the text is
    short or the statistics are unsure, and never against the script.

    >>> detect_language("Президент заявив, що переговори тривають і їх буде більше.")
    'uk'
    >>> detect_language("東京で会議が開かれた", hint="zh")
    'ja'
    """
    sample = text[:_SAMPLE]
    hint = hint.strip().lower().replace("_", "-").partition("-")[0]
    letters = len(_LETTERS.findall(sample))
    latin = len(_COUNTERS["latin"].findall(sample))
    if latin * 4 > letters * 3:  # nothing else can win: spares the other two dozen counts
        return _latin(sample, letters, hint)
    counts = {name: len(pattern.findall(sample)) for name, pattern in _COUNTERS.items()}
    if not any(counts.values()):
        return ""
    script = max(counts, key=lambda name: counts[name])
    if script in ("han", "kana"):
        return "ja" if counts["kana"] * 20 > counts["han"] else "zh"
    if script == "hangul":
        return "ko"
    if script == "cyrillic":
        return _cyrillic(sample.lower(), hint)
    if script == "arabic":
        return _arabic(sample, hint)
    if script == "devanagari":
        return hint if hint in ("mr", "ne") else "hi"
    if script == "latin":
        return _latin(sample, letters, hint)
    return script


def _cyrillic(sample: str, hint: str) -> str:
    """Tell the Cyrillic alphabets apart by the letters only some of them have."""
    seen = Counter(sample)
    share = sum(seen[c] for c in "абвгдежзиклмнопрстуфхцчшщыьэюяіїєґўёъјљњћђџәғқңөұүһѓќѕй") or 1

    def has(letters: str, least: float = 0.004) -> bool:
        return sum(seen[c] for c in letters) >= max(1.0, least * share)

    if has("әғқұһ"):
        return "kk" if has("ұіқғә") and has("і") else "ky"
    if has("ѓќѕ") and has("ј"):
        return "mk"
    if has("ђћџљњј"):
        return "sr"
    if has("ў"):
        return "be" if has("іы") else "uz"
    if seen["і"] + seen["ї"] + seen["є"] + seen["ґ"] > seen["ы"] + seen["э"] + seen["ё"]:
        return "uk"
    if has("ыэё"):
        return "ru"
    if has("ъ", 0.008):
        return "bg"
    return hint if hint in _HINTS["cyrillic"] else "ru"


def _arabic(sample: str, hint: str) -> str:
    if any(c in sample for c in "ٹڈڑے"):
        return "ur"
    if any(c in sample for c in "ټډړښ"):
        return "ps"
    if any(c in sample for c in "پچژگ") or "ی" in sample:
        return "ckb" if any(c in sample for c in "ەێۆڵ") else "fa"
    return hint if hint in ("fa", "ur", "ps") and len(sample) < _ENOUGH else "ar"


def _latin(sample: str, letters: int, hint: str) -> str:
    hint = _SAME.get(hint, hint) if hint != "sr" else "sr"
    if letters < _ENOUGH:
        return hint if hint in _LATIN else (_guess(sample)[0] if letters >= _ENOUGH // 2 else "")
    language, probability = _guess(sample)
    return hint if hint in _LATIN and probability < _SURE else language


def _guess(sample: str) -> tuple[str, float]:
    language, probability = _identifier().classify(sample)
    return _SAME.get(str(language), str(language)), float(probability)


@cache
def _identifier() -> Any:
    """Return the statistical model, restricted to languages written in Latin letters."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.labels)
    identifier.set_languages([code for code in (*_LATIN, "nb", "nn", "bs") if code in known])
    return identifier
