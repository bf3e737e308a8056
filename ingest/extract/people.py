"""Author lines → names of persons."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.normalize.text import fold

_LONGEST = 60  # characters of one name
_PREFIX = re.compile(
    r"^(?:(?:written|words|story|reported|posted|published|text|analysis|edited)\s+)?"
    r"(?:by|von|par|por|da|di|af|av|door|автор(?:ы|ка)?|текст|от|记者|記者|文)\b\s*[:：]?\s+"
    r"|^(?:автор(?:ы|ка)?|byline|authors?|текст|от|文|记者|記者)\s*[:：]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·]|,|&|\band\b|\bund\b|\bet\b|\by\b|\bи\b|\bта\b|\boch\b|、|，)\s*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|journalist|writer|staff|columnist|redakteur(?:in)?|korrespondent(?:in)?|"
    r"producer|analyst|contributor|chief|director|корреспондент|редактор|обозреватель|журналист)\b",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(r"https?:|www\.|@|\.(?:com|net|org|co|de|ru|ua|uk)\b|^\d+$|[<>{}]")


def persons(lines: Iterable[str], *, site: str = "") -> tuple[str, ...]:
    """Return the persons named in author *lines*, in order, each once.

    >>> persons(["By Ann Example and Bo Sample", "https://example.org/ann"])
    ('Ann Example', 'Bo Sample')
    """
    found: dict[str, str] = {}
    for line in lines:
        for part in _SPLIT.split(_PREFIX.sub("", line.strip())):
            name = _PREFIX.sub("", part.strip(" \t.,:-–—()")).strip()
            if _is_name(name, site):
                found.setdefault(fold(name), name)
    return tuple(found.values())


def _is_name(name: str, site: str) -> bool:
    if not 1 < len(name) <= _LONGEST or _NOT_A_NAME.search(name) or _ROLE.fullmatch(name):
        return False
    return any(c.isalpha() for c in name) and fold(name) != fold(site)
