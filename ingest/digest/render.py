"""A digest as HTML and as plain text, from the same values. The texts of others are always escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ingest.digest.edition import Blind, Completeness, Edition, Quote
from ingest.digest.wording import EDIT, REASON, language_name, one_line, safe_link

MOST_BYTES = 90_000  # Gmail cuts a mail off at 102 KB, headers of our own included
_RTL = frozenset({"ar", "fa", "he", "ur"})
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_BREAKS = re.compile("[\t-\r\u001c-\u001f\u0085\u2028\u2029]+")
_UNSAFE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What is sent."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Size:
    """How much is shown; what exceeds it is counted in a line."""

    items: int
    further: int = 60
    lines: int = 6  # tellings, copies and edits of one story
    blind: int = 120

    def smaller(self) -> _Size | None:
        """Return the next smaller size: fewer stories first, down to one, then the lists."""
        if self.items > 1:
            return _Size(items=self.items * 9 // 10, further=self.further, blind=self.blind)
        if self.further or self.blind:
            return _Size(
                items=self.items, further=self.further // 2, lines=3, blind=self.blind // 2
            )
        return _Size(items=0, further=0, blind=0) if self.items else None


def render(edition: Edition, *, web_url: str = "", unsubscribe_url: str = "") -> Rendered:
    """Return *edition* as a mail. Too long for mail programs, its last stories become headlines."""
    size: _Size | None = _Size(items=len(edition.items))
    while size is not None:
        rendered = _render(edition, size, web_url, unsubscribe_url)
        if len(rendered.html.encode()) <= MOST_BYTES:
            break
        size = size.smaller()
    return rendered


def subject_of(edition: Edition) -> str:
    """Return the subject line: the day, the number of stories, the first headline.

    A headline is third-party text: line breaks in it must not become headers.
    """
    mark = "[offline demo] " if edition.demo else ""
    if not edition.items:
        quiet = "a quiet day" if not edition.withdrawn else "articles taken back"
        return f"{mark}Wirewatch {edition.day}: {quiet}"
    first = one_line(edition.items[0].headline, 80)
    return f"{mark}Wirewatch {edition.day}: {_count(edition.stories, 'story')} – {first}"


def _render(edition: Edition, size: _Size, web_url: str, unsubscribe_url: str) -> Rendered:
    subject = subject_of(edition)
    names: dict[str, object] = {
        "edition": edition,
        "subject": subject,
        "shown": edition.items[: size.items],
        "further": (*edition.items[size.items :], *edition.further),
        "size": size,
        "web_url": safe_link(web_url),
        "unsubscribe_url": safe_link(unsubscribe_url),
    }
    return Rendered(
        subject=subject,
        html=_inliner().inline(_templates().get_template("digest.html.j2").render(names)),
        text=_plain(_templates().get_template("digest.txt.j2").render(names)),
    )


def _plain(text: str) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("ingest.digest"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),  # noqa: S701  text is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters |= {
        "count": _count,
        "cut": lambda text: one_line(text, EDIT),
        "date": _date,
        "direction": lambda language: "rtl" if language in _RTL else "ltr",
        "kinds": _kinds,
        "language": language_name,
        "moment": _moment,
        "quotation": _quotation,
        "reason": lambda text: one_line(text, REASON),
        "safe_link": safe_link,
        "seen": _seen,
    }
    return environment


def _harmless(value: object) -> object:
    """Return any value a template prints without line breaks and marks that turn our own words."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSAFE.sub("", _BREAKS.sub(" ", value))
    return value


def _count(n: int, thing: str) -> str:
    """Return "1 story", "2 stories", "1,204 copies"."""
    many = thing[:-1] + "ies" if thing.endswith("y") else thing + "s"
    return f"{n:,} {thing if n == 1 else many}"


def _date(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at:%A}, {at.day} {at:%B %Y}"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "the beginning"


def _quotation(quote: Quote) -> str:
    """Return the sentences as one quotation that shows where something was passed over."""
    wide = all(_WIDE.search(sentence) for sentence in quote.sentences)
    gap = ("" if wide else " ") if quote.adjoining else " […] "
    return gap.join(quote.sentences)


def _seen(of: Completeness) -> str:
    """Return "212 of about 230 articles (205–248)"."""
    return f"{of.found:,} of about {_count(of.published, 'article')} ({of.low:,}–{of.high:,})"


def _kinds(blind: Sequence[Blind], most: int) -> Iterator[tuple[str, list[Blind], int]]:
    """Yield the sources that were not seen by what kept them from us; beyond *most* only counted."""
    for kind, group in groupby(sorted(blind, key=lambda b: b.kind), key=lambda b: b.kind):
        sources = list(group)
        yield kind, sources[:most], max(0, len(sources) - most)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False
    )
