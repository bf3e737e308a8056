"""Building the index of texts anew from the stored articles: sketches, relations, operators' rulings.

Needed after the fingerprint changed or the index was damaged. The texts are settled again in the order
in which they came, so the relations are those that the same stream gave before. Each chunk is one
transaction that also notes how far it came: an interrupted rebuild goes on where it stopped.

Articles that arrive meanwhile are compared with what is rebuilt so far, and once more when the rebuild
comes to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from ingest.adapters.store import Store, Transaction
from ingest.adapters.store.rebuild import StoredVersion, VersionKey
from ingest.adapters.store.texts import TextRecord
from ingest.dedupe import DETECTOR, SEED_PREFIX, fingerprint, out_since
from ingest.model import Source
from ingest.steps.seeds import AT_ONCE, SHIPPED

CHUNK = 100  # texts in one transaction: holds the lock for a few tenths of a second
STATE = "reindex"  # the setting that says how far it came


@dataclass(frozen=True, slots=True, kw_only=True)
class ReindexReport:
    """What a rebuild did; *resumed* texts were settled by an earlier, interrupted one."""

    texts: int
    skipped: int  # texts of sources that take no part in deduplication, or without a word
    resumed: int


@dataclass(slots=True)
class _State:
    done: int = 0
    no: int = 0  # of the last article whose first version is settled
    later: VersionKey | None = None  # the last further version
    seed: str | None = None  # the last seed that was read again; None when none needs to be

    def dump(self) -> str:
        later = self.later and [self.later[0].isoformat(), *self.later[1:]]
        return json.dumps({"done": self.done, "no": self.no, "later": later, "seed": self.seed})

    @classmethod
    def load(cls, text: str) -> _State:
        said = json.loads(text)
        later = said["later"]
        key = (datetime.fromisoformat(later[0]), later[1], later[2]) if later else None
        return cls(done=said["done"], no=said["no"], later=key, seed=said.get("seed"))


def reindex(
    store: Store,
    sources: Mapping[str, Source],
    *,
    prepare: Callable[[], object] = lambda: None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> ReindexReport:
    """Build the index anew, or finish an interrupted rebuild; *progress* hears (done, all).

    After another detector seeds are read again as well; *prepare* then brings in those that are known
    without a text.
    """
    state = _begin(store)
    resumed, skipped = state.done, 0
    if state.seed is not None:
        _read_seeds(store, state)
    prepare()
    with store.read() as tx:
        later = tx.rebuild.later_keys(state.later)
        everything = tx.articles.count(status=None) + len(later)
    while True:
        with store.write() as tx:
            tx.lock()
            firsts = tx.rebuild.firsts(state.no, CHUNK)
            due = [k for k in later if k[0] < firsts[-1].at] if firsts else later[:CHUNK]
            if not firsts and not due:
                due = later = tx.rebuild.later_keys(state.later)[:CHUNK]  # came in meanwhile
            later = later[len(due) :]
            if not firsts and not due:
                tx.settings.put(STATE, "")
                break
            for version in merge(firsts, tx.rebuild.later(due), key=lambda v: (v.at, v.no, v.n)):
                skipped += not resettle(tx, version, sources)
            state.no = firsts[-1].no if firsts else state.no
            state.later = due[-1] if due else state.later
            state.done += len(firsts) + len(due)
            tx.settings.put(STATE, state.dump())
        progress(state.done, max(everything, state.done))
    return ReindexReport(texts=state.done - resumed - skipped, skipped=skipped, resumed=resumed)


def resettle(tx: Transaction, version: StoredVersion, sources: Mapping[str, Source]) -> bool:
    """Compare one stored text with all others again; returns whether it takes part."""
    source = sources.get(version.source_key)
    if source is not None and not source.deduplicate:
        return False
    try:
        mine = fingerprint(version.text, published=out_since(version.published, version.fetched_at))
    except ValueError:  # a text without a word
        return False
    tx.texts.settle(
        version.article_id, mine, publisher=version.publisher, fetched_at=version.fetched_at
    )
    return True


def _begin(store: Store) -> _State:
    """Empty the index and note it, or return how far an interrupted rebuild came."""
    with store.write() as tx:
        tx.lock()
        of_another = tx.texts.detector() != DETECTOR
        if (said := tx.settings.get(STATE)) and not of_another:
            return _State.load(said)
        tx.rebuild.clear(seeds_too=of_another)
        tx.texts.set_detector()
        if of_another:
            tx.settings.put(SHIPPED, "")
        state = _State(seed="" if of_another else None)
        tx.settings.put(STATE, state.dump())
        return state


def _read_seeds(store: Store, state: _State) -> None:
    """Make the seeds with a text known again, some thousand in a transaction."""
    while state.seed is not None:
        with store.write() as tx:
            tx.lock()
            seeds = tx.rebuild.seeds(state.seed, AT_ONCE)
            tx.texts.bulk_load(
                TextRecord(
                    ref=f"{SEED_PREFIX}{seed.key}",
                    fingerprint=fingerprint(seed.text, published=seed.published_at),
                    publisher=seed.publisher,
                    fetched_at=seed.added_at,
                )
                for seed in seeds
            )
            state.seed = seeds[-1].key if seeds else None
            tx.settings.put(STATE, state.dump())
