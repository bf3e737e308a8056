"""Sets manuscripts into pieces: what each publisher has on its pages at each tick of the clock."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsroom.content import (
    Copy,
    Edit,
    Line,
    Manuscript,
    Publisher,
    duration,
    moment,
    read_body,
    read_lines,
)

_INCLUDE = re.compile(r"@include (\S+) (\d+)-(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of a piece, valid from *tick* on."""

    tick: int
    what: str  # "published", or the word of the edit
    title: str
    lines: tuple[Line, ...]
    modified: datetime  # when it was really changed
    shown_modified: datetime  # what page and feed admit to
    announced: bool = True
    notice: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the page was taken down."""
        return self.what == "gone"

    @property
    def text_lines(self) -> tuple[str, ...]:
        """The lines that belong to the text: everything but captions."""
        return tuple(line.text for line in self.lines if line.kind != "caption")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article on one publisher's site, through all its editions."""

    slug: str
    publisher: Publisher
    manuscript: Manuscript
    path: str
    published: datetime | None  # None: the page says no date
    editions: tuple[Edition, ...]
    copied: Copy | None = None

    @property
    def tick(self) -> int:
        """When it appears."""
        return self.editions[0].tick

    @property
    def authors(self) -> tuple[str, ...]:
        """A reprint carries the agency's name instead of the reporter's."""
        return () if self.copied else self.manuscript.authors

    def at(self, tick: int) -> Edition | None:
        """Return the edition that is on the site at *tick*, or ``None`` before it appears."""
        shown = [edition for edition in self.editions if edition.tick <= tick]
        return shown[-1] if shown else None


def print_all(
    manuscripts: Sequence[Manuscript], publishers: Sequence[Publisher], now: datetime
) -> tuple[Piece, ...]:
    """Return every piece of the world, newest first, dated relative to *now*."""
    houses = {publisher.key: publisher for publisher in publishers}
    texts = {manuscript.slug: read_body(manuscript) for manuscript in manuscripts}
    issues = (issue for manuscript in manuscripts for issue in _issues(manuscript))
    pieces = [piece for issue in issues for piece in _placements(issue, houses, texts, now)]
    return tuple(
        sorted(pieces, key=lambda piece: (piece.published or now, piece.slug), reverse=True)
    )


def _issues(manuscript: Manuscript) -> Iterator[Manuscript]:
    """Yield the days of a bulletin with their numbers filled in, or the manuscript as it is."""
    if not manuscript.issue:
        yield manuscript
    for number, issue in enumerate(manuscript.issue, start=1):
        yield replace(
            manuscript,
            slug=f"{manuscript.slug}-{number}",
            title=manuscript.title.format_map(issue.values),
            body=manuscript.body.format_map(issue.values),
            age=issue.age,
            tick=issue.tick,
            issue=(),
            is_issue=True,
        )


def _placements(
    manuscript: Manuscript,
    houses: Mapping[str, Publisher],
    texts: Mapping[str, tuple[Line, ...]],
    now: datetime,
) -> Iterator[Piece]:
    lines = tuple(_resolve(read_body(manuscript), texts))
    published = moment(manuscript.age, now)
    original = _edition(manuscript.tick, manuscript.title, lines, published)
    editions = tuple(_edited(original, manuscript.edit, now))
    yield _piece(manuscript, houses[manuscript.publisher], published, editions)
    for copy in manuscript.copy:
        later = min(published + duration(copy.later), now)
        tick = manuscript.tick if copy.tick is None else copy.tick
        reprint = _edition(
            tick, copy.title or manuscript.title, tuple(_reprint(lines, copy)), later
        )
        yield _piece(manuscript, houses[copy.publisher], later, (reprint,), copy)


def _piece(
    manuscript: Manuscript,
    publisher: Publisher,
    published: datetime,
    editions: tuple[Edition, ...],
    copied: Copy | None = None,
) -> Piece:
    number = zlib.crc32(f"{publisher.key}/{manuscript.slug}".encode()) % 9_000_000 + 1_000_000
    path = publisher.path.format(slug=manuscript.slug, number=number, date=published)
    return Piece(
        slug=manuscript.slug,
        publisher=publisher,
        manuscript=manuscript,
        path=path,
        published=published if publisher.dated else None,
        editions=editions,
        copied=copied,
    )


def _edition(tick: int, title: str, lines: tuple[Line, ...], at: datetime) -> Edition:
    return Edition(
        tick=tick, what="published", title=title, lines=lines, modified=at, shown_modified=at
    )


def _resolve(lines: Iterable[Line], texts: Mapping[str, tuple[Line, ...]]) -> Iterator[Line]:
    for line in lines:
        if include := _INCLUDE.fullmatch(line.text):
            yield from texts[include[1]][int(include[2]) - 1 : int(include[3])]
        else:
            yield line


def _reprint(lines: Sequence[Line], copy: Copy) -> Iterator[Line]:
    """Yield *lines* in the manner of another house: own dateline, perhaps cut, perhaps lengthened."""
    text = [line for line in lines if line.kind != "caption"]
    kept = text[: copy.lines] if copy.lines else text
    for position, line in enumerate(kept):
        yield replace(line, text=f"{copy.dateline}{line.text}") if position == 0 else line
    for added in copy.add:
        yield from read_lines(added)


def _edited(edition: Edition, edits: Sequence[Edit], now: datetime) -> Iterator[Edition]:
    yield edition
    for edit in sorted(edits, key=lambda edit: edit.tick):
        at = now - timedelta(minutes=1) + timedelta(seconds=edit.tick)
        edition = replace(
            edition,
            tick=edit.tick,
            what=edit.what,
            announced=edit.announced,
            title=edit.title or edition.title,
            lines=(
                *_replaced(edition.lines, edit),
                *(ln for raw in edit.add for ln in read_lines(raw)),
            ),
            modified=at,
            shown_modified=at if edit.announced else edition.shown_modified,
            notice=edit.notice or edition.notice,
        )
        yield edition


def _replaced(lines: Sequence[Line], edit: Edit) -> Iterator[Line]:
    body = "\n".join(line.text for line in lines)
    for old, _ in edit.replace:
        if body.count(old) != 1:
            raise ValueError(f"an edit replaces {old!r}, which is there {body.count(old)} times")
    for line in lines:
        for old, new in edit.replace:
            line = replace(line, text=line.text.replace(old, new))
        yield line
