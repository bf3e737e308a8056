"""Author lines → names of persons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.extract.agencies import AGENCY
from ingest.normalize.text import fold

_LONGEST_NAME = 60  # characters
_LONGEST_LINE = 400
_LONGEST_UNCASED = 24  # in scripts without capitals nothing else tells names from phrases
_MOST_WORDS = 6

_PREFIX = re.compile(
    r"^(?:(?:written|words|story|report|reporting|reported|posted|published|text|analysis|interview|edited"
    r"|review|opinion|commentary|skriven|geschrieben|interview)\s+)?"
    r"(?:by|von|par|por|da|di|af|av|door|oleh|автор(?:ы|ка|и)?|текст|от|від|(?:本报|本社|本网|总台)?记者|記者"
    r"|文|作者|撰文|كتب(?:ت)?|بقلم|نویسنده|लेखक|रिपोर्ट)"
    r"(?:\b\s*[:：]?\s+|\s*[:：/／]\s*)"
    r"|^(?:byline|authors?|autor(?:e|en|in)?|words|text|redaktion|foto|photo|image)\s*[:：]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|•·、，\n]|,(?!\s+(?:and|und|et|y|e|и|та|і)\s)|&|\s/|/\s)\s*"
    r"|,?\s+(?:and|und|et|y|e|og|och|ve|dan|und|и|та|і|й)\s+",
    re.IGNORECASE,
)
_HAN_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[ \u3000]+[\u4e00-\u9fff]{2,4}){1,5}")
_ASIDE = re.compile(r"\s*[(\[（].{0,80}?[)\]）]\s*")
# What stands behind a name without a comma: "Ann Example Staff writer", "윤가람 기자"
_TITLE = re.compile(
    r"(?<=\w)\s+(?:(?:senior|chief|foreign|political|defen[cs]e|science|business|deputy|associate|special|staff"
    r"|freelance|contributing|investigative|national|local|sports?|economics?|diplomatic)\s+){0,2}"
    r"(?:staff|editor|correspondent|reporter|journalist|writer|columnist|producer|contributor|redakteur(?:in)?"
    r"|korrespondent(?:in)?)s?$|\s+(?:기자|특파원|記者|记者)$",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"[(\[]\s{0,3}(?:https?://)?(?:www\.)?[\w-]{1,40}\.[a-z]{2,6}\b[^)\]]{0,40}[)\]]", re.I
)
_PLACE = re.compile(r"\s+(?:in|aus|à|в|из)\s+[A-ZА-ЯЁ][\w-]+$")
_NOT_A_PERSON = re.compile(
    r"https?:|www\.|@|\.(?:com|net|org|info|de|ru|ua|uk|at|ch|fr|es|it|pl|cn|jp|is|no)\b|\d|[<>{}=#]"
    r"|编辑|責任編輯|责编|校对|来源|來源|通讯员单位|[:：]"
    r"|(?:[网網报報社]|新闻|新聞|ニュース|テレビ|放送|电视台|電視台|客户端|編集部|编辑部|일보|신문|뉴스|방송|통신|포털)$"
    r"|^(?:وكالات?|خبرگزاری)\b"
    r"|^\W*(?:image|images|photo|photos|foto|fotos|bild|credit|getty|picture|video|фото|图)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|journalist|writer|staff|columnist|redakteur(?:in)?|"
    r"korrespondent(?:in)?|redaktion|redacci[oó]n|rédaction|redazione|producer|analyst|contributor|"
    r"contributing|chief|director|desk|team|newsroom|editorial|admin|administrator|webmaster|guest|"
    r"super user|"
    r"корреспондент|редактор|редакция|редакція|обозреватель|журналист|记者|编辑|編集部|news|online)\b",
    re.IGNORECASE,
)
# Small words within names; any other makes a phrase of it
_PARTICLES = frozenset(
    """de da di do du dos das del della dalla degli van von vom der den des zu zur zum la le les lo el al
    ul ur bin ibn bint ben abu ter ten te y e i og af av ap d l san santa st mc mac o de' d' ad ed""".split()
)
# Words that systems fill in where nobody signs
_NOBODY = frozenset(
    """admin administrator author editor editors staff newsroom newsdesk webmaster user root guest
    redaktion redaktor redakcja redazione redacción redaction rédaction редакція редакция редактор
    админ адмін администратор новости новини 编辑 小编 本站 未知 佚名""".split()
)


def persons(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the persons named in author *lines*, in order, each once.

    Prefixes ("By"), roles, places, agencies, addresses and handles are not names.

    >>> persons(["By Ann Example and Bo Sample, Science Editor", "https://example.org/ann"])
    ('Ann Example', 'Bo Sample')
    """
    found: dict[str, str] = {}
    for line in lines:
        for name in _parts(line):
            if _is_person(name):
                found.setdefault(fold(name), name)
    mixed = [name for name in found.values() if not name.isupper()]  # houses shout, persons do not
    return tuple(mixed or found.values())


def desks(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the first desk, agency or outlet among *lines*: who signs when no person does."""
    for line in lines:
        name = _PREFIX.sub("", _ASIDE.sub(" ", line).strip()).strip(" ,;|")
        is_address = "//" in name or "@" in name
        if fold(name) in _NOBODY:
            continue
        if 1 < len(name) <= _LONGEST_NAME and not is_address and any(map(str.isalpha, name)):
            return (name,)
    return ()


def has_capitals(text: str) -> bool:
    """Return whether *text* is written in a script that has capital letters."""
    return text.lower() != text.upper()


def _parts(line: str) -> Iterable[str]:
    if len(line) > _LONGEST_LINE or "://" in line:
        return
    if _SITE.search(line):
        return
    line = _PREFIX.sub("", _ASIDE.sub(" ", line).strip())
    if _HAN_NAMES.fullmatch(line):  # without capitals and commas: "周远航 李若溪"
        yield from line.split()
        return
    for part in _SPLIT.split(line):
        name = _PLACE.sub("", _PREFIX.sub("", part.strip(" \t.,:-–—"))).strip(" \t.,:-–—")
        bare = _TITLE.sub("", name)
        yield bare if len(bare.split()) > 1 or not has_capitals(bare) else name


def _is_house(words: Sequence[str]) -> bool:
    """Begins with an agency: "AP Auto", "Reuters Graphics"."""
    return fold(words[0]) in AGENCY


def _is_person(name: str) -> bool:
    words = name.split()
    if not 1 < len(name) <= _LONGEST_NAME or len(words) > _MOST_WORDS:
        return False
    if _NOT_A_PERSON.search(name) or _ROLE.search(name) or fold(name) in AGENCY:
        return False
    if has_capitals(name):
        small = {word.lower() for word in words if word[0].islower()}
        return len(words) - len(small) >= 2 and small <= _PARTICLES and not _is_house(words)
    return any(c.isalpha() for c in name) and len(name) <= _LONGEST_UNCASED
