"""An operator's last word on a pair of texts. It holds at once, and whenever texts are settled again."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.adapters.store import Store, Transaction
from ingest.dedupe import SEED_PREFIX, fingerprint, out_since
from ingest.errors import NotFound
from ingest.model import Relation, Source
from ingest.records import ChangeOp, Ruling


def rule(
    store: Store, a: str, b: str, ruling: Ruling, *, reason: str = "", by: str = ""
) -> tuple[Relation, ...]:
    """Rule on a pair and return how the two are told to relate from now on.

    Raises ``NotFound`` for a text that is not there, ``ValueError`` for a text and itself.
    """
    if a == b:
        raise ValueError(f"{a} cannot be compared with itself")
    with store.write() as tx:
        tx.lock()
        for ref in (a, b):
            _must_exist(tx, ref)
        tx.verdicts.put(a, b, ruling, reason=reason, by=by)
        _tell(tx, a, b)
        told = tuple(r for r in tx.texts.relations_of(a) if b in (r.a, r.b))
    _publish(store)
    return told


def take_back(store: Store, sources: Mapping[str, Source], a: str, b: str) -> bool:
    """Withdraw the ruling on a pair and let the texts speak; returns whether there was one."""
    with store.write() as tx:
        tx.lock()
        if not tx.verdicts.withdraw(a, b):
            return False
        for ref in (a, b):
            _settle_again(tx, ref, sources)
        _tell(tx, a, b)
    _publish(store)
    return True


def _publish(store: Store) -> None:
    with store.write() as tx:  # a change is final when its own transaction has ended
        tx.changes.publish()


def _settle_again(tx: Transaction, ref: str, sources: Mapping[str, Source]) -> None:
    """Compare a stored text again: while the ruling held, the pair may not have been compared."""
    stored = None if ref.startswith(SEED_PREFIX) else next(iter(tx.articles.many([ref])), None)
    if stored is None:
        return
    article = stored.article
    source = sources.get(article.source_key)
    if source is not None and not source.deduplicate:
        return
    when = out_since(article.published, article.fetched_at)
    mine = fingerprint(article.text, published=when)
    tx.texts.settle(ref, mine, publisher=article.publisher, fetched_at=article.fetched_at)


def _tell(tx: Transaction, *refs: str) -> None:
    """Let the change feed say that the relations of these articles are to be read again."""
    for stored in tx.articles.many(ref for ref in refs if not ref.startswith(SEED_PREFIX)):
        if stored.status == "kept":
            tx.changes.record(stored.id, stored.version, ChangeOp.MERGED)


def _must_exist(tx: Transaction, ref: str) -> None:
    if ref.startswith(SEED_PREFIX):
        tx.seeds.get(ref.removeprefix(SEED_PREFIX))
    elif not tx.articles.many([ref]):
        raise NotFound(ref, "there is no such article")
