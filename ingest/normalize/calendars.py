"""Dates in other digits, calendars and scripts, rewritten as Western ones; everything else stays as it is.

Thailand counts from the Buddha (2569 is 2026), Iran and Afghanistan by the sun from the Hijra (1405 began
on 21 March 2026). Names of months in scripts whose vowels are marks are replaced by the English ones.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_BUDDHIST = 543
_BUDDHIST_YEAR = re.compile(r"(?<![\d.])(25[3-9]\d|26[0-3]\d)(?!\d)")
_THAI = re.compile("[\u0e00-\u0e7f]")
_ENGLISH = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# fmt: off
_NAMES = (  # one line per month: Thai in full and short, Bengali, Hindi, Nepali, Marathi, Tamil, Telugu
    "มกราคม ม.ค. জানুয়ারি জানুয়ারী जनवरी जन जानेवारी ஜனவரி జనవరి",
    "กุมภาพันธ์ ก.พ. ফেব্রুয়ারি ফেব্রুয়ারী फरवरी फ़रवरी फर फेब्रुअरी फेब्रुवारी பிப்ரவரி ఫిబ్రవరి",
    "มีนาคม มี.ค. মার্চ मार्च மார்ச் మార్చి",
    "เมษายน เม.ย. এপ্রিল अप्रैल अप्रै अप्रिल एप्रिल ஏப்ரல் ఏప్రిల్",
    "พฤษภาคม พ.ค. মে मई मे மே మే",
    "มิถุนายน มิ.ย. জুন जून ஜூன் జూన్",
    "กรกฎาคม ก.ค. জুলাই जुलाई जुला जुलै ஜூலை జులై జూలై",
    "สิงหาคม ส.ค. আগস্ট অগাস্ট अगस्त अग अगस्ट ऑगस्ट ஆகஸ்ட் ఆగస్టు",
    "กันยายน ก.ย. সেপ্টেম্বর सितंबर सितम्बर सित सेप्टेम्बर सप्टेंबर செப்டம்பர் సెప్టెంబర్",
    "ตุลาคม ต.ค. অক্টোবর अक्टूबर अक्तूबर अक्टू अक्टोबर ऑक्टोबर அக்டோபர் అక్టోబర్",
    "พฤศจิกายน พ.ย. নভেম্বর नवंबर नवम्बर नव नोभेम्बर नोव्हेंबर நவம்பர் నవంబర్",
    "ธันวาคม ธ.ค. ডিসেম্বর दिसंबर दिसम्बर दिस डिसेम्बर डिसेंबर டிசம்பர் డిసెంబర్",
)
_SOLAR = (  # Iranian and, where they differ, Afghan names
    "فروردین حمل", "اردیبهشت ثور", "خرداد جوزا", "تیر سرطان", "مرداد امرداد اسد", "شهریور سنبله",
    "مهر میزان", "آبان ابان عقرب", "آذر اذر قوس", "دی جدی", "بهمن دلو", "اسفند حوت",
)
# fmt: on


def _by_name(lines: tuple[str, ...]) -> dict[str, int]:
    return {
        unicodedata.normalize("NFKC", name): number
        for number, names in enumerate(lines, 1)
        for name in names.split()
    }


def _either(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_WESTERN, _PERSIAN = _by_name(_NAMES), _by_name(_SOLAR)
_MARKED = r"\w\u0900-\u0dff\u0e00-\u0e7f"  # letters, and the marks that belong to them
_MONTH = re.compile(rf"(?<![{_MARKED}])(?:{_either(_WESTERN)})(?![{_MARKED}])")
_THAI_EXTRA = re.compile(r"พ\.ศ\.|ค\.ศ\.|\bน\.|เวลา|เมื่อ")
_SHORT_THAI_YEAR = re.compile(r"(?<=[a-z]) (\d\d)(?![\d:.])")
_SOLAR_NAMED = re.compile(
    rf"(?<!\d)(\d{{1,2}})\s+(?:ام\s+)?({_either(_PERSIAN)})(?:\s*ماه)?(?!\w)\s*(?:سال\s*)?(1[34]\d\d)(?!\d)"
)
_SOLAR_NUMBERS = re.compile(r"(?<![\d/.-])(1[34]\d\d)([/.-])(\d{1,2})\2(\d{1,2})(?![\d/.-])")
_SOLAR_CLOCK = re.compile(r"ساعت|،")
_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})  # years of each 33 with a 366th day
_NEW_YEAR_1370 = date(1991, 3, 21)

_VIETNAMESE = re.compile(r"\b(?:thứ|chủ nhật|ngày|tháng|giờ|cập nhật)\b", re.IGNORECASE)
_VIETNAMESE_NUMBERS = {
    "giêng": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7,
    "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12, "chạp": 12,
}  # fmt: skip
_THANG = re.compile(
    rf"(\d{{1,2}})\s*,?\s*(?:tháng|thg)\s*(\d{{1,2}}|{_either(_VIETNAMESE_NUMBERS)})"
    r"(?:\s*,?\s*năm\s*|\s*,?\s*|/)(\d{4})",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_VIETNAMESE_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s?(?:h|giờ)\s?(\d\d)(?!\d)", re.IGNORECASE)
_WEEKDAY = re.compile(r"\bthứ\s+\w+\s*,?|\bchủ nhật\s*,?|\bngày\b|\blúc\b", re.IGNORECASE)
_GREEK_NOON = (
    (re.compile(r"\bμ\.?\s?μ\.?(?!\w)"), "PM"),
    (re.compile(r"\bπ\.?\s?μ\.?(?!\w)"), "AM"),
)


def western(text: str) -> str:
    """Return *text* with its date in Western digits, months and years.

    Raises ``ValueError`` for a day that the other calendar does not have.

    >>> western("๒๑ พฤศจิกายน ๒๕๖๙"), western("۳۰ آبان ۱۴۰۵"), western("21 tháng 11, 2026")
    ('21 Nov 2026', '2026-11-21', '21.11.2026')
    """
    if not text.isascii():
        text = _scripts("".join(map(_plain, text)))
    text = _BUDDHIST_YEAR.sub(lambda year: str(int(year[1]) - _BUDDHIST), text)
    return _SOLAR_NUMBERS.sub(lambda d: _from_solar(int(d[1]), int(d[3]), int(d[4])), text)


def _plain(char: str) -> str:
    """Return *char* with digits of all scripts as ours, and no hidden marks."""
    if char.isascii():
        return char
    if char.isdecimal():
        return str(int(char))
    if unicodedata.category(char) == "Cf":
        return " " if char == "\u200c" else ""
    return char


def _scripts(text: str) -> str:
    thai = bool(_THAI.search(text))
    if thai:
        text = _THAI_EXTRA.sub(" ", text)
    text = " ".join(_MONTH.sub(lambda found: f" {_ENGLISH[_WESTERN[found[0]] - 1]} ", text).split())
    if thai:
        text = _SHORT_THAI_YEAR.sub(lambda year: f" {2500 + int(year[1])}", text)
    if solar := _SOLAR_NAMED.search(text.replace("ي", "ی")):  # the Arabic letter is as common
        day, month, year = int(solar[1]), _PERSIAN[solar[2]], int(solar[3])
        rest = _SOLAR_CLOCK.sub(" ", f"{text[: solar.start()]} {text[solar.end() :]}")
        clock = re.search(r"\d{1,2}:\d\d(?::\d\d)?", rest)
        return f"{_from_solar(year, month, day)} {clock[0] if clock else ''}".strip()
    for noon, english in _GREEK_NOON:
        text = noon.sub(english, text)
    return _from_vietnamese(text) if _VIETNAMESE.search(text) else text


def _from_vietnamese(text: str) -> str:
    """Return *text* with the day in front of the month, as dots say; nobody there writes it otherwise."""
    text = _THANG.sub(lambda d: f"{d[1]}.{_vietnamese_month(d[2])}.{d[3]}", text)
    text = _VIETNAMESE_CLOCK.sub(r"\1:\2", _DAY_FIRST.sub(r"\1.\2.\3", text))
    return " ".join(_WEEKDAY.sub(" ", text).split()).strip(" ,-")


def _vietnamese_month(word: str) -> int:
    return int(word) if word.isdecimal() else _VIETNAMESE_NUMBERS[word.lower()]


def _from_solar(year: int, month: int, day: int) -> str:
    """Return the Western day, as ISO 8601 writes it, of a day of the Iranian calendar.

    >>> _from_solar(1405, 1, 1), _from_solar(1403, 12, 30)
    ('2026-03-21', '2025-03-20')
    """
    longest = 31 if month <= 6 else 30 if month <= 11 or year % 33 in _LEAPS else 29
    if not (1 <= month <= 12 and 1 <= day <= longest):
        raise ValueError(f"no day of the Iranian calendar: {year}/{month}/{day}")
    first, last = sorted((1370, year))
    between = sum(365 + (each % 33 in _LEAPS) for each in range(first, last))
    days = between if year >= 1370 else -between
    in_year = 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + day - 1
    return (_NEW_YEAR_1370 + timedelta(days=days + in_year)).isoformat()
