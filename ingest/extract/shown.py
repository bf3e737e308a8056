"""The date a page shows beside its headline, where neither its data nor its mark-up says one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from ingest.extract.labels import DATE, labelled
from ingest.model import Moment
from ingest.normalize.dates import parse_date

_BELOW, _ABOVE = 30, 12  # texts looked at behind and before the headline
_PROSE = 100  # characters: where the article begins, its stamp is behind us
_TEXTS = etree.XPath(
    "//body//text()[not(parent::script or parent::style or parent::option)][normalize-space()]"
)

_CLOCK = (
    r"(?:(?:[\s,T•·|–—-]|at|о|в|à|às|um|kl\.?|alle|a las|ore|г\.?|р\.?|года|року){1,6}"
    r"\d{1,2}[:.hч]\d{2}(?::\d{2})?)?"
)
_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    r"(?<![\d.,/-])(?:"
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}(?:\s?日)?(?!\d)"
    r"|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?(?:19|20)\d{2}(?!\d)"
    rf"|\d{{1,2}}(?:\.|er|st|nd|rd|th|º)?\s(?:de\s|of\s)?{_MONTH},?\s(?:de\s)?(?:19|20)\d{{2}}(?!\d)"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d{{2}}(?!\d)"
    rf"){_CLOCK}",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?:updated?|modified|обновлен\w*|оновлен\w*|изменен\w*|змінен\w*|aktualisiert|güncelleme\w*"
    r"|mise? à jour|modifié\w*|actualizado|atualizado|aggiornat\w*|zaktualizowano|更新|تحديث)"
    r"\W{0,3}[^\W\d]{0,12}\W{0,3}$",
    re.IGNORECASE,
)
_LABEL = 24  # characters before a date that may say what it is


def shown_date(tree: HtmlElement, now: datetime) -> Moment | None:
    """Return the date that *tree* labels as such, or the first one near its headline.

    Behind it is better than before it; one before it that is today's is the calendar in the masthead.
    """
    found: Any = _TEXTS(tree)  # lxml types an XPath result as everything it could be
    texts = [" ".join(text.split()) for text in found]
    for value in labelled(texts, DATE):
        if moments := [*_moments(value[:_PROSE], now)]:
            return moments[0]
    headings = set(itertools.islice(tree.iter("h1"), 1)) or set(
        itertools.islice(tree.iter("h2"), 1)
    )
    heading = next(iter(headings), None)
    if heading is None:
        return None
    first = next((i for i, t in enumerate(found) if _is_in(t, heading)), None)
    if first is None:
        return None
    last = first
    while last + 1 < len(found) and _is_in(found[last + 1], heading):
        last += 1
    below = itertools.takewhile(lambda t: len(t) < _PROSE, texts[last + 1 : last + _BELOW])
    moments = list(_moments(" \n".join(below), now))
    if moments:
        return moments[0]
    above = itertools.takewhile(lambda t: len(t) < _PROSE, reversed(texts[:first][-_ABOVE:]))
    today = now - timedelta(days=1)
    dated = _moments(" \n".join(reversed(list(above))), now)
    return next((moment for moment in dated if moment.at < today), None)


def _moments(text: str, now: datetime) -> Iterator[Moment]:
    """Yield the dates in *text*: those of publication first, then those of updates."""
    updates = []
    for match in _DATE.finditer(text):
        moment = parse_date(_tidy(match[0]), origin="text", now=now)
        if moment is None or moment.precision in ("month", "year"):
            continue
        if _UPDATED.search(text[max(0, match.start() - _LABEL) : match.start()]):
            updates.append(moment)
        else:
            yield moment
    yield from updates


def _tidy(date: str) -> str:
    return re.sub(r"\s?([./年月-])\s?(?=\d)", r"\1", date.replace("\n", " "))


def _is_in(text: Any, heading: HtmlElement) -> bool:
    element = text.getparent()
    if text.is_tail:
        element = element.getparent()
    return element is heading or any(a is heading for a in element.iterancestors())
