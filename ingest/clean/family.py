"""A new publisher's first memory: the furniture of the platform it stands on.

Sister titles share a publishing system and with it the wording of its boxes. Two publishers are
relatives when one has already shown several distinctive lines that the other is known to repeat;
fewer are enough when the mark-up of both names the same system.
Only labels are taken over: a repeated *sentence* may be an agency's background paragraph, which
many publishers print, so prose waits until this publisher has repeated it itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from ingest.clean.lines import make_line
from ingest.clean.memory import LineCount, SiteMemory, is_boilerplate
from ingest.model import Block

MIN_SHARED = 3  # distinctive lines in common; one or two are figures of speech
MIN_SHARED_SYSTEM = 2  # ... on the same publishing system
MIN_WORDS = 3  # "read more" is printed everywhere and proves nothing
COLD_FOR = timedelta(days=30)  # after that a publisher's own memory says enough


def relatives(
    shown: Collection[str],
    others: Mapping[str, Collection[LineCount]],
    *,
    siblings: Collection[str] = (),
    now: datetime,
) -> tuple[str, ...]:
    """Return the publishers whose furniture occurs among the *shown* keys of a new one.

    *siblings* are the publishers on the same publishing system.
    """
    return tuple(
        publisher
        for publisher, counts in sorted(others.items())
        if sum(count.key in shown for count in _labels(counts, now))
        >= (MIN_SHARED_SYSTEM if publisher in siblings else MIN_SHARED)
    )


def with_family(
    own: Collection[LineCount],
    shown: Collection[str],
    others: Mapping[str, Collection[LineCount]],
    *,
    siblings: Collection[str] = (),
    now: datetime,
) -> SiteMemory:
    """Return a publisher's memory together with what its relatives know.

    *own* are its counted rows, *shown* the keys of every line it ever showed. What an operator
    revoked here stays revoked.
    """
    mine = {count.key for count in own if is_boilerplate(count, now=now)}
    revoked = {count.key for count in own if count.revoked}
    lent = {
        count.key
        for publisher in relatives(shown, others, siblings=siblings, now=now)
        for count in _labels(others[publisher], now)
    }
    return SiteMemory(keys=frozenset(mine | (lent - revoked)))


def _labels(counts: Iterable[LineCount], now: datetime) -> Iterator[LineCount]:
    """Yield the distinctive labels that are boilerplate."""
    for count in counts:
        line = make_line(0, Block(text=count.example))
        if len(line.words) >= MIN_WORDS and not line.is_prose and is_boilerplate(count, now=now):
            yield count
