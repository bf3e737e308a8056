"""Several processes on one store: nothing locked out, nothing doubled, nothing missed."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from sqlalchemy import text

from ingest.adapters.store import Store
from tests.store import racing
from tests.store.racing import finished, start
from tests.store.samples import publish

WRITERS = 4


def lines(*files: Path) -> list[str]:
    return [line for file in files for line in file.read_text().splitlines()]


def test_writers_killed_and_alive_leave_an_exact_feed(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    numbers, stop = range(40), tmp_path / "stop"
    doomed = start(racing.write_articles, store_url, tmp_path / "d", 99, range(1_000, 2_000))
    doomed_reader = start(racing.publish_and_read, store_url, tmp_path / "dr", tmp_path / "never")
    reader = start(racing.publish_and_read, store_url, tmp_path / "r", stop)
    writers = [
        start(racing.write_articles, store_url, tmp_path / f"w{worker}", worker, numbers)
        for worker in range(WRITERS)
    ]
    wait_for_changes(store, 5)
    for process in (doomed, doomed_reader):
        process.kill()
        process.join()
    with finished(*writers):
        pass
    with finished(reader):
        stop.touch()

    publish(store)
    while racing.read_some(store):
        pass
    with store.read() as tx:
        feed = tx.changes.after(0, limit=100_000)
        written = tx.session.execute(text("select count(*) from change")).scalar_one()
        seen = [tx.settings.get(f"seen-{change.no}") for change in feed]
        stored = {each.article.key for each in tx.articles.list(limit=100_000)}
    assert [change.no for change in feed] == list(range(1, written + 1))
    assert seen == ["1"] * written
    assert len(stored & {racing.key(number) for number in numbers}) == len(numbers)
    assert_versions_come_in_order(feed)


def wait_for_changes(store: Store, at_least: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with store.read() as tx:
            if tx.changes.last_no() >= at_least:
                return
        time.sleep(0.05)
    raise AssertionError("the writers do not get going")


def assert_versions_come_in_order(feed: list[racing.Any]) -> None:
    versions: dict[str, list[int]] = {}
    for change in feed:
        versions.setdefault(change.article_id, []).append(change.version)
    for seen in versions.values():
        assert seen == list(range(1, len(seen) + 1))


def test_turns_at_a_host_never_meet(store_url: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{worker}" for worker in range(WRITERS)]
    with finished(*(start(racing.take_turns, store_url, file, 25) for file in files)):
        pass
    turns = sorted(float(line) for line in lines(*files))
    assert turns == [float(second) for second in range(WRITERS * 25)]


def test_a_url_is_given_to_one_worker_only(store: Store, store_url: str, tmp_path: Path) -> None:
    with store.write() as tx:
        tx.runs.start("r1", "ingest")
    files = [tmp_path / f"{worker}" for worker in range(WRITERS)]
    with finished(
        *(start(racing.discover, store_url, file, worker, 200) for worker, file in enumerate(files))
    ):
        pass
    given = Counter(lines(*files))
    assert set(given.values()) == {1}
    assert len(given) == 220


def test_a_recipient_is_claimed_by_one_sender_only(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    with store.write() as tx:
        tx.digests.start("d1", day="2026-11-21", feed_after=0, feed_upto=1)
    files = [tmp_path / f"{worker}" for worker in range(WRITERS)]
    with finished(*(start(racing.claim, store_url, file, 30) for file in files)):
        pass
    assert sorted(map(int, lines(*files))) == list(range(30))


def test_eight_writers_store_no_story_twice(store_url: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{house}" for house in range(8)]
    with finished(
        *(start(racing.settle_variants, store_url, f, house, 30) for house, f in enumerate(files))
    ):
        pass
    assert sorted(map(int, lines(*files))) == list(range(30))
