"""Whatever happens in whatever order: one outcome per URL and run, and sums that match."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.adapters.store import Store, Transaction
from ingest.model import Outcome, Validators
from tests.store.conftest import Clock
from tests.store.samples import FEED, entry, page

UNFINISHED = {Outcome.DEFERRED, Outcome.KNOWN}
ENDINGS = [outcome for outcome in Outcome if outcome is not Outcome.KNOWN]

NUMBERS = st.integers(0, 3)  # few URLs, so that steps meet
STEPS = st.one_of(
    st.tuples(st.just("announce"), st.lists(NUMBERS, min_size=1, max_size=6)),
    st.tuples(st.just("announce"), st.just([0, 1, 2, 3])),
    st.tuples(st.just("fetch"), NUMBERS),
    st.tuples(st.just("judge"), NUMBERS),
    st.tuples(st.just("close"), NUMBERS, st.sampled_from(ENDINGS)),
    st.tuples(st.just("retry"), NUMBERS, st.integers(0, 60)),
    st.tuples(st.just("revisit"), NUMBERS, st.integers(0, 60)),
    st.tuples(st.just("resume"), st.integers(1, 4)),
    st.tuples(st.just("wait"), st.integers(1, 90)),
    st.tuples(st.just("end run")),
    st.tuples(st.just("crash")),
)

_worlds = count()


@dataclass
class World:
    """A model of what should be so, driven beside the store."""

    store: Store
    clock: Clock
    prefix: str
    run_number: int = 0
    opened: dict[str, set[str]] = field(default_factory=dict)  # run → every URL that was in it
    closed: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    again: dict[str, set[str]] = field(default_factory=dict)  # run → what it only saw once more

    @property
    def run_id(self) -> str:
        return f"{self.prefix}-{self.run_number}"

    @property
    def source_key(self) -> str:
        return f"{self.prefix}-source"

    def key(self, number: int) -> str:
        """Return the key of URL *number* in this world."""
        return f"https://{self.prefix}.example/{number}"

    def mine(self) -> set[str]:
        """Return the URLs of the run that goes on now."""
        return self.opened.setdefault(self.run_id, set())

    def at_work(self) -> set[str]:
        """Return the URLs that the run was given; what it only saw again is nobody's work."""
        return self.mine() - self.again.get(self.run_id, set())

    def step(self, name: str, *arguments: object) -> None:
        """Do one thing to the store, and note what should be so afterwards."""
        with self.store.write() as tx:
            tx.runs.start(self.run_id, "ingest")
            match name, *arguments:
                case "announce", list(numbers):
                    announced = [
                        entry(n, self.source_key, key=self.key(n), url=self.key(n)) for n in numbers
                    ]
                    found = tx.ledger.discover(self.run_id, "b", FEED, announced)
                    fresh = {e.key for e in announced} - self.mine()
                    assert {work.key for work in found.to_fetch} <= fresh
                    self.mine().update(e.key for e in announced)
                    rows = {row.key for row in tx.ledger.outcomes(self.run_id, limit=1_000)}
                    self.again.setdefault(self.run_id, set()).update(fresh - rows)
                case "resume", int(limit):
                    resumed = tx.ledger.resume(self.run_id, "b", [self.source_key], limit)
                    assert {work.key for work in resumed}.isdisjoint(self.mine())
                    self.mine().update(work.key for work in resumed)
                case ("wait", int(minutes)):
                    self.clock.advance(minutes=minutes)
                case ("end run",):
                    tx.ledger.close_rest(self.run_id, "out of time")
                    tx.runs.finish(self.run_id, "done")
                    self.run_number += 1
                case ("crash",):
                    self.run_number += 1
                case (verb, int(number), *rest) if self.key(number) in self.at_work():
                    self.work(tx, verb, number, *rest)

    def work(self, tx: Transaction, verb: str, number: int, *rest: object) -> None:
        """Bring one URL of the run a step further."""
        run_id, key = self.run_id, self.key(number)
        match verb, *rest:
            case ("fetch",):
                tx.ledger.fetched(run_id, key, page(number), Validators(etag=f'"{number}"'))
            case ("judge",):
                tx.ledger.judged(run_id, key, b"judged")
            case "close", Outcome() as outcome:
                tx.ledger.close(run_id, key, outcome, "store", "so it goes")
            case "retry", int(minutes):
                at = self.clock() + timedelta(minutes=minutes)
                tx.ledger.close(run_id, key, Outcome.FAILED, "fetch", "timeout", retry_at=at)
            case "revisit", int(minutes):
                at = self.clock() + timedelta(minutes=minutes)
                tx.ledger.close(run_id, key, Outcome.STORED, "store", "new", visit_at=at)

    def check(self) -> None:
        """Compare the store with the model: nothing lost, nothing doubled, first outcomes kept.

        What a run only saw announced again is counted, and told by the trail of the URL; everything
        else has a row. Together they are every URL of the run, each once.
        """
        with self.store.read() as tx:
            for run_id, urls in self.opened.items():
                rows = tx.ledger.outcomes(run_id, limit=1_000)
                again = self.again.get(run_id, set())
                assert sorted([*(row.key for row in rows), *again]) == sorted(urls)
                for row in rows:
                    if row.outcome is not None:
                        assert self.closed.setdefault((run_id, row.key), row.outcome) is row.outcome
                    else:
                        assert (run_id, row.key) not in self.closed
                summary = tx.runs.get(run_id)
                counted = sum(sum(per.values()) for per in summary.counts.values())
                assert counted == len(again) + sum(row.outcome is not None for row in rows)
                known = sum(per.get(Outcome.KNOWN, 0) for per in summary.counts.values())
                assert known == len(again)
                if summary.finished_at is not None:
                    assert counted == len(urls)
            for key in self.again.get(self.run_id, ()):
                steps = [(step.run_id, step.what) for step in tx.ledger.trail(key)]
                assert steps.count((self.run_id, Outcome.KNOWN)) == 1


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=15, max_size=40))
def test_every_url_of_a_run_has_exactly_one_outcome(
    store: Store, clock: Clock, steps: list[tuple[object, ...]]
) -> None:
    world = World(store, clock, f"w{next(_worlds)}")
    for name, *arguments in [("announce", [0, 1, 2]), *steps]:
        world.step(str(name), *arguments)
        world.check()
    world.step("end run")
    world.check()
    world.clock.advance(hours=2)
    world.step("resume", 100)
    ended = {key for (_, key), outcome in world.closed.items() if outcome not in UNFINISHED}
    assert set().union(*world.opened.values()) == ended | world.mine()
