"""A digest as HTML and as plain text, from the same values. The texts of others are always escaped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined

from ingest.digest.edition import Edition

MOST_BYTES = 90_000  # Gmail cuts a mail off at 102 KB, headers of our own included
_RTL = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What is sent."""

    subject: str
    html: str
    text: str


def render(edition: Edition, *, web_url: str = "", unsubscribe_url: str = "") -> Rendered:
    """Return *edition* as a mail. Too long for mail programs, its last stories become headlines."""
    while True:
        rendered = _render(edition, web_url, unsubscribe_url)
        if len(rendered.html.encode()) <= MOST_BYTES or not edition.items:
            return rendered
        keep = len(edition.items) * 9 // 10
        edition = replace(
            edition, items=edition.items[:keep], further=(*edition.items[keep:], *edition.further)
        )


def subject_of(edition: Edition) -> str:
    """Return the subject line: the day, the number of stories, the first headline.

    A headline is third-party text: line breaks in it must not become headers.
    """
    mark = "[offline demo] " if edition.demo else ""
    if not edition.items:
        return f"{mark}Wirewatch {edition.day}: a quiet day"
    first = " ".join(edition.items[0].headline.split())
    shown = first if len(first) <= 80 else first[:79].rstrip() + "…"
    count = len(edition.items) + len(edition.further)
    return f"{mark}Wirewatch {edition.day}: {count} stor{'y' if count == 1 else 'ies'} – {shown}"


def _render(edition: Edition, web_url: str, unsubscribe_url: str) -> Rendered:
    names = {
        "edition": edition,
        "subject": subject_of(edition),
        "web_url": web_url,
        "unsubscribe_url": unsubscribe_url,
    }
    return Rendered(
        subject=names["subject"],  # type: ignore[arg-type]  # the one string among them
        html=_inliner().inline(_templates().get_template("digest.html.j2").render(names)),
        text=_templates().get_template("digest.txt.j2").render(names).strip() + "\n",
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("ingest.digest"),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),  # noqa: S701  text is not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["direction"] = lambda language: "rtl" if language in _RTL else "ltr"
    environment.filters["moment"] = lambda at: (
        at.strftime("%Y-%m-%d %H:%M UTC") if at else "the beginning"
    )
    environment.filters["safe_link"] = safe_link
    return environment


def safe_link(url: str) -> str:
    """Return *url* if it may be a link, else "": only the web, never a script.

    >>> safe_link("https://a.example/1"), safe_link("javascript:alert(1)")
    ('https://a.example/1', '')
    """
    return url if url.startswith(("https://", "http://")) else ""


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(
        keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False
    )
