"""Reads the newsroom's own articles and publishers: data files in, frozen values out.

One file under ``content/`` is one manuscript. Further blocks say where else it appears
(``[[copy]]``), how it changes on later ticks (``[[edit]]``), and, for a bulletin, the numbers of
each day (``[[issue]]``). See ``newsroom/README.md`` for a commented example.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

HERE = Path(__file__).resolve().parent
SEEDS = HERE / "seeds"

LineKind = Literal["paragraph", "heading", "quote", "item", "caption"]
Topic = Literal["on", "off", "borderline"]
CopyKind = Literal["copy", "excerpt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an article; captions are shown on the page but are not part of the text."""

    text: str
    kind: LineKind = "paragraph"
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What an editor does to a manuscript when the clock reaches *tick*."""

    tick: int
    what: str  # "headline", "number", "quote", "paragraph", "correction", "cosmetic", "gone"
    announced: bool = False  # page and channel show a new date, if they show one (RSS does not)
    title: str = ""
    replace: tuple[tuple[str, str], ...] = ()
    add: tuple[str, ...] = ()  # lines put at the end
    notice: str = ""  # an editor's line: belongs to the page, keeping it is a matter of taste


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The same text at another publisher."""

    publisher: str
    kind: CopyKind = "copy"
    title: str = ""
    dateline: str = ""  # put before the first paragraph, in the reprinting house's manner
    lines: int = 0  # only so many lines of the original (an excerpt)
    add: tuple[str, ...] = ()  # the reprinting house's own last lines
    later: str = "20m"  # how long after the original
    tick: int | None = None  # default: with the original


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One day of a recurring bulletin: values for the placeholders of its text."""

    age: str
    values: Mapping[str, str]
    tick: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """One article as its author handed it in."""

    slug: str
    publisher: str
    title: str
    body: str
    age: str = "1h"  # how long before the newsroom's start it was published, or a fixed date
    tick: int = 0  # when it appears
    topic: Topic = "on"
    section: str = ""
    kicker: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    caption: str = ""
    credit: str = ""
    agency: str = ""
    tags: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()  # slugs whose text a round-up repeats
    page: str = ""  # a key of ``badpages.PAGES``: how this one page misbehaves
    seed: str = ""  # key of the seed text that it repeats
    verbatim: bool = False  # body lines are shown as they are; nobody knows which of them are text
    is_issue: bool = False  # one day of a bulletin; set when the days are printed
    copy: tuple[Copy, ...] = ()
    edit: tuple[Edit, ...] = ()
    issue: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPlan:
    """One address at which a publisher announces its articles."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One house of the newsroom's world: facts for the source block and habits of its web site."""

    key: str
    name: str
    country: str
    language: str
    group: str
    template: str
    path: str  # of an article; may use {slug}, {number} and {date:%Y/%m/%d}
    channel: tuple[ChannelPlan, ...]
    note: str = ""
    state_media: bool = False
    body: str = "open"
    zone: str = "+00:00"  # of the dates it shows
    zone_name: str = ""  # how its RSS writes that zone, e.g. "MSK"
    charset: str = "utf-8"
    charset_header: bool = True  # off: only the page itself says its charset
    announce: str = ""  # what its feed appends to article addresses
    full_text: bool = False  # its feed carries whole articles
    validators: bool = True  # answers conditional requests
    compress: bool = False  # sends Content-Encoding: gzip when asked
    trouble: str = ""  # a key of ``trouble.HOSTS``: how the whole host misbehaves
    health: str = "fresh"  # what an operator should be told after the first poll
    readable: bool = True  # its channel can be read at all
    dated: bool = True  # off: neither its channel nor its pages say a date


V = TypeVar("V")
_NESTED: dict[str, type] = {"copy": Copy, "edit": Edit, "issue": Issue, "channel": ChannelPlan}
_DURATION = re.compile(r"(\d+)([mhd])")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_MARKS: dict[str, LineKind] = {"## ": "heading", "> ": "quote", "- ": "item", "! ": "caption"}


def read_publishers(path: Path = HERE / "publishers.toml") -> tuple[Publisher, ...]:
    """Return the houses of the world in the order of the file (which is the order of the ports)."""
    blocks = tomllib.loads(path.read_text("utf-8"))["publisher"]
    return tuple(_build(Publisher, block, f"{path.name}: {block.get('key')}") for block in blocks)


def read_manuscripts(folder: Path = HERE / "content") -> tuple[Manuscript, ...]:
    """Return every manuscript under *folder*, sorted by slug; a slug is its file's name."""
    files = sorted(folder.rglob("*.toml"), key=lambda file: file.stem)
    return tuple(
        _build(Manuscript, {"slug": file.stem, **tomllib.loads(file.read_text("utf-8"))}, file.name)
        for file in files
    )


def moment(words: str, now: datetime) -> datetime:
    """Return *now* minus the length of time *words* stand for, or the day that they name.

    >>> moment("2018-01-17", datetime(2026, 11, 21, 9, 30)).isoformat()
    '2018-01-17T12:00:00+00:00'
    """
    if _DAY.fullmatch(words):
        return datetime.fromisoformat(f"{words}T12:00:00+00:00")
    return now - duration(words)


def duration(words: str) -> timedelta:
    """Return the length of time *words* stand for.

    >>> duration("2h")
    datetime.timedelta(seconds=7200)
    """
    match = _DURATION.fullmatch(words)
    if match is None:
        raise ValueError(f"not a duration like 20m, 3h or 2d: {words!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def read_body(manuscript: Manuscript) -> tuple[Line, ...]:
    """Return the lines of *manuscript*."""
    if manuscript.verbatim:
        return tuple(Line(text=line) for line in manuscript.body.split("\n\n") if line)
    return read_lines(manuscript.body)


def read_lines(body: str) -> tuple[Line, ...]:
    """Return the lines of a body: blank lines part them, a mark at the start says the kind.

    >>> [line.kind for line in read_lines("Talks began.\\n\\n## Why now?\\n\\n! The hall | J. Dow")]
    ['paragraph', 'heading', 'caption']
    """
    return tuple(map(_read_line, filter(None, re.split(r"\n\s*\n", body.strip()))))


def _read_line(raw: str) -> Line:
    text = re.sub(r"\s*\n\s*", " ", raw.strip())
    kind = next((kind for mark, kind in _MARKS.items() if text.startswith(mark)), None)
    if kind is None:
        return Line(text=text)
    text = text.split(" ", 1)[1]
    caption, _, credit = text.partition(" | ") if kind == "caption" else (text, "", "")
    return Line(text=caption, kind=kind, credit=credit)


def _build(shape: type[V], block: Mapping[str, Any], origin: str) -> V:
    """Return *block* as a *shape*; an unknown or missing key is an error that names the file."""
    known = {field.name for field in fields(shape)}  # type: ignore[arg-type]
    if unknown := set(block) - known:
        raise ValueError(f"{origin}: unknown keys {sorted(unknown)}")
    values = {key: _freeze(key, value, origin) for key, value in block.items()}
    if values.get("topic", "on") not in get_args(Topic):
        raise ValueError(f"{origin}: topic is {values['topic']!r}")
    try:
        return shape(**values)
    except TypeError as error:
        raise ValueError(f"{origin}: {error}") from error


def _freeze(key: str, value: object, origin: str) -> object:
    if key in _NESTED and isinstance(value, list):
        return tuple(_build(_NESTED[key], block, origin) for block in value)
    return _as_tuple(value) if isinstance(value, list) else value


def _as_tuple(values: Iterable[object]) -> tuple[object, ...]:
    return tuple(_as_tuple(value) if isinstance(value, list) else value for value in values)
