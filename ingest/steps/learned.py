"""The lines learned to be a publisher's furniture: what is in force, and an operator's word on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.adapters.store import Store, Transaction
from ingest.clean import (
    CleaningRules,
    LineCount,
    SiteMemory,
    is_boilerplate,
    memory_keys,
)
from ingest.clean.memory import MIN_ARTICLES
from ingest.errors import NotFound
from ingest.model import StoredArticle
from ingest.records import LineRuling
from ingest.steps.effect import Effect, Way, effects

LOOKED_AT = 200  # the newest articles of a publisher on which another ruling is tried


class LineState(StrEnum):
    """What a counted line is worth at present."""

    LEARNED = "learned"  # taken out of new pages
    BORROWED = "borrowed"  # likewise, but known from a sister title
    REVOKED = "revoked"  # an operator said that it is text
    EXPIRED = "expired"  # not seen for so long that it would be news again
    COUNTED = "counted"  # not seen on enough articles yet


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedLine:
    """One line of one publisher."""

    key: str  # the form in which lines are compared
    example: str  # as it was first seen
    state: LineState
    articles: int = 0  # on which it was seen
    first_seen: datetime | None = None
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Everything learned of one publisher. *version* changes with what is in force."""

    publisher: str
    version: str
    lines: tuple[LearnedLine, ...]
    rulings: tuple[LineRuling, ...]  # the latest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What another ruling would change: of how many articles looked at, which, and how."""

    line: LearnedLine
    revoked: bool  # the ruling that was tried
    looked_at: int
    changed: tuple[Effect, ...]


def lesson(tx: Transaction, publisher: str) -> Lesson:
    """Return what was learned of a publisher, what was seen most often first, borrowed lines last."""
    memory, now = tx.memory.of(publisher), tx.memory.now()
    counts = tx.memory.counts(publisher, at_least=0)
    lines = [
        LearnedLine(
            key=count.key,
            example=count.example,
            state=_state(count, memory, now),
            articles=count.articles,
            first_seen=count.first_seen,
            last_seen=count.last_seen,
        )
        for count in counts
        if count.articles > 1 or count.revoked
    ]
    unseen = sorted(memory.keys - {count.key for count in counts})
    lines += [LearnedLine(key=key, example=key, state=LineState.BORROWED) for key in unseen]
    return Lesson(
        publisher=publisher,
        version=memory.version,
        lines=tuple(lines),
        rulings=tuple(tx.rulings.of(publisher)),
    )


def tried(
    tx: Transaction, publisher: str, line: LearnedLine, rules: CleaningRules, *, revoked: bool
) -> Trial:
    """Return what the newest articles of a publisher would look like under another ruling."""
    newest = tx.articles.list(limit=LOOKED_AT, publisher=publisher, status=None)
    before = tx.memory.of(publisher)
    keys = before.keys - {line.key} if revoked else before.keys | {line.key}
    changed = effects(
        (stored for stored in newest if _has(stored, line.key)),
        Way(rules=rules, memories={publisher: before}),
        Way(rules=rules, memories={publisher: SiteMemory(keys=keys)}),
    )
    return Trial(line=line, revoked=revoked, looked_at=len(newest), changed=tuple(changed))


def line_of(tx: Transaction, publisher: str, key: str) -> LearnedLine:
    """Return one line of a publisher, or raise ``NotFound``."""
    for line in lesson(tx, publisher).lines:
        if line.key == key:
            return line
    raise NotFound(key, f"no such line was learned from {publisher}")


def rule(
    store: Store, publisher: str, key: str, *, revoked: bool, by: str = "", reason: str = ""
) -> None:
    """Let an operator's word hold from the next page on, and keep who said it, when and why.

    Raises ``NotFound`` for a line that was never learned.
    """
    with store.write() as tx:
        tx.memory.revoke(publisher, key, revoked=revoked)
        tx.rulings.put(publisher, key, revoked=revoked, by=by, reason=reason)


def _state(count: LineCount, memory: SiteMemory, now: datetime) -> LineState:
    if count.revoked:
        return LineState.REVOKED
    if is_boilerplate(count, now=now):
        return LineState.LEARNED
    if count.key in memory.keys:
        return LineState.BORROWED
    return LineState.EXPIRED if count.articles >= MIN_ARTICLES else LineState.COUNTED


def _has(stored: StoredArticle, key: str) -> bool:
    """Whether the line stands in the text, or was taken out of it."""
    item = stored.article
    lines = [*item.text.split("\n\n"), *(line.line for line in item.removed)]
    return any(key in memory_keys(line) for line in lines)
