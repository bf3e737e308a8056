"""Correction notices: what a publisher says it has changed or put right in an article.

A notice is copied into its field and stays in the text where it stands in the text: readers want it
there. One that the page sets apart from the body is in the field only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from ingest.extract.headtags import line_of
from ingest.model import Block
from ingest.normalize.text import fold

_SHORTEST, _LONGEST = 25, 900  # characters of a notice; a bare "Correction" is its heading
_SOON = 100  # characters: a notice comes to the point, a story quotes one further down
_MOST = 12  # notices of one article; more are a page about corrections

# Words that open a notice. "Update" alone opens news.
_ENDING = r"\s*[:.—–-]"
_OPENING = re.compile(
    r"[\W_]{0,4}(?:(?:"
    r"(?:corrections?(?: and clarifications?)?|clarifications?|corrigend(?:um|a)|errat(?:um|a)|retraction"
    r"|editor(?:s|['’`]s|s['’`])? note|note (?:from|by) the editors?)\b"
    r"(?:\s*\(.{1,40}?\)|,? .{1,30}?\d{4})?"
    r"|korrektur(?:hinweis)?|berichtigung|richtigstellung|hinweis der redaktion"
    r"|anm(?:erkung|\.) (?:der|d\.) red(?:aktion|\.)"
    r"|rectificatif|erratum|correctif|note de la rédaction|ndlr|mise au point"
    r"|corrección|fe de erratas?|fe de errores|rectificación|nota (?:del editor|de la redacción)|aclaración"
    r"|correzione|errata corrige|nota (?:della redazione|dell['’]editore)|rettifica"
    r"|correção|errata|erramos|nota (?:da redação|do editor)"
    r"|sprostowanie|od redakcji|wyjaśnienie redakcji|düzeltme|editörün notu"
    r"|rättelse|rettelse|oikaisu|rectificatie|correctie|oprava|helyesbítés|erată"
    r"|исправлено|исправление|уточнение|поправка|опровержение|от редакции|примечание редакции"
    r"|виправлено|виправлення|уточнення|спростування|від редакції|примітка редакції"
    rf"){_ENDING}"
    r"|(?:更正(?:启事|声明|說明|说明)?|勘误|勘誤|订正|訂正(?:とお詫び)?|编者按|編者按|编者注|編者註"
    r"|정정(?:보도)?)\s*[:：】\])]"
    r"|(?:تصحيح|تنويه|ملاحظة المحرر|توضيح من المحرر|اصلاحیه)\s*[:：])",
    re.IGNORECASE,
)
# What notices say of the text they stand in
_SAID = re.compile(
    r"\b(?:this|the|an earlier|a previous|a prior|an original) (?:\w+ ){0,3}?"
    r"(?:article|story|report|version|piece|post|headline|item|column|graphic|caption)\b.{0,80}?"
    r"\b(?:amended|corrected|updated (?:on .{3,30} )?to (?:correct|clarify|reflect|remove|make clear)"
    r"|misstated|misspelled|misspelt|misidentified|misattributed|incorrectly|wrongly|mistakenly"
    r"|erroneously|inaccurately|gave the wrong|in error)\b"
    r"|\bwe (?:regret|apologi[sz]e for) (?:the|this|any) error"
    r"|\bin einer (?:früheren|ersten|vorherigen|älteren) (?:version|fassung)\b.{0,60}"
    r"\b(?:hieß|stand|wurde|war|haben)\b"
    r"|\bdans une (?:première|précédente) version\b|\bdans une version (?:antérieure|précédente)\b"
    r"|\bcet article a été (?:corrigé|modifié|rectifié)"
    r"|\ben una versión (?:anterior|previa)\b|\beste artículo ha sido (?:corregido|modificado|rectificado)"
    r"|в (?:более )?(?:ранней|предыдущей|первоначальной) версии "
    r"(?:текста|статьи|новости|материала|заметки|публикации)"
    r"|(?:в|из) (?:текст|материал|заголов|новост)\w* (?:была|были|внесен)\w* "
    r"(?:исправлен|допущена|ошибк|изменени|уточнен)"
    r"|[ву] (?:більш )?(?:попередній|початковій|ранній|першій) версії (?:тексту|статті|новини|матеріалу)"
    r"|[ву] (?:тексті|матеріалі|заголовку|новині) (?:було|виправлено|допущено|уточнено)"
    r"|(?:此前|早前|先前)(?:的)?(?:版本|报道|報道).{0,30}(?:有误|有誤|错误|錯誤|更正)|本文(?:已|已经)(?:更正|修正)"
    r"|w (?:poprzedniej|pierwotnej|wcześniejszej) wersji (?:tekstu|artykułu)",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"correction(?!al)|corrigend|erratum|errata|clarification|editors?[-_]?note|amendment|korrektur"
    r"|berichtigung|rectificatif|updatenote",
    re.IGNORECASE,
)


_BOXES = etree.XPath(
    "//body//*[contains(@class, 'orre') or contains(@class, 'ditor') or contains(@class, 'larif')"
    " or contains(@id, 'orre')]"
)
_FEET = etree.XPath("//article//footer//p | //article//small")


def find_corrections(
    stated: Sequence[str], blocks: Sequence[Block], tree: HtmlElement | None = None
) -> tuple[str, ...]:
    """Return the notices of a page: those its data states, its boxes name, or its words give away.

    *blocks* are the chosen text. By wording alone a line counts there and at the foot of an article in
    *tree*; elsewhere on the page it belongs to another article, unless its box is named for it.
    """
    found = [*stated, *(block.text for block in blocks if is_correction(block.text))]
    if tree is not None:
        found.extend(text for text in _at_the_foot(tree) if is_correction(text))
        found.extend(_named(tree))
    return _distinct(found)


def is_correction(line: str) -> bool:
    """Return whether *line* is a correction notice or an editor's note by its words.

    >>> is_correction("This article was amended on 4 May 2026 to correct the name of the bridge.")
    True
    >>> is_correction("The correction in share prices went on.")
    False
    """
    if not _SHORTEST // (1 if line.isascii() else 2) <= len(line) <= _LONGEST:
        return False
    said = _SAID.search(line)
    return _OPENING.match(line) is not None or (said is not None and said.start() < _SOON)


def _distinct(found: Sequence[str]) -> tuple[str, ...]:
    """Return *found* in order, without those another one contains."""
    notices = {fold(text): text for text in reversed(found) if fold(text)}
    kept = [
        text
        for key, text in reversed(notices.items())
        if not any(key != other and key in other for other in notices)
    ]
    return tuple(kept) if len(kept) <= _MOST else ()


def _named(tree: HtmlElement) -> Iterator[str]:
    """Yield the text of the innermost boxes of *tree* named for a correction."""
    boxes: Any = _BOXES(tree)  # lxml types an XPath result as everything it could be
    for box in boxes:
        names = f"{box.get('class', '')} {box.get('id', '')} {box.get('data-component', '')}"
        if not _NAMES.search(names) or _is_elsewhere(box):
            continue
        text = line_of(box)
        if _SHORTEST <= len(text) <= _LONGEST:
            yield text


def _at_the_foot(tree: HtmlElement) -> Iterator[str]:
    feet: Any = _FEET(tree)
    return (line_of(foot) for foot in feet)


def _is_elsewhere(element: HtmlElement) -> bool:
    return next(element.iterancestors("aside", "nav", "header"), None) is not None
