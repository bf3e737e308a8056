"""What the store costs: articles and URLs per CPU second, milliseconds per search, bytes per article.

Run as ``python -m tests.bench store``, or ``python -m tests.bench.bench_store --articles 100000
--postgres``. Texts are random words of a made-up vocabulary, as frequent as words are in life. CPU time
is that of this process; for PostgreSQL the wall clock is shown beside it, since the server works too.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from ingest.adapters.store import Store, migrate, open_store
from ingest.adapters.store.tokens import token_list
from ingest.model import Article, Entry, Outcome, RemovedLine
from ingest.records import PageRef
from tests.plugins.postgres import drop_database, new_database
from tests.store.samples import NOW, article

STEP = 50  # articles per transaction, as the settling step does it
WORDS = 330  # of an article of 2,200 characters
SCRIPTS = {
    "en": "abcdefghiklmnoprstuvwy",
    "ru": "абвгдезиклмнопрстуя",
    "zh": "中国外交部发言人代表团访问乌",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of one language, the first ones far more frequent than the last."""

    language: str
    words: tuple[str, ...]

    @classmethod
    def make(cls, language: str, size: int = 20_000) -> Vocabulary:
        """Return *size* random words."""
        chance = random.Random(language)
        letters = SCRIPTS[language]
        words = ("".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(size))
        return cls(language, tuple(dict.fromkeys(words)))

    def text(self, chance: random.Random, length: int) -> str:
        """Return running text of *length* words."""
        picks = (int(len(self.words) ** chance.random()) - 1 for _ in range(length))
        return " ".join(self.words[pick] for pick in picks)


def articles(count: int) -> Iterator[Article]:
    """Yield random articles, three quarters of them English, with 20 removed lines each."""
    chance = random.Random(7)
    vocabularies = [Vocabulary.make(language) for language in ("en", "en", "en", "ru", "zh")]
    for number in range(count):
        words = vocabularies[number % len(vocabularies)]
        removed = tuple(
            RemovedLine(
                position=at, line=words.text(chance, 4), stage="clean", rule="x", rule_class="y"
            )
            for at in range(20)
        )
        yield article(
            number,
            language=words.language,
            headline=words.text(chance, 9),
            text="\n\n".join(words.text(chance, WORDS // 11) for _ in range(11)),
            content_hash=str(number),
            removed=removed,
        )


@contextmanager
def measured(what: str, count: int) -> Iterator[None]:
    """Print how many of *count* things the block did per CPU second and per second on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"  {what:<44} {count / cpu:>9,.0f} /CPU-s {count / wall:>9,.0f} /s")


def store_articles(store: Store, items: list[Article]) -> None:
    """Insert, 50 to a transaction, then number the changes."""
    with measured("articles stored, indexed and in the feed", len(items)):
        for start in range(0, len(items), STEP):
            with store.write() as tx:
                tx.lock()
                for item in items[start : start + STEP]:
                    tx.articles.insert(item)
        with store.write() as tx:
            tx.changes.publish()
    with measured("changes read", len(items)), store.read() as tx:
        last = 0
        while found := tx.changes.after(last, 1_000):
            last = found[-1].no
    with measured("articles read", min(2_000, len(items))), store.read() as tx:
        before = None
        for _ in range(min(2_000, len(items)) // 50):
            before = tx.articles.list(50, before)[-1].no


def run_urls(store: Store, count: int) -> None:
    """Take URLs through a whole run, then announce them again."""
    announced = [
        Entry(source_key="s", url=f"https://s.example/{n}", key=f"https://s.example/{n}", title="T")
        for n in range(count)
    ]
    with measured("URLs from discovery to outcome", count):
        with store.write() as tx:
            tx.runs.start("r1", "ingest")
            works = tx.ledger.discover("r1", "b", "https://s.example/feed", announced).to_fetch
        for work in works:
            page = PageRef(url=work.url, final_url=work.url, sha256="0" * 64, fetched_at=NOW)
            with store.write() as tx:
                tx.ledger.fetched("r1", work.key, page)
            with store.write() as tx:
                tx.ledger.judged("r1", work.key, b"x" * 4_000)
        with store.write() as tx:
            for work, _ in tx.ledger.unsettled("r1"):
                tx.ledger.close("r1", work.key, Outcome.STORED, "store", "new")
    with measured("known URLs announced again", count), store.write() as tx:
        tx.runs.start("r2", "ingest")
        tx.ledger.discover("r2", "b", "https://s.example/feed", announced)


def best_of(work: Callable[[], object], times: int = 5) -> float:
    """Return the shortest of several runs, in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return min(spent) * 1_000


def search(store: Store) -> None:
    """Print what searches cost: index only, without loading the articles found."""
    english, chinese = Vocabulary.make("en").words, SCRIPTS["zh"][:2]
    asked = {
        "frequent word": english[1],
        "rare word": english[5_000],
        "two frequent words": f"{english[1]} {english[3]}",
        "Chinese": chinese,
        "no hit": "xqxqxq",
    }
    with store.read() as tx:
        for name, words in asked.items():
            newest = best_of(lambda w=words: tx.search.find(w, 20))  # type: ignore[misc]
            ranked = best_of(lambda w=words: tx.search.find(w, 20, ranked=True))  # type: ignore[misc]
            hits = len(tx.search.find(words, 20))
            print(
                f"  {name:<20} newest 20: {newest:7.1f} ms   ranked 20: {ranked:7.1f} ms   ({hits})"
            )


def settle_down(store: Store) -> None:
    """Do for a server what its autovacuum would have done by the time somebody searches."""
    if store.url.get_backend_name() == "postgresql":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("vacuum analyze"))


def size(store: Store) -> int:
    """Return the bytes of the whole store."""
    with store.read() as tx:
        if tx.session.on_postgres:
            found = tx.session.execute(text("select pg_database_size(current_database())"))
        else:
            found = tx.session.execute(
                text("select page_count * page_size from pragma_page_count, pragma_page_size")
            )
        return int(found.scalar_one())


@contextmanager
def empty_store(on_postgres: bool) -> Iterator[Store]:
    """Open a new store."""
    if on_postgres:
        url = new_database()
        migrate(url)
        with open_store(url) as store:
            yield store
        drop_database(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/store.db"
        migrate(url)
        with open_store(url) as store:
            yield store


def main() -> None:
    """Measure one or both engines."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=5_000)
    options.add_argument("--postgres", action="store_true", help="measure a server, too")
    arguments = options.parse_args()
    items = list(articles(arguments.articles))
    print(
        f"{len(items):,} articles, mean {sum(len(i.text) for i in items) / len(items):,.0f} characters"
    )
    with measured("texts tokenised (part of storing)", min(500, len(items))):
        for item in items[:500]:
            token_list(item.text, item.language)
    for on_postgres in (False, True) if arguments.postgres else (False,):
        print("PostgreSQL" if on_postgres else "SQLite")
        with empty_store(on_postgres) as store:
            before = size(store)
            store_articles(store, items)
            settle_down(store)
            print(f"  {'bytes per article':<44} {(size(store) - before) / len(items):>9,.0f}")
            search(store)
            run_urls(store, 1_000)


if __name__ == "__main__":
    main()
