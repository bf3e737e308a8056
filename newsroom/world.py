"""Puts the world together: sites with their pieces, and the truth about every address on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from newsroom.badpages import PAGES
from newsroom.press import Edition, Piece
from newsroom.site import Site
from newsroom.trouble import RECOVERS
from newsroom.truth import Change, Link, SourceTruth, Truth, World
from newsroom.visit import INSIDE

STORED = frozenset({"stored"})
COPIED = frozenset(
    {"stored", "duplicate"}
)  # which of a family is stored depends on who comes first
OFF_TOPIC = frozenset({"off-topic"})
LATER = frozenset({"stored", "failed", "deferred"})
UNSURE = frozenset({"stored", "review", "off-topic", "duplicate"})


@dataclass(frozen=True, slots=True)
class _Address:
    """A piece with the address it got on this machine."""

    piece: Piece
    url: str


def describe(sites: Sequence[Site], *, now: datetime, tick: int, control: str) -> World:
    """Return the truth about *sites*; *control* is the address that is off limits."""
    readable = [site for site in sites if site.publisher.readable]
    addresses = [_Address(p, site.origin + p.path) for site in readable for p in site.pieces]
    links = tuple(_links(addresses))
    tied = {
        url for link in links if link.kind in ("copy", "excerpt") for url in (link.url, link.other)
    }
    seeded = {link.url for link in links if link.kind == "seed"}
    truths = {t.url: t for site in readable for t in _truths(site, tied, seeded)}
    truths |= {t.url: t for site in readable for t in _tricks(site, control)}
    return World(
        now=now,
        tick=tick,
        ticks=max((e.tick for a in addresses for e in a.piece.editions), default=0),
        sources={site.key: _source(site) for site in sites},
        truths=truths,
        links=links,
    )


def _truths(site: Site, tied: set[str], seeded: set[str]) -> Iterator[Truth]:
    for piece in site.pieces:
        url = site.origin + piece.path
        first = piece.editions[0]
        outcomes = _outcomes(piece, url, tied, seeded)
        yield Truth(
            url=url,
            announced=url + site.publisher.announce,
            source=site.key,
            tick=piece.tick,
            outcomes=outcomes,
            finally_=_finally(piece, outcomes),
            why=_why(piece, outcomes),
            story=piece.slug,
            language=site.publisher.language,
            title=first.title,
            lines=first.text_lines if _is_whole(piece, outcomes) else (),
            either=_either(piece),
            boilerplate=site.page(piece, first, first.tick)[1],
            authors=piece.authors,
            published=piece.published,
            changes=tuple(_change(url, edition) for edition in piece.editions[1:]),
        )


def _tricks(site: Site, control: str) -> Iterator[Truth]:
    """Yield the one address of a tricky feed that looks like a link to follow, and is not."""
    if site.publisher.trouble == "tricky":
        url = f"{control}{INSIDE}/feed"
        yield Truth(
            url=url,
            announced=url,
            source=site.key,
            tick=0,
            outcomes=frozenset({"failed", "blocked"}),
            finally_="",
            why="an address that is off limits",
        )


def _source(site: Site) -> SourceTruth:
    house = site.publisher
    health = house.health if site.pieces or not house.readable else "empty"
    return SourceTruth(
        key=house.key,
        health=health,
        readable=house.readable,
        recovers=house.trouble == RECOVERS,
        why=house.note,
    )


def _outcomes(piece: Piece, url: str, tied: set[str], seeded: set[str]) -> frozenset[str]:
    if piece.manuscript.page:
        return PAGES[piece.manuscript.page].outcomes
    match piece.manuscript.topic:
        case "off":
            return OFF_TOPIC
        case "borderline":
            return UNSURE
        case _ if url in seeded:
            return COPIED  # a duplicate once the seed was imported
        case _ if piece.publisher.trouble == RECOVERS:
            return LATER
        case _:
            return COPIED if url in tied else STORED


def _finally(piece: Piece, outcomes: frozenset[str]) -> str:
    if outcomes == LATER:
        return "stored"
    settled = PAGES[piece.manuscript.page].finally_ if piece.manuscript.page else ""
    return settled or (next(iter(outcomes)) if len(outcomes) == 1 else "")


def _why(piece: Piece, outcomes: frozenset[str]) -> str:
    if piece.manuscript.page:
        return PAGES[piece.manuscript.page].why
    if outcomes == OFF_TOPIC:
        return (
            "names the countries but is about something else"
            if piece.manuscript.tags
            else "off topic"
        )
    if piece.copied:
        return f"{piece.copied.kind} of {piece.manuscript.publisher}/{piece.slug}"
    return "carries a seed's text" if piece.manuscript.seed else ""


def _is_whole(piece: Piece, outcomes: frozenset[str]) -> bool:
    """Whether the page can be compared with the manuscript, line by line."""
    return not piece.manuscript.verbatim and not outcomes.isdisjoint({"stored", "off-topic"})


def _either(piece: Piece) -> tuple[str, ...]:
    if piece.manuscript.verbatim:
        return piece.editions[0].text_lines
    notices = (edition.notice for edition in piece.editions)
    return tuple(dict.fromkeys(filter(None, (piece.manuscript.standfirst, *notices))))


def _change(url: str, edition: Edition) -> Change:
    return Change(
        tick=edition.tick,
        url=url,
        what=edition.what,
        announced=edition.announced,
        title=edition.title,
        text="\n\n".join(edition.text_lines),
        modified=edition.modified,
    )


def _links(addresses: Sequence[_Address]) -> Iterator[Link]:
    originals = {a.piece.slug: a.url for a in addresses if a.piece.copied is None}
    series: dict[str, list[str]] = {}
    for address in addresses:
        piece = address.piece
        stem = piece.slug.rpartition("-")[0]
        if piece.copied:
            yield Link(kind=piece.copied.kind, url=address.url, other=originals[piece.slug])
            continue
        if piece.manuscript.seed:
            yield Link(kind="seed", url=address.url, other=f"seed:{piece.manuscript.seed}")
        if piece.manuscript.is_issue:
            series.setdefault(stem, []).append(address.url)
        for slug in piece.manuscript.includes:
            yield Link(kind="round-up", url=address.url, other=originals[slug])
    for days in series.values():
        for newer, older in pairwise(days):
            yield Link(kind="series", url=newer, other=older)
