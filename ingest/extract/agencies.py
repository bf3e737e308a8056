"""The wire agencies: their names in every script, and where a text credits one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.normalize.text import fold

_DATELINE = 80  # characters in which place, date and agency have room
_CREDIT = 40  # characters of a last line that is nothing but a credit
_BRACKETED = re.compile(r"[(（]([^()（）]{2,40})[)）]")
_DIVIDED = re.compile(r"\s*[/|]\s*|\s+[—–-]+\s*|\.\s+|[—–]\s*")  # "МОСКВА, 3 мая — РИА Новости."
_TOKENS = re.compile(r"[/,;()|]|\s+[—–-]\s+")
_DISPATCH = re.compile(
    r"([\u4e00-\u9fff]{2,4}社)[\u4e00-\u9fff\d]{0,16}[电電]"
)  # 新华社北京10月8日电

# The agencies whose texts are copied most, by every name they go by
_AGENCIES = {
    "Reuters": ("reuters", "thomson reuters", "рейтер", "рейтерс", "路透社", "رويترز"),
    "AP": (
        "ap",
        "associated press",
        "the associated press",
        "美联社",
        "أسوشيتد برس",
        "ассошиэйтед пресс",
    ),
    "AFP": (
        "afp",
        "agence france presse",
        "法新社",
        "أ ف ب",
        "أ.ف.ب",
        "فرانس برس",
        "франс пресс",
        "афп",
    ),
    "dpa": ("dpa", "deutsche presse agentur", "dpa infocom", "dpa afx", "德新社", "د ب أ"),
    "TASS": ("tass", "тасс", "итар тасс", "塔斯社"),
    "RIA Novosti": ("ria novosti", "риа новости", "俄新社", "sputnik", "спутник"),
    "Interfax": (
        "interfax",
        "интерфакс",
        "интерфакс украина",
        "interfax ukraine",
        "інтерфакс україна",
    ),
    "Ukrinform": ("ukrinform", "укринформ", "укрінформ"),
    "UNIAN": ("unian", "униан", "уніан"),
    "Xinhua": ("xinhua", "xinhua news agency", "新华社", "新華社", "синьхуа", "شينخوا"),
    "China News Service": ("中新社", "中新网", "中国新闻社", "china news service"),
    "CNA": ("中央社", "central news agency"),
    "Kyodo": ("kyodo", "kyodo news", "共同通信", "共同社"),
    "Jiji": ("jiji", "jiji press", "時事通信", "時事"),
    "Yonhap": ("yonhap", "연합뉴스", "韩联社"),
    "Newsis": ("newsis", "뉴시스"),
    "KCNA": ("kcna", "조선중앙통신", "朝中社"),
    "EFE": ("efe", "agencia efe", "埃菲社"),
    "Europa Press": ("europa press",),
    "Lusa": ("lusa", "agência lusa"),
    "ANSA": ("ansa",),
    "AGI": ("agi",),
    "Adnkronos": ("adnkronos",),
    "APA": ("apa",),
    "SDA": ("sda", "keystone sda", "ats", "keystone ats"),
    "epd": ("epd",),
    "KNA": ("kna",),
    "PAP": ("pap",),
    "ČTK": ("čtk", "ctk"),
    "MTI": ("mti",),
    "Agerpres": ("agerpres",),
    "Mediafax": ("mediafax",),
    "BTA": ("bta", "бта"),
    "TT": ("tt",),
    "NTB": ("ntb",),
    "Ritzau": ("ritzau",),
    "STT": ("stt",),
    "ANP": ("anp",),
    "Belga": ("belga",),
    "Anadolu": ("anadolu", "anadolu ajansı", "anadolu agency", "الأناضول", "аа"),
    "DHA": ("dha",),
    "PA": ("pa media", "press association"),
    "Belta": ("belta", "белта"),
    "PTI": ("pti", "press trust of india"),
    "ANI": ("ani",),
    "IANS": ("ians",),
    "IRNA": ("irna", "ایرنا"),
    "Tasnim": ("tasnim", "تسنیم"),
    "Fars": ("fars news", "خبرگزاری فارس"),
    "SPA": ("واس",),
    "WAM": ("وام",),
    "SANA": ("سانا",),
    "Bloomberg": ("bloomberg", "bloomberg news"),
}
AGENCY = {fold(name): agency for agency, names in _AGENCIES.items() for name in names}


def agency_of(names: Iterable[str]) -> str:
    """Return the wire agency among *names* ("dpa-infocom" → "dpa"), or ``""``."""
    for name in names:
        for part in (name, *re.split(r"[,;/|]", name)):
            if agency := AGENCY.get(fold(part)):
                return agency
    return ""


def agency_credited(lines: Sequence[str]) -> str:
    """Return the agency a text credits: in its dateline, in brackets at its end, or as its last line.

    >>> agency_credited(["KYIV (Reuters) - Talks went on.", "More is expected."])
    'Reuters'
    >>> agency_credited(["МОСКВА, 3 мая — РИА Новости. Мост закрыт.", "Работы идут."])
    'RIA Novosti'
    >>> agency_credited(["新华社北京10月8日电（记者周远航）大桥通车。"])
    'Xinhua'
    """
    if not lines:
        return ""
    if found := _DISPATCH.match(lines[0].lstrip("\u3000 ")):
        return AGENCY.get(fold(found[1]), "")
    heads = [line[:_DATELINE] for line in lines[:2]]
    bracketed = (
        found
        for place in (*heads, lines[-1][-_DATELINE // 2 :])
        for found in _BRACKETED.findall(place)
    )
    divided = (part for part in _DIVIDED.split(heads[0])[1:-1])
    last = _TOKENS.split(lines[-1]) if len(lines[-1]) <= _CREDIT and len(lines) > 1 else ()
    return agency_of(bracketed) or agency_of(divided) or agency_of(part for part in last if part)
