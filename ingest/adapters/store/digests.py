"""Digests: what was sent, and to whom. A recipient is claimed before the mail goes out, marked after.

A claim without a mark means the sender died, or lost the server, at a moment when the mail may already
have been accepted. Such a delivery is never repeated by itself: an operator has to ``release`` it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from ingest.adapters.store.codec import Json
from ingest.adapters.store.schema import digest_article, digest_delivery, digest_run
from ingest.adapters.store.session import Session
from ingest.errors import NotFound
from ingest.records import Delivery, DeliveryState, DigestRun

_STATS: Json[dict[str, int]] = Json(dict[str, int])


Runs = list[DigestRun]  # named here: inside the class, `list` is a method
Deliveries = list[Delivery]
Ids = list[str]
Told = dict[str, str]  # article id → story id


class Digests:
    """The log of digests and deliveries."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self, digest_id: str, *, day: str, feed_after: int, feed_upto: int) -> DigestRun:
        """Register a digest over changes after *feed_after* up to *feed_upto*.

        A retry gets the digest as it was first registered, so that its window and mails stay the same.
        """
        row = {
            "id": digest_id,
            "day": day,
            "created_at": self._session.now(),
            "state": "started",
            "feed_after": feed_after,
            "feed_upto": feed_upto,
        }
        new = self._session.insert(digest_run).values(row)
        self._session.execute(new.on_conflict_do_nothing())
        return self.get(digest_id)

    def render(
        self,
        digest_id: str,
        *,
        subject: str,
        html: str,
        text: str,
        article_ids: Collection[str] = (),
        stories: Mapping[str, str] | None = None,
        stats: Mapping[str, int] | None = None,
    ) -> DigestRun:
        """Keep what will be sent, which articles it names, and in which story (by article id)."""
        values = {"subject": subject, "html": html, "text": text, "state": "rendered"}
        self._update(digest_id, **values, stats=_STATS.dump(dict(stats or {})))
        self._session.execute(delete(digest_article).where(digest_article.c.digest_id == digest_id))
        told = dict.fromkeys(article_ids, "") | dict(stories or {})
        rows = [
            {"digest_id": digest_id, "article_id": one, "story_id": told[one]}
            for one in sorted(told)
        ]
        if rows:
            self._session.execute(insert(digest_article), rows)
        return self.get(digest_id)

    def finish(self, digest_id: str, state: str = "done") -> None:
        """Note that everyone was served (or that nobody could be)."""
        self._update(digest_id, state=state, finished_at=self._session.now())

    def get(self, digest_id: str) -> DigestRun:
        """Return one digest, or raise ``NotFound``."""
        query = select(digest_run).where(digest_run.c.id == digest_id)
        row = self._session.execute(query).one_or_none()
        if row is None:
            raise NotFound(digest_id, "there is no such digest")
        return _digest(row)

    def list(self, limit: int = 30) -> Runs:
        """Return the newest digests first."""
        newest = digest_run.c.created_at.desc(), digest_run.c.id.desc()
        query = select(digest_run).order_by(*newest).limit(limit)
        return [_digest(row) for row in self._session.execute(query)]

    def article_ids(self, digest_id: str) -> Ids:
        """Return the articles a digest names."""
        c = digest_article.c
        query = select(c.article_id).where(c.digest_id == digest_id).order_by(c.article_id)
        return [*self._session.execute(query).scalars()]

    def telling(self, article_id: str) -> Runs:
        """Return the digests that name an article, the latest first."""
        c = digest_article.c
        named = select(c.digest_id).where(c.article_id == article_id)
        query = select(digest_run).where(digest_run.c.id.in_(named))
        newest = digest_run.c.created_at.desc(), digest_run.c.id.desc()
        return [_digest(row) for row in self._session.execute(query.order_by(*newest))]

    def stories(self, digest_id: str) -> Told:
        """Return the articles a digest names, each with the id of the story it was told in."""
        c = digest_article.c
        query = select(c.article_id, c.story_id).where(c.digest_id == digest_id)
        return {row.article_id: row.story_id for row in self._session.execute(query)}

    # ── deliveries ───────────────────────────────────────────────────────────────────────────

    def claim(self, digest_id: str, recipient: str) -> bool:
        """Return whether this caller, and nobody else, shall now send to *recipient*.

        True for a recipient not yet tried, or whose last try certainly did not arrive (``failed``).
        """
        c, now = digest_delivery.c, self._session.now()
        insert_new = self._session.insert(digest_delivery).values(
            digest_id=digest_id, recipient=recipient, state="claimed", attempts=1, claimed_at=now
        )
        claimed = self._session.execute(
            insert_new.on_conflict_do_update(
                index_elements=["digest_id", "recipient"],
                set_={
                    "state": "claimed",
                    "attempts": c.attempts + 1,
                    "claimed_at": now,
                    "marked_at": None,
                },
                where=c.state == "failed",
            ).returning(c.recipient)
        )
        return claimed.one_or_none() is not None

    def mark(
        self,
        digest_id: str,
        recipient: str,
        state: DeliveryState,
        message_id: str = "",
        error: str = "",
    ) -> None:
        """Note how the delivery ended: ``sent``, ``refused`` for good, ``failed`` or ``unknown``."""
        self._deliver(digest_id, recipient, state=state, message_id=message_id, error=error)

    def release(self, digest_id: str, recipient: str) -> None:
        """Let a delivery of unknown fate be tried again: an operator's decision."""
        self._deliver(digest_id, recipient, state="failed", error="released for another try")

    def deliveries(self, digest_id: str) -> Deliveries:
        """Return who got a digest, and who did not."""
        c = digest_delivery.c
        query = select(digest_delivery).where(c.digest_id == digest_id).order_by(c.recipient)
        return [_delivery(row) for row in self._session.execute(query)]

    def _deliver(self, digest_id: str, recipient: str, **values: Any) -> None:
        c = digest_delivery.c
        mine = update(digest_delivery).where(c.digest_id == digest_id, c.recipient == recipient)
        if not self._session.change(mine.values(**values, marked_at=self._session.now())):
            raise NotFound(recipient, f"was never claimed for digest {digest_id}")

    def _update(self, digest_id: str, **values: Any) -> None:
        mine = update(digest_run).where(digest_run.c.id == digest_id)
        if not self._session.change(mine.values(values)):
            raise NotFound(digest_id, "there is no such digest")


def _digest(row: Row[Any]) -> DigestRun:
    return DigestRun(
        id=row.id,
        day=row.day,
        created_at=row.created_at,
        finished_at=row.finished_at,
        state=row.state,
        feed_after=row.feed_after,
        feed_upto=row.feed_upto,
        subject=row.subject,
        html=row.html,
        text=row.text,
        stats=_STATS.load(row.stats),
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        digest_id=row.digest_id,
        recipient=row.recipient,
        state=row.state,
        message_id=row.message_id,
        error=row.error,
        attempts=row.attempts,
        claimed_at=row.claimed_at,
        marked_at=row.marked_at,
    )
