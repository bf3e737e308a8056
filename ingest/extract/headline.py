"""Which of a page's titles is the headline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.normalize.text import fold

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›:~]|-{1,2}|::|\|\|)\s+|\s*[|｜]\s*|\s*[_]\s*(?=\S+$)|:\s+")
_STRONG = re.compile(r"\s+(?:[|–—·•»-]|::)\s+|\s*[|｜]\s*")
_ADDED = re.compile(
    r"\s{0,3}(?:[（【｜|_].{1,40}|[(\[][^()]{2,40}[)\]]\s[|–—-].{1,40})$"
)  # outlet and portal
_FEW_WORDS = 4
_SHORTEST = 10  # characters of an h1 that is a headline and not a section's or a site's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """The forms in which a page may carry its headline."""

    ld: str = ""
    og: str = ""
    twitter: str = ""
    other: str = ""  # dc.title, parsely-title and the like
    h1: tuple[str, ...] = ()
    title: str = ""  # of the <title> element, with the site's name
    site: str = ""
    lines: tuple[str, ...] = ()  # further short lines of the page, which may be the bare title

    def forms(self) -> tuple[str, ...]:
        """Every form, without site suffixes and repetitions, for finding the title in the text."""
        raw = (self.ld, self.og, self.twitter, self.other, *self.h1, self.title)
        known = (*raw, *self.lines)
        bare = (without_site(form, self.site, known) for form in raw)
        return unique(form for pair in zip(bare, raw, strict=True) for form in pair)


def choose_headline(titles: Titles) -> str:
    """Return the headline: the form with most weight behind it.

    Forms that read alike add up. The publisher's two statements and the visible heading count about
    the same; the window title is written for search engines and only decides between equals.
    """
    raw = (titles.og, titles.ld, *titles.h1, titles.title, titles.twitter, titles.other)
    known = (*raw, *titles.lines)
    og, ld, title, twitter, other = (
        without_site(form, titles.site, known)
        for form in (titles.og, titles.ld, titles.title, titles.twitter, titles.other)
    )
    headings = [h for h in titles.h1 if len(h) >= _SHORTEST]
    forms = [(og, 1.2), (ld, 1.0), *((h, 1.0) for h in headings[:1]), (title, 0.25)]
    weight: defaultdict[str, float] = defaultdict(float)
    for form, vote in forms:
        if form:
            weight[fold(form)] += vote
    if weight:
        best = max(weight, key=lambda form: weight[form])
        headline = next(form for form, _ in forms if fold(form) == best)
        return _bare(headline, titles.lines) if headline == title and weight[best] < 1 else headline
    return next((form for form in (twitter, other, *titles.h1) if form), "")


def without_site(form: str, site: str, others: Sequence[str]) -> str:
    """Return *form* without the site's name (or section) at its end or start.

    A part goes when it names the site, or when the rest alone is one of *others*.

    >>> without_site("Talks resume | Daily Example", "Daily Example", ())
    'Talks resume'
    >>> without_site("Talks resume - World", "", ("Talks resume",))
    'Talks resume'
    """
    known = {fold(other) for other in others if other and other != form}
    for other in others:
        if len(other) >= _SHORTEST and form.startswith(other) and _ADDED.match(form[len(other) :]):
            return other
    cuts = list(_SEPARATOR.finditer(form))
    name = fold(site).replace(" ", "")
    for cut in reversed(cuts):
        head, tail = form[: cut.start()].strip(), form[cut.end() :].strip()
        if head and (fold(head) in known or _names_site(tail, name)):
            return without_site(head, site, others)
    for cut in cuts:
        head, tail = form[: cut.start()].strip(), form[cut.end() :].strip()
        if tail and _names_site(head, name) and len(tail) > _SHORTEST:
            return tail
    return form


def _bare(title: str, lines: Sequence[str]) -> str:
    """Return a window title nothing else confirms, without what may be the name of the site.

    That is what stands around one of the page's *lines*, or the few words behind the last bar or dash.
    """
    inside = [line for line in lines if title.endswith((": " + line, "| " + line, "- " + line))]
    if inside:
        return inside[0]
    cuts = list(_STRONG.finditer(title))
    if not cuts:
        return title
    head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
    return head if len(head) > 2 * len(tail) and len(tail.split()) <= _FEW_WORDS else title


def unique(forms: Iterable[str]) -> tuple[str, ...]:
    """Return *forms* in order, each reading once."""
    return tuple({fold(form): form for form in reversed([*forms]) if fold(form)}.values())[::-1]


def _names_site(part: str, site: str) -> bool:
    folded = fold(part).replace(" ", "")
    return (
        bool(site)
        and bool(folded)
        and (
            folded == site
            or (len(folded) > 4 and (folded in site))
            or (len(site) > 4 and site in folded and len(part.split()) <= 4)
        )
    )
