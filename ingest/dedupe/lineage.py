"""The way of one text through the houses that carried it: who was first, who changed what, how fast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta  # noqa: F401  UTC: in a doctest

from ingest.dedupe.evidence import shared_passages
from ingest.model import Moment

_SPANS = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}
_ENDS = " \n.,;:!?…)]»”’。，；：！？"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One text of a group of copies."""

    ref: str
    text: str
    publisher: str
    fetched_at: datetime
    published: datetime | None = None
    agency: str = ""

    @property
    def since(self) -> tuple[datetime, datetime, str]:
        """What tells who was first: published, fetched, id."""
        return (self.published or self.fetched_at, self.fetched_at, self.ref)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one copy made of the original."""

    ref: str
    publisher: str
    delay: timedelta
    added: tuple[str, ...]  # passages it has and the original has not
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """A group of copies from its earliest member on."""

    original: str
    publisher: str
    agency: str  # credited by the original, else by the first copy that credits one
    steps: tuple[Step, ...]


def out_since(published: Moment | None, fetched_at: datetime) -> datetime | None:
    """Return since when a text has been out for certain; None when it has no date.

    Nobody fetches what is not out yet, so a later date is wrong. Where only the day (month, year) is
    known, its end counts: else a copy with a bare date would be older than its original of that day.

    >>> nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    >>> day = Moment(at=nine.replace(hour=0), precision="day")
    >>> out_since(day, nine).hour, out_since(day, nine + timedelta(days=4)).day
    (9, 3)
    """
    if published is None:
        return None
    span = _SPANS.get(published.precision, timedelta())
    return min(published.at + span, fetched_at)


def lineage(members: Sequence[Member]) -> Lineage:
    """Return who had the text first and what each later member added, dropped and took in time.

    Raises ``ValueError`` for an empty group.
    """
    if not members:
        raise ValueError("a lineage needs at least one text")
    first, *later = sorted(members, key=lambda member: member.since)
    return Lineage(
        original=first.ref,
        publisher=first.publisher,
        agency=next((m.agency for m in (first, *later) if m.agency), ""),
        steps=tuple(_step(first, member) for member in later),
    )


def _step(first: Member, member: Member) -> Step:
    passages = shared_passages(first.text, member.text)
    return Step(
        ref=member.ref,
        publisher=member.publisher,
        delay=member.since[0] - first.since[0],
        added=outside(member.text, [(p.start_b, p.end_b) for p in passages]),
        dropped=outside(first.text, [(p.start_a, p.end_a) for p in passages]),
    )


def outside(text: str, inside: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the pieces of *text* between the *inside* ranges that carry a word.

    The full stop that ends a shared passage belongs to neither side.
    """
    pieces, end = [], 0
    for start, stop in [*sorted(inside), (len(text), len(text))]:
        pieces.append(text[end:start].lstrip(_ENDS).rstrip())
        end = max(end, stop)
    return tuple(piece for piece in pieces if any(map(str.isalnum, piece)))
