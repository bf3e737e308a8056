"""The export: exact after a crash at any point, readable by anybody, clear when there is no room."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from ingest.adapters.export import export, schema
from ingest.adapters.store import Store, migrate, open_store
from ingest.dedupe import fingerprint
from ingest.errors import StoreError
from ingest.model import Relevance
from ingest.steps.verdicts import rule
from tests.digest.conftest import Clock, article, keep, publish

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def url(tmp_path: Path) -> str:
    made = f"sqlite:///{tmp_path}/store.db"
    migrate(made)
    return made


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    with open_store(url, now=clock) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "export"


def manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "articles" / "_manifest.json").read_text("utf-8"))
    return found


def rows(folder: Path) -> list[dict[str, Any]]:
    """Return what a reader finds that knows nothing of us: a folder of Parquet in partitions."""
    table = ds.dataset(folder / "articles", format="parquet", partitioning="hive").to_table()
    found: list[dict[str, Any]] = table.sort_by("feed_no").to_pylist()
    return found


def history(store: Store, clock: Clock) -> None:
    """Three articles over three days: added, edited twice, withdrawn and restored."""
    one, two = article("alpha", "First wording."), article("beta", authors=("Ann", "Бо"))
    [first, second] = keep(store, one, two)
    for n, said in enumerate(("Second wording.", "Third wording."), start=2):
        clock.advance(hours=20)
        with store.write() as tx:
            later = replace(one, text=said, content_hash=said, raw_id=said, headline=f"Version {n}")
            tx.articles.add_version(first.id, later)
    for status in ("withdrawn", "kept"):
        with store.write() as tx:
            tx.articles.set_status(second.id, status)  # type: ignore[arg-type]
    judged = Relevance(judgement="keep", score=2.5, topic="war", also=("grain",))
    keep(store, article("gamma", relevance=judged))
    with store.write() as tx:
        tx.articles.insert(article("hidden"), "review")
    publish(store)


def test_every_change_is_a_row_with_the_version_of_that_moment(
    store: Store, clock: Clock, folder: Path
) -> None:
    history(store, clock)
    assert export(store, folder) == {"rows": 7, "parts": 2, "upto": 7}
    found = rows(folder)
    assert [(r["feed_no"], r["op"], r["publisher"], r["version"]) for r in found] == [
        (1, "added", "alpha", 1), (2, "added", "beta", 1), (3, "changed", "alpha", 2),
        (4, "changed", "alpha", 3), (5, "withdrawn", "beta", 1), (6, "restored", "beta", 1),
        (7, "added", "gamma", 1),
    ]  # fmt: skip
    wordings = [r["text"] for r in found if r["publisher"] == "alpha"]
    assert wordings == ["First wording.", "Second wording.", "Third wording."]
    assert found[1]["authors"] == ["Ann", "Бо"]
    assert [str(r["date"]) for r in found[:4]] == ["2026-11-21"] * 2 + ["2026-11-22"] * 2
    assert (found[6]["topic_score"], found[6]["topics"]) == (2.5, ["war", "grain"])


def test_the_newest_rows_are_the_view(store: Store, clock: Clock, folder: Path) -> None:
    history(store, clock)
    export(store, folder)
    newest = {row["id"]: row for row in rows(folder)}
    with store.read() as tx:
        kept = tx.session.execute(text("select * from v_articles where status = 'kept'"))
        for one in kept.mappings():
            mine = newest.pop(one["id"])
            same = set(mine) & set(one) - {"authors", "corrections"}
            assert len(same) > 20
            for name in same:
                value, theirs = mine[name], one[name]
                if hasattr(value, "isoformat") and isinstance(theirs, str):
                    theirs = type(value).fromisoformat(theirs)
                assert value == theirs, name
    assert newest == {}


def test_copies_name_their_originals_and_not_the_other_way_round(
    store: Store, folder: Path
) -> None:
    [first, copy, other] = keep(
        store, article("alpha"), article("beta", hours=-1), article("gamma", hours=-1)
    )
    told = " ".join(f"word{n}" for n in range(120))
    for one, words in ((first, told), (copy, told), (other, told.replace("word", "else"))):
        with store.write() as tx:
            mine = fingerprint(words, published=one.article.fetched_at)
            tx.texts.settle(
                one.id, mine, publisher=one.article.publisher, fetched_at=one.article.fetched_at
            )
    export(store, folder)
    assert [row["duplicate_of"] for row in rows(folder)] == [[], [first.id], []]
    rule(store, first.id, copy.id, "distinct", by="ann")
    rule(store, first.id, other.id, "duplicate", by="ann")
    export(store, folder)
    assert {row["op"] for row in rows(folder)[3:]} == {"merged"}
    newest = {row["id"]: row["duplicate_of"] for row in rows(folder)}
    assert newest == {first.id: [], copy.id: [], other.id: [first.id]}


def test_a_second_export_writes_only_what_is_new(store: Store, folder: Path) -> None:
    keep(store, article("alpha"))
    assert export(store, folder)["rows"] == 1
    before = {path: path.read_bytes() for path in folder.rglob("*.parquet")}
    assert export(store, folder) == {"rows": 0, "parts": 0, "upto": 1}
    keep(store, article("beta"))
    assert export(store, folder) == {"rows": 1, "parts": 1, "upto": 2}
    assert {path: path.read_bytes() for path in before} == before
    with store.read() as tx:
        assert tx.changes.cursor("export") == 2


def test_another_folder_gets_everything(store: Store, folder: Path, tmp_path: Path) -> None:
    keep(store, article("alpha"), article("beta"))
    export(store, folder)
    assert export(store, tmp_path / "other")["rows"] == 2


def test_an_empty_store_leaves_an_empty_manifest(store: Store, folder: Path) -> None:
    assert export(store, folder) == {"rows": 0, "parts": 0, "upto": 0}
    assert manifest(folder) == {"schema_version": 1, "feed_to": 0, "rows": 0, "parts": []}


def test_the_manifest_proves_every_part(store: Store, clock: Clock, folder: Path) -> None:
    history(store, clock)
    export(store, folder, changes_per_part=2)
    listed = manifest(folder)
    assert listed["rows"] == sum(part["rows"] for part in listed["parts"]) == 7
    edges = [(part["from"], part["to"]) for part in listed["parts"]]
    assert edges[0][0] == 1
    assert all(after == to + 1 for (_, to), (after, _) in pairwise(edges))
    for part in listed["parts"]:
        body = (folder / "articles" / part["path"]).read_bytes()
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (part["sha256"], part["bytes"])
        assert pq.read_schema(folder / "articles" / part["path"]).equals(schema())


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        pytest.param("{ not json", "is damaged", id="manifest-damaged"),
        pytest.param('{"schema_version": 99}', "another schema", id="other-schema"),
        pytest.param(
            '{"schema_version": 1, "feed_to": 5000, "rows": 0, "parts": []}',
            "belongs to another store",
            id="of-another-store",
        ),
    ],
)
def test_a_folder_that_is_not_ours_is_left_alone(
    store: Store, folder: Path, damage: str, says: str
) -> None:
    keep(store, article("alpha"))
    path = folder / "articles" / "_manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(damage)
    with pytest.raises(StoreError, match=says):
        export(store, folder)
    assert path.read_text() == damage


def test_a_folder_that_cannot_be_written_is_named(store: Store, folder: Path) -> None:
    folder.write_text("a file in the way")
    with pytest.raises(StoreError, match=r"export: export failed: (File exists|Not a directory)"):
        export(store, folder)


def test_two_exports_do_not_meet_in_one_folder(store: Store, folder: Path) -> None:
    keep(store, article("alpha"))
    export(store, folder)
    with (folder / "articles" / "_lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another export is at work here"):
            export(store, folder)
    assert export(store, folder)["rows"] == 0


# ── crashes ──────────────────────────────────────────────────────────────────────────────────

CRASHES = """
import json, os, signal, sys
from pathlib import Path
import pyarrow.parquet as pq
from ingest.adapters.export import export
from ingest.adapters.store import open_store

