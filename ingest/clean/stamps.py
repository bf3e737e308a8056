"""Lines that only say when a text was published or updated, and the moment they name.

A stamp is recognised by its words: all of them come from a small vocabulary (months, weekdays,
labels, connectors), so prose that mentions a date is never taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field

from ingest.config import Block
from ingest.model import Moment

Label = Literal["published", "updated", ""]

MAX_CHARS = 120
MAX_WORDS = 16

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_NUMERIC_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:[-/.]|年\s?)(?P<m>\d\d?)(?:[-/.]|月\s?)(?P<d>\d\d?)(?!\d)"
    r"|(?<!\d)(?P<d2>\d\d?)(?P<sep>[-/.])(?P<m2>\d\d?)(?P=sep)(?P<y2>(?:19|20)\d\d)(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.:/-])(?P<h>[01]?\d|2[0-4])\s?(?::|h|点|时|時)\s?(?P<min>[0-5]\d)"
    r"(?::(?P<s>[0-5]\d)(?:\.\d+)?)?分?\s?(?P<half>[ap]\.?\s?m\b\.?)?(?P<zone>z|[+-]\d\d:?\d\d)?(?!\d)"
    r"|(?<![\d.:/-])(?P<h2>1[0-2]|0?[1-9])\s?(?P<half2>[ap]\.?\s?m\b\.?)"
)
_UNIVERSAL = re.compile(r"\b(?:utc|gmt)\b(?!\s?[+-])")


class StampWords(Block):
    """The ``[stamp]`` block: words of all languages that a stamp may consist of."""

    months: tuple[str, ...] = Field(min_length=12, max_length=12)  # names of one month, by a space
    published: tuple[str, ...]
    updated: tuple[str, ...]
    ago: tuple[str, ...]  # "hours", "ago": with a label they make a stamp without a date
    by: tuple[str, ...]  # may be followed by a name of up to four words
    fillers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The stamp words, ready for look-up."""

    months: dict[str, int]
    published: frozenset[str]
    updated: frozenset[str]
    ago: frozenset[str]
    by: frozenset[str]
    known: frozenset[str]

    @classmethod
    def compile(cls, words: StampWords) -> Vocabulary:
        """Return the words of a configuration block as sets."""
        months = {name: n for n, names in enumerate(words.months, 1) for name in names.split()}
        groups = (words.published, words.updated, words.ago, words.fillers)
        return cls(
            months=months,
            published=frozenset(words.published),
            updated=frozenset(words.updated),
            ago=frozenset(words.ago),
            by=frozenset(words.by),
            known=frozenset(months).union(*groups),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a stamp line says. A moment is missing when it is not sure, e.g. 03/04/2023."""

    labelled: bool  # by a word, or by a time of day beside the date
    published: Moment | None = None
    updated: Moment | None = None


def read_stamp(form: str, words: Vocabulary) -> Stamp | None:
    """Return what the line with this match form says, or None when it is not a stamp at all."""
    if len(form) > MAX_CHARS or not any(char.isdigit() for char in form):
        return None
    tokens = [token for token in _TOKEN.findall(form) if not token.isdigit()]
    if len(tokens) > MAX_WORDS or not _only_known(tokens, words):
        return None
    parts = tuple(_labelled_parts(form, words))
    labelled = any(label for label, _ in parts)
    dated = any(_has_date(part, words) for _, part in parts)
    relative = any(token in words.ago for token in tokens) or _TIME.search(form) is not None
    if not dated and not (labelled and relative):
        return None
    said = {label: m for label, part in reversed(parts) if (m := _moment(part, words))}
    return Stamp(
        labelled=labelled or any(m.precision != "day" for m in said.values()),
        published=said.get("published") or said.get(""),
        updated=said.get("updated"),
    )


def _only_known(tokens: Sequence[str], words: Vocabulary) -> bool:
    named = 0  # words of a name after "by" still allowed
    for token in tokens:
        if token in words.by:
            named = 4
        elif token not in words.known:
            named -= 1
            if named < 0:
                return False
    return True


def _labelled_parts(form: str, words: Vocabulary) -> Iterator[tuple[Label, str]]:
    """Yield every label with the text up to the next one."""
    label: Label = ""
    start = 0
    for match in _TOKEN.finditer(form):
        found: Label = (
            "updated"
            if match[0] in words.updated
            else "published"
            if match[0] in words.published
            else ""
        )
        if found:
            if form[start : match.start()].strip(" :|,.-"):
                yield label, form[start : match.start()]
            label, start = found, match.end()
    yield label, form[start:]


def _has_date(part: str, words: Vocabulary) -> bool:
    return _NUMERIC_DATE.search(part) is not None or _named_date(part, words) is not None


def _moment(part: str, words: Vocabulary) -> Moment | None:
    date = _numeric_date(part) or _named_date(part, words)
    if date is None or date[0] == 0:
        return None
    time = _TIME.search(_NUMERIC_DATE.sub(lambda m: " " * len(m[0]), part))
    zone_known = time is not None and (_UNIVERSAL.search(part) is not None or time["zone"] == "z")
    try:
        if time is None:
            return Moment(
                at=datetime(*date, tzinfo=UTC), precision="day", origin="line", zone_known=False
            )
        at = datetime(*date, *_clock(time), tzinfo=UTC)
    except ValueError:  # 31 February, 24:30
        return None
    precision: Literal["second", "minute"] = "second" if time["s"] else "minute"
    return Moment(at=at, precision=precision, origin="line", zone_known=zone_known)


def _clock(time: re.Match[str]) -> tuple[int, int, int]:
    hour = int(time["h"] or time["h2"])
    half = (time["half"] or time["half2"] or "")[:1]
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(time["min"] or 0), int(time["s"] or 0)


def _numeric_date(part: str) -> tuple[int, int, int] | None:
    """Return year, month, day; year 0 when day and month cannot be told apart."""
    match = _NUMERIC_DATE.search(part)
    if match is None:
        return None
    if match["y"]:
        return int(match["y"]), int(match["m"]), int(match["d"])
    day, month, year = int(match["d2"]), int(match["m2"]), int(match["y2"])
    if month > 12:
        day, month = month, day
    elif match["sep"] != "." and day <= 12 and day != month:
        return 0, 0, 0
    return year, month, day


def _named_date(part: str, words: Vocabulary) -> tuple[int, int, int] | None:
    """Return year, month, day of "22 February 2023", "Feb. 22, 2023" and the like."""
    tokens = _TOKEN.findall(part)
    for i, token in enumerate(tokens):
        month = words.months.get(token)
        if month is None:
            continue
        near = [t for t in tokens[max(0, i - 2) : i + 4] if t.isdigit()]
        year = next((int(t) for t in near if len(t) == 4 and t[:2] in ("19", "20")), None)
        day = next((int(t) for t in near if len(t) <= 2 and 1 <= int(t) <= 31), None)
        if year and day:
            return year, month, day
    return None
