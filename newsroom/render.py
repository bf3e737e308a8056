"""Wraps a piece in its publisher's page template, and notes what the template adds to it.

Templates print everything that is not the article through ``noise(...)``. So the truth about
boilerplate is taken from the page itself and cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from newsroom.press import Edition, Piece

TEASERS = 4  # titles of other articles on each page

_PRESS = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A finished page and the lines on it that are not the article's."""

    html: str
    boilerplate: tuple[str, ...]


def render(piece: Piece, edition: Edition, site: str, others: Sequence[str]) -> Printed:
    """Return the page of *piece* as its publisher prints it; *others* are titles to tease."""
    heard: list[str] = []

    def noise(text: str) -> Markup:
        heard.append(text)
        return escape(text)

    captions = [line for line in edition.lines if line.kind == "caption"]
    html = _PRESS.get_template(piece.publisher.template).render(
        piece=piece,
        manuscript=piece.manuscript,
        edition=edition,
        publisher=piece.publisher,
        site=site,
        url=site + piece.path,
        title=edition.title,
        lines=edition.lines,
        captions=captions,
        authors=piece.authors,
        published=piece.published,
        modified=edition.shown_modified,
        teasers=list(others)[:TEASERS],
        ld=linked_data(piece, edition, site),
        noise=noise,
        human=human,
        local=lambda moment: moment.astimezone(zone_of(piece.publisher.zone)),
    )
    return Printed(html=html, boilerplate=tuple(dict.fromkeys(filter(None, heard))))


def render_listing(
    title: str, charset: str, groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]
) -> str:
    """Return a page of links; *groups* are (heading, [(address, title), …])."""
    page = _PRESS.get_template("listing.html")
    return page.render(title=title, charset=charset, groups=groups)


def linked_data(piece: Piece, edition: Edition, site: str) -> dict[str, Any]:
    """Return the schema.org description of *piece*; templates take from it what their house knows."""
    zone = zone_of(piece.publisher.zone)
    people = [{"@type": "Person", "name": name} for name in piece.authors]
    house = {"@type": "Organization", "name": piece.publisher.name, "url": site + "/"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": site + piece.path,
        "headline": edition.title,
        "description": piece.manuscript.standfirst,
        "author": people or [house],
        "publisher": house,
        "inLanguage": piece.publisher.language,
        "articleSection": piece.manuscript.section,
    }
    if piece.published:
        data["datePublished"] = piece.published.astimezone(zone).isoformat(timespec="seconds")
        data["dateModified"] = edition.shown_modified.astimezone(zone).isoformat(timespec="seconds")
    return data


def zone_of(offset: str) -> timezone:
    """Return the zone of an offset like ``+03:00``."""
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    length = timedelta(hours=hours, minutes=minutes)
    return timezone(-length if offset[0] == "-" else length)


def human(moment: datetime, language: str) -> str:
    """Return the date as a reader of *language* writes it, e.g. ``8 October 2026``."""
    if language == "zh":
        return f"{moment.year}年{moment.month}月{moment.day}日"
    month = _MONTHS[language].split()[moment.month - 1]
    return f"{moment.day}{'.' if language == 'de' else ''} {month} {moment.year}"


def rfc822(moment: datetime, zone: str = "+00:00", zone_name: str = "") -> str:
    """Return the date as RSS wants it; *zone_name* replaces the numeric zone."""
    stamp = format_datetime(moment.astimezone(zone_of(zone)))
    return f"{stamp.rsplit(' ', 1)[0]} {zone_name}" if zone_name else stamp


def http_date(moment: datetime) -> str:
    """Return the date as HTTP headers want it."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
