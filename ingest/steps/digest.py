"""Selecting a digest from the store and delivering it: claimed before, marked after, never twice."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import pairwise
from zoneinfo import ZoneInfo

from ingest.adapters.mail import Handed, compose
from ingest.adapters.store import Store, Transaction
from ingest.digest import Blind, Edition, Rendered, render, select
from ingest.errors import MailError
from ingest.model import Outcome, Source
from ingest.records import DigestRun
from ingest.settings import DigestBlock
from ingest.stories import group
from ingest.versions import compare

log = logging.getLogger("wirewatch")

CONSUMER = "digest"
REMEMBERED = 14  # digests whose articles count as told before
_LEFT_OUT = {
    Outcome.OFF_TOPIC: "off topic",
    Outcome.REVIEW: "waiting for a person's decision",
    Outcome.TEASER: "only a teaser",
    Outcome.EMPTY: "without text",
    Outcome.NOT_ARTICLE: "not an article",
    Outcome.ROBOTS: "forbidden by robots.txt",
    Outcome.BLOCKED: "blocked by the publisher",
    Outcome.GONE: "gone",
    Outcome.FAILED: "failed",
    Outcome.DEFERRED: "not reached yet",
}


def day_of(now: datetime, settings: DigestBlock) -> str:
    """Return today's date where the readers are."""
    return now.astimezone(ZoneInfo(settings.time_zone)).date().isoformat()


def preview(
    store: Store, sources: Mapping[str, Source], settings: DigestBlock, now: datetime, *, demo: bool
) -> tuple[Edition, Rendered]:
    """Return the digest as it would be sent now; nothing is stored."""
    with store.read() as tx:
        after, upto = tx.changes.cursor(CONSUMER), tx.changes.last_no()
        edition = _edition(tx, sources, settings, now, after, upto, demo)
    return edition, _rendered(edition, settings)


def select_digest(
    store: Store, sources: Mapping[str, Source], settings: DigestBlock, now: datetime, *, demo: bool
) -> DigestRun:
    """Select and keep today's digest; a second call on the same day returns the same one.

    The selection and the move of the watermark are one transaction: what a digest covers is never told
    again, and never skipped.
    """
    day = day_of(now, settings)
    digest_id = f"digest-{day}"
    with store.write() as tx:
        tx.lock()
        run = tx.digests.start(
            digest_id,
            day=day,
            feed_after=tx.changes.cursor(CONSUMER),
            feed_upto=tx.changes.last_no(),
        )
        if run.state != "started":
            return run
        edition = _edition(tx, sources, settings, now, run.feed_after, run.feed_upto, demo)
        rendered = _rendered(edition, settings)
        told = tx.articles.since_feed(run.feed_after, run.feed_upto)
        tx.changes.advance(CONSUMER, run.feed_upto)
        return tx.digests.render(
            digest_id,
            subject=rendered.subject,
            html=rendered.html,
            text=rendered.text,
            article_ids=[a.id for a in told],
            stats={
                "stories": len(edition.items) + len(edition.further),
                "articles": edition.articles,
                "sources": edition.sources,
                "duplicates": edition.duplicates,
            },
        )


def deliver(
    store: Store,
    digest_id: str,
    recipients: Sequence[str],
    settings: DigestBlock,
    send: Callable[[EmailMessage], Handed],
) -> dict[str, int]:
    """Send a kept digest to everyone who has not got it; return how many ended how.

    Each recipient is claimed in a transaction of its own before, and marked after. Whoever is claimed
    already is left alone: another worker has it, or died with it (state ``claimed``: see the operator's
    page), or it was sent.
    """
    with store.read() as tx:
        run = tx.digests.get(digest_id)
    counts: Counter[str] = Counter()
    for recipient in dict.fromkeys(recipients):
        with store.write() as tx:
            mine = tx.digests.claim(digest_id, recipient)
        if not mine:
            counts["already"] += 1
            continue
        handed, name = _send_one(run, recipient, settings, send)
        with store.write() as tx:
            tx.digests.mark(digest_id, recipient, handed.state, name, handed.error)
        counts[handed.state] += 1
        log.info("digest %s to=%s state=%s %s", digest_id, recipient, handed.state, handed.error)
    with store.write() as tx:
        pending = [d for d in tx.digests.deliveries(digest_id) if d.state in ("claimed", "failed")]
        if not pending:
            tx.digests.finish(digest_id)
    return dict(counts)