url, base = sys.argv[1], Path(sys.argv[2])

def child(body):
    pid = os.fork()
    if pid == 0:
        try:
            body()
        except BaseException as error:
            print(type(error).__name__, error, file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

def run(folder):
    with open_store(url) as store:
        export(store, folder, changes_per_part=3)

def killed_at(event, folder):
    steps = 0
    def hook(name, args):
        nonlocal steps
        if name in ("open", "os.rename", "os.remove") and str(args[0]).startswith(str(folder)):
            steps += 1
            if steps == event:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    run(folder)

def check(folder, whole):
    target = folder / "articles"
    path = target / "_manifest.json"
    parts = json.loads(path.read_text())["parts"] if path.exists() else []
    numbers = [n for p in parts for n in pq.read_table(target / p["path"])["feed_no"].to_pylist()]
    assert numbers == list(range(1, len(numbers) + 1)), numbers
    if whole:
        assert len(numbers) == 8, numbers
        found = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
        assert found == {p["path"] for p in parts} | {"_lock", "_manifest.json"}, found

def mend(folder):
    check(folder, whole=False)
    run(folder)
    check(folder, whole=True)

event = kills = 0
while True:
    event += 1
    folder = base / str(event)
    ended = child(lambda: killed_at(event, folder))
    assert child(lambda: mend(folder)) == 0, event
    if ended == 0:
        break
    assert ended == -signal.SIGKILL
    kills += 1
print(kills)
"""

FULL = """
import resource, sys
from pathlib import Path
from ingest.adapters.export import export
from ingest.adapters.store import open_store
from ingest.errors import StoreError

with open_store(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))  # no file may grow beyond this
    try:
        export(store, Path(sys.argv[2]))
    except StoreError as error:
        print(error)
"""


def python(program: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_killed_at_any_step_no_row_is_lost_or_doubled(
    store: Store, url: str, tmp_path: Path
) -> None:
    """At every file that is opened, renamed or removed a real process dies; the next export mends all."""
    keep(store, *(article("house", headline=f"n{n}") for n in range(8)))
    done = python(CRASHES, url, str(tmp_path / "crashes"))
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) >= 10


def test_a_full_disk_is_named_and_leaves_what_was_there(
    store: Store, url: str, folder: Path
) -> None:
    keep(store, article("small"))
    export(store, folder)
    noise = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(3_000))
    keep(store, article("large", noise))
    done = python(FULL, url, str(folder))
    assert "export failed: File too large; what is listed there is whole" in done.stdout
    assert [row["feed_no"] for row in rows(folder)] == [1]
    assert export(store, folder) == {"rows": 1, "parts": 1, "upto": 2}
