"""Delivering a digest: every recipient is claimed before the mail goes out and marked after.

A worker that dies in between leaves a claim. Nobody can know whether that mail was accepted, so it is
never repeated by itself: a person looks, and releases it (`wirewatch digest release`).
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from email.message import EmailMessage

from ingest.adapters.mail import Handed, compose
from ingest.adapters.store import Store
from ingest.errors import MailError, MailRefused
from ingest.records import Delivery, DigestRun
from ingest.settings import DigestBlock

log = logging.getLogger("wirewatch")

HOPELESS = 3  # recipients in a row for whom the server itself could not be reached: stop, try later


def deliver(
    store: Store,
    digest_id: str,
    recipients: Sequence[str],
    settings: DigestBlock,
    send: Callable[[EmailMessage], Handed],
) -> dict[str, int]:
    """Send a kept digest to everyone who has not got it; return how many ended how.

    Each recipient is claimed in a transaction of its own before, and marked after. Whoever is claimed
    already is left alone: another worker has it, or died with it, or it was sent. When the server
    cannot be reached at all, the rest is left for the next try (``waiting``).
    """
    with store.read() as tx:
        run = tx.digests.get(digest_id)
        tried = {d.recipient: d.attempts for d in tx.digests.deliveries(digest_id)}
    counts: Counter[str] = Counter()
    unreached = 0
    for recipient in sorted(unique(recipients), key=lambda r: tried.get(r, 0)):
        if unreached == HOPELESS:
            counts["waiting"] += 1
            continue
        with store.write() as tx:
            mine = tx.digests.claim(digest_id, recipient)
        if not mine:
            counts["already"] += 1
            continue
        handed, name = _send_one(run, recipient, settings, send)
        with store.write() as tx:
            tx.digests.mark(digest_id, recipient, handed.state, name, handed.error)
        counts[handed.state] += 1
        unreached = 0 if handed.reached else unreached + 1
        log.info("digest %s to=%s state=%s %s", digest_id, recipient, handed.state, handed.error)
    if not any(state in _OPEN for state, _ in undelivered(store, digest_id, recipients).values()):
        with store.write() as tx:
            tx.digests.finish(digest_id)
    return dict(counts)


def unique(recipients: Iterable[str]) -> tuple[str, ...]:
    """Return each address once, as first written: letters' case does not make two mailboxes.

    >>> unique(["Ann@example.org", "bo@example.org", "ann@example.org"])
    ('Ann@example.org', 'bo@example.org')
    """
    first: dict[str, str] = {}
    for recipient in recipients:
        first.setdefault(recipient.strip().casefold(), recipient.strip())
    return tuple(first.values())


def undelivered(
    store: Store, digest_id: str, recipients: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Return who of *recipients* has not got a digest: the state, and what that means in words."""
    with store.read() as tx:
        known = {d.recipient: d for d in tx.digests.deliveries(digest_id)}
    fates = {r: _fate(known.get(r)) for r in unique(recipients)}
    return {recipient: fate for recipient, fate in fates.items() if fate[0] != "sent"}


def fail_undelivered(store: Store, digest_id: str, recipients: Sequence[str]) -> None:
    """Raise ``MailError`` that names everyone who has not got a digest, and why.

    ``MailRefused`` when no other try can help, only a person.
    """
    missing = undelivered(store, digest_id, recipients)
    if not missing:
        return
    error = MailError if any(state in _OPEN for state, _ in missing.values()) else MailRefused
    said = "; ".join(f"{recipient} ({why})" for recipient, (_, why) in missing.items())
    raise error(digest_id, f"{len(missing)} of {len(unique(recipients))} have not got it: {said}")


_OPEN = ("waiting", "failed", "claimed")  # another try may find it otherwise


def _fate(delivery: Delivery | None) -> tuple[str, str]:
    if delivery is None:
        return "waiting", "not tried yet, the next try sends it"
    doubt = "it may have arrived: ask, then `wirewatch digest release` or leave it"
    words = {
        "failed": f"{delivery.error}; the next try sends it",
        "refused": f"refused for good: {delivery.error}",
        "unknown": f"{delivery.error}; {doubt}",
        "claimed": f"in work since {delivery.claimed_at:%H:%M:%S} UTC or its sender died; {doubt}",
    }
    return delivery.state, words.get(delivery.state, "")


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