def _send_one(
    run: DigestRun,
    recipient: str,
    settings: DigestBlock,
    send: Callable[[EmailMessage], Handed],
) -> tuple[Handed, str]:
    try:
        message = compose(
            sender=settings.sender,
            recipient=recipient,
            subject=run.subject,
            html=run.html,
            text=run.text,
            digest_id=run.id,
            date=run.created_at,
            unsubscribe_url=settings.unsubscribe_url,
        )
    except MailError as error:
        return Handed(state="refused", error=str(error)), ""
    return send(message), str(message["Message-ID"])


# ── what goes into it ────────────────────────────────────────────────────────────────────────


def _edition(
    tx: Transaction,
    sources: Mapping[str, Source],
    settings: DigestBlock,
    now: datetime,
    after: int,
    upto: int,
    demo: bool,
) -> Edition:
    articles = tx.articles.since_feed(after, upto)
    earlier = tx.digests.list(limit=REMEMBERED)
    start = max(
        (d.created_at for d in earlier if d.feed_upto <= after and d.state != "started"),
        default=None,
    )
    told_before = {i for d in earlier if d.feed_upto <= after for i in tx.digests.article_ids(d.id)}
    since = start or now - timedelta(days=1)
    changed = {
        a.id: _edits(tx, a.id, a.version) for a in articles if a.version > 1 and a.id in told_before
    }
    answered, blind = _sight(tx, sources, since)
    return select(
        group(articles),
        sources,
        day=day_of(now, settings),
        start=start,
        end=now,
        told_before=told_before,
        edits=changed,
        left_out=_left_out(tx, since),
        blind=blind,
        answered=answered,
        most=settings.max_stories,
        demo=demo,
    )


def _rendered(edition: Edition, settings: DigestBlock) -> Rendered:
    return render(edition, web_url=settings.web_url, unsubscribe_url=settings.unsubscribe_url)


def _edits(tx: Transaction, article_id: str, version: int) -> list[str]:
    history = tx.articles.versions(article_id)[max(0, version - 2) :]
    return [
        f"{edit.kind}: {edit.before or '—'} → {edit.after or '—'}"
        for old, new in pairwise(history)
        for edit in compare(old, new).edits
    ]


def _left_out(tx: Transaction, since: datetime) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for run in tx.runs.latest(limit=500, kind="ingest"):
        if run.started_at < since:
            break
        for per_source in run.counts.values():
            for outcome, n in per_source.items():
                if outcome in _LEFT_OUT:
                    counts[_LEFT_OUT[outcome]] += n
    return dict(counts)


def _sight(
    tx: Transaction, sources: Mapping[str, Source], since: datetime
) -> tuple[list[str], list[Blind]]:
    """Return the sources that were read since then, and the others with the reason."""
    answered: list[str] = []
    blind: list[Blind] = []
    for source in sources.values():
        if not source.enabled:
            continue
        states = [tx.channels.state(source.key, c.url) for c in source.channels]
        last = max((s.last_success_at for s in states if s.last_success_at), default=None)
        if last is not None and last >= since - timedelta(hours=1):
            answered.append(source.key)
            continue
        polls = tx.channels.history(source.key, limit=1)
        reason = polls[0].reason or polls[0].outcome if polls else "not looked at yet"
        blind.append(Blind(name=source.name, reason=reason, since=last))
    return answered, blind
