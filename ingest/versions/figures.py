"""Figures as values: "four" and "4", "1,200" and "1 200", "1.5 million" and "150万" are equal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

CJK_DIGITS = {c: v for v, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
CJK_UNITS = {"十": 10, "百": 100, "千": 1000}
CJK_MYRIADS = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8}
# What a Chinese or Japanese numeral counts; without one of these it is part of another word.
_COUNTED = (
    "人名个個位次吨噸架枚辆輛艘座年月日天岁歲种種条條起处處"
    "所度倍家项項米元欧美公平小分周週级級国國发發成"
)
CJK_FIGURE = (
    r"(?<=百分之)[〇零一二三四五六七八九十百]+"
    rf"|[〇零一二三四五六七八九十百千万萬亿億两兩]+(?=[余餘多]?[{_COUNTED}])"
)
DIGITS = r"\d{1,3}(?:[ \u00a0\u202f\u2009’']\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,:/]\d+)*"
CJK_SCALED = rf"(?:{DIGITS})[百千]?[万萬亿億만억]+"

_HUNDREDS = {
    "en": "hundred",
    "de": "hundert",
    "fr": "cent cents",
    "es": "cien ciento",
    "it": "cento",
    "pt": "cem cento",
    "nl": "honderd",
    "pl": "sto",
    "ru": "сто ста",
    "uk": "сто ста",
    "tr": "yüz",
    "ar": "مئة مائة",
}
_THOUSANDS = {
    "en": "thousand",
    "de": "tausend",
    "fr": "mille",
    "es": "mil",
    "it": "mila mille",
    "pt": "mil",
    "nl": "duizend",
    "pl": "tysiąc tysiące tysięcy tys",
    "ru": "тысяча тысячи тысяч тысячу тыс",
    "uk": "тисяча тисячі тисяч тис",
    "tr": "bin",
    "ar": "ألف",
}
_MILLIONS = (  # the same in every language: nothing else is written so
    "million millions mio millionen millón millones mln milion miliony milionów млн миллион миллиона "
    "миллионов мільйон мільйона мільйонів milyon مليون ملايين milione milioni milhão milhões miljoen"
)
_BILLIONS = (
    "billion billions bn mrd milliarde milliarden milliard milliards mld miliard miliardy miliardów "
    "млрд миллиард миллиарда миллиардов мільярд мільярда мільярдів milyar مليار مليارات miliardo "
    "miliardi miljard"
)


def scales_of(language: str) -> dict[str, int]:
    """Return the words of *language* that multiply what stands before them."""
    return {
        **dict.fromkeys(_HUNDREDS.get(language, "").split(), 100),
        **dict.fromkeys(_THOUSANDS.get(language, "").split(), 1000),
        **dict.fromkeys(_MILLIONS.split(), 10**6),
        **dict.fromkeys(_BILLIONS.split(), 10**9),
    }


# From two on: "one" is an article or a pronoun more often than a figure.
_UNITS: Mapping[str, str] = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
    "sechzehn siebzehn achtzehn neunzehn",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
    "quindici sedici diciassette diciotto diciannove",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze treze catorze/quatorze "
    "quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien "
    "zestien zeventien achttien negentien",
    "pl": "dwa/dwie/dwóch/dwoje/dwaj trzy/trzech/troje cztery/czterech/czworo pięć/pięciu/pięcioro "
    "sześć/sześciu siedem/siedmiu osiem/ośmiu dziewięć/dziewięciu dziesięć/dziesięciu "
    "jedenaście/jedenastu dwanaście/dwunastu trzynaście/trzynastu czternaście/czternastu "
    "piętnaście/piętnastu szesnaście/szesnastu siedemnaście/siedemnastu osiemnaście/osiemnastu "
    "dziewiętnaście/dziewiętnastu",
    "ru": "два/две/двух/двое/двоих/двум/двумя три/трех/трое/троих/трем четыре/четырех/четверо/четверых "
    "пять/пяти/пятеро/пятерых шесть/шести/шестеро/шестерых семь/семи/семеро/семерых восемь/восьми "
    "девять/девяти десять/десяти одиннадцать/одиннадцати двенадцать/двенадцати тринадцать/тринадцати "
    "четырнадцать/четырнадцати пятнадцать/пятнадцати шестнадцать/шестнадцати семнадцать/семнадцати "
    "восемнадцать/восемнадцати девятнадцать/девятнадцати",
    "uk": "два/дві/двох/двоє/двом три/трьох/троє чотири/чотирьох/четверо п'ять/п'яти/п'ятеро/п'ятьох "
    "шість/шести/шестеро/шістьох сім/семи/семеро/сімох вісім/восьми/восьмеро дев'ять/дев'яти/дев'ятеро "
    "десять/десяти/десятеро одинадцять/одинадцяти дванадцять/дванадцяти тринадцять/тринадцяти "
    "чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять",
    "tr": "iki üç dört beş altı yedi sekiz dokuz on",
    "ar": "اثنين/اثنان/اثنتين ثلاثة/ثلاث أربعة/أربع خمسة/خمس ستة/ست سبعة/سبع ثمانية/ثماني تسعة/تسع "
    "عشرة/عشر",
}
_TENS: Mapping[str, str] = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "pl": "dwadzieścia/dwudziestu trzydzieści/trzydziestu czterdzieści/czterdziestu "
    "pięćdziesiąt/pięćdziesięciu sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt",
    "ru": "двадцать/двадцати тридцать/тридцати сорок/сорока пятьдесят/пятидесяти "
    "шестьдесят/шестидесяти семьдесят/семидесяти восемьдесят/восьмидесяти девяносто",
    "uk": "двадцять/двадцяти тридцять/тридцяти сорок/сорока п'ятдесят шістдесят сімдесят вісімдесят "
    "дев'яносто",
    "tr": "yirmi otuz kırk elli altmış yetmiş seksen doksan",
    "ar": "عشرين/عشرون ثلاثين/ثلاثون أربعين/أربعون خمسين/خمسون ستين/ستون سبعين/سبعون ثمانين/ثمانون "
    "تسعين/تسعون",
}
JOINTS = frozenset({"and", "y", "et", "e", "en"})  # between two number words only

# Figures without a value: another of them is another figure.
VAGUE = frozenset(
    """dozen dozens hundreds thousands scores десятки десятков сотни сотен тысячи дюжина
    десятки десятків сотні сотень dutzende hunderte tausende dizaines centaines milliers decenas
    cientos miles dziesiątki setki tysiące onlarca yüzlerce binlerce عشرات مئات آلاف decine centinaia
    migliaia dezenas centenas milhares tientallen honderden duizenden""".split()
)

PERCENT = frozenset(
    """percent prozent pourcent percento procent procenta proc pct процент процента процентов
    відсоток відсотка відсотків yüzde""".split()
)


# Languages that write "three thousand" as one word.
_GLUED = {
    "de": {"hundert": 100, "tausend": 1000},
    "it": {"cento": 100, "mila": 1000},
    "nl": {"honderd": 100, "duizend": 1000},
}


def _spelled() -> dict[str, dict[str, int]]:
    words: dict[str, dict[str, int]] = {}
    for table, start, step in ((_UNITS, 2, 1), (_TENS, 20, 10)):
        for language, said in table.items():
            for place, forms in enumerate(said.split()):
                for form in forms.split("/"):
                    words.setdefault(language, {})[form] = start + place * step
    for tens, value in list(words["de"].items()):
        if value >= 20:
            for unit, n in {**words["de"], "ein": 1}.items():
                if n < 10:
                    words["de"][f"{unit}und{tens}"] = value + n
    for language, scales in _GLUED.items():
        for unit, n in list(words[language].items()):
            words[language] |= {f"{unit}{word}": n * scale for word, scale in scales.items()}
    return words


SPELLED = _spelled()


def value_of(written: str) -> str:
    """Return the digits *written* as one value; times, dates and ranges as they are.

    >>> [value_of(w) for w in ("1,200", "1 200", "1.200", "1,5", "0.500", "12:40", "1.234.567,8")]
    ['1200', '1200', '1200', '1.5', '0.5', '12:40', '1234567.8']
    """
    plain = re.sub(r"[\s’']", "", written)
    if re.search(r"[:/]", plain):
        return plain
    marks = re.findall(r"[.,]", plain)
    if not marks:
        return str(int(plain))
    *_, tail = re.split(r"[.,]", plain)
    grouped = len(tail) == 3 and not plain.startswith("0")
    if len(set(marks)) == 1 and (len(marks) > 1 or grouped):
        return re.sub(r"[.,]", "", plain)
    head = re.sub(r"[.,]", "", plain[: -len(tail) - 1])
    return canonical(Decimal(f"{head}.{tail}"))


def canonical(value: Decimal) -> str:
    """Return *value* without trailing zeros or an exponent."""
    return f"{value.normalize():f}"


def cjk_value(written: str) -> str:
    """Return the value of a Chinese or Japanese numeral, or of digits with 万 or 亿.

    >>> [cjk_value(w) for w in ("四", "十七", "两百三十", "150万", "1.5亿")]
    ['4', '17', '230', '1500000', '150000000']
    """
    if written[0].isdigit():
        digits = re.match(DIGITS, written)
        assert digits is not None  # noqa: S101
        value = Decimal(value_of(digits[0]))
        for unit in written[digits.end() :]:
            value *= CJK_UNITS.get(unit) or CJK_MYRIADS[unit]
        return canonical(value)
    total = section = digit = 0
    for c in written:
        if c in CJK_DIGITS:
            digit = CJK_DIGITS[c]
        elif c in CJK_UNITS:
            section += (digit or 1) * CJK_UNITS[c]
            digit = 0
        elif c in CJK_MYRIADS:
            total += ((section + digit) or 1) * CJK_MYRIADS[c]
            section = digit = 0
    return str(total + section + digit)


def spoken_value(parts: Sequence[int]) -> int:
    """Return what number words say together: twenty three, two hundred fifty thousand.

    >>> spoken_value([20, 3]), spoken_value([2, 100, 50, 1000])
    (23, 250000)
    """
    total = current = 0
    for part in parts:
        if part >= 1000:
            total += (current or 1) * part
            current = 0
        elif part == 100:
            current = (current or 1) * 100
        else:
            current += part
    return total + current


def with_latin_digits(text: str) -> str:
    """Return *text* with the digits of every script as 0-9, character for character."""
    if text.isascii():
        return text
    return "".join(
        c if c.isascii() or not c.isdecimal() else str(unicodedata.decimal(c)) for c in text
    )
