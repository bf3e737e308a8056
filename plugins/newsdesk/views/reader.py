"""One article: the text with what was taken out of it, and everything known about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.digest.selection import NEWS
from ingest.model import Article, Relation, StoredArticle
from ingest.records import TextLine
from ingest.steps.digest import CONSUMER
from ingest.versions import VersionChange, compare
from newsdesk.diff import ParagraphDiff, differences
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import name_of, names

BYTES_A_PAGE = 24_000  # of text; a page stays below 60 KB with its marks and facts
RELATIONS = 12
STEPS = 25
VERSIONS = 20
TOLD = 5

router = APIRouter()
Identity = Annotated[str, Query(alias="id", max_length=80)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A text that shares passages with the one shown."""

    ref: str
    relation: Relation
    is_later: bool  # the text shown is the later of the two
    headline: str
    publisher: str
    published: datetime | None
    share: float  # of the text shown

    @property
    def is_seed(self) -> bool:
        """Whether it belongs to the seed corpus, and has no page of its own."""
        return self.ref.startswith("seed:")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version, and what it changed."""

    n: int
    article: Article
    change: VersionChange | None


@router.get("/article")
def article(
    request: Request,
    app: Opened,
    identity: Identity,
    version: Annotated[int | None, Query(ge=1)] = None,
    start: Annotated[int, Query(ge=0, alias="from")] = 0,
) -> Response:
    """Show one version (the newest, unless another is asked for)."""
    with app.store.read() as tx:
        stored = tx.articles.get(identity)
        history = version_lines(tx.articles.versions(identity))
        n = version or stored.version
        lines = tx.articles.lines(identity, n)
        relatives = related(app, tx, stored)
        trail = tx.ledger.trail(stored.article.key)
        told, passed = tx.digests.telling(identity), tx.changes.cursor(CONSUMER)
    shown, rest = one_page(lines, start)
    item = history[n - 1].article
    return render(
        request,
        "article.html",
        demo=app.settings.demo,
        stored=stored,
        item=item,
        n=n,
        lines=shown,
        start=start,
        rest=rest,
        removed=sum(not line.kept for line in lines),
        total=len(lines),
        source=name_of(app, item.source_key),
        names=names(app),
        told=told[:TOLD],
        untold="" if told else _untold(stored, passed),
        relatives=relatives[:RELATIONS],
        more_relatives=len(relatives) - RELATIONS,
        history=history[::-1][:VERSIONS],
        trail=trail[-STEPS:],
        entities=Counter(hit.entity for hit in item.relevance.hits).most_common(12),
    )


@router.get("/versions")
def versions(
    request: Request,
    app: Opened,
    identity: Identity,
    n: Annotated[int | None, Query(ge=2)] = None,
) -> Response:
    """Show what one version changed against the one before: typed edits, then the text itself."""
    with app.store.read() as tx:
        stored = tx.articles.get(identity)
        history = version_lines(tx.articles.versions(identity))
    at = min(n or len(history), len(history))
    old, new = history[max(at - 2, 0)], history[at - 1]
    return render(
        request,
        "versions.html",
        demo=app.settings.demo,
        stored=stored,
        history=history[::-1][:VERSIONS],
        old=old,
        new=new,
        paragraphs=_paragraphs(old.article, new.article),
        source=name_of(app, stored.article.source_key),
    )


def _untold(stored: StoredArticle, passed: int) -> str:
    """Return why no digest tells an article; *passed*: the last change that one has dealt with."""
    if stored.status != "kept":
        return "readers do not see it"
    published = stored.article.published
    if published is not None and stored.first_seen - published.at > NEWS:
        return "left out: published more than a week before it was found"
    waits = stored.feed_no == 0 or stored.feed_no > passed
    return "in the next one" if waits else "left out: too old by then"


def one_page(lines: list[TextLine], start: int) -> tuple[list[TextLine], int]:
    """Return the lines from *start* on that fit a page, and where the next page begins (0: nowhere)."""
    size = 0
    for at in range(start, len(lines)):
        size += len(lines[at].text.encode()) + 60
        if size > BYTES_A_PAGE and at > start:
            return lines[start:at], at
    return lines[start:], 0


def version_lines(history: list[Article]) -> list[VersionLine]:
    """Return every version with what it changed, oldest first."""
    changes = [None, *(compare(old, new) for old, new in pairwise(history))]
    return [
        VersionLine(n=n, article=item, change=change)
        for n, (item, change) in enumerate(zip(history, changes, strict=True), start=1)
    ]


def related(app: App, tx: Transaction, stored: StoredArticle) -> list[Relative]:
    """Return the texts that *stored* shares passages with, the largest share first."""
    relations = tx.texts.relations_of(stored.id)
    refs = {r: (r.b if r.a == stored.id else r.a) for r in relations}
    others = {a.id: a for a in tx.articles.many(r for r in refs.values() if r.startswith("a"))}
    relatives = []
    for relation, ref in refs.items():
        is_later = relation.a == stored.id
        headline, publisher, published = _facts(app, tx, ref, others.get(ref))
        relatives.append(
            Relative(
                ref=ref,
                relation=relation,
                is_later=is_later,
                headline=headline,
                publisher=publisher,
                published=published,
                share=relation.share_a if is_later else relation.share_b,
            )
        )
    return sorted(relatives, key=lambda r: (-r.share, r.ref))


def _facts(
    app: App, tx: Transaction, ref: str, other: StoredArticle | None
) -> tuple[str, str, datetime | None]:
    if other is not None:
        item = other.article
        dated = item.published.at if item.published else item.fetched_at
        return item.headline or item.url, name_of(app, item.source_key), dated
    if ref.startswith("seed:"):
        seed = tx.seeds.get(ref.removeprefix("seed:"))
        published = seed.published.at if seed.published else None
        return seed.title, f"{seed.publisher} (seed corpus)", published
    return ref, "no longer stored", None


def _paragraphs(old: Article, new: Article) -> list[ParagraphDiff]:
    left, right = old.text.split("\n\n"), new.text.split("\n\n")
    return differences([old.headline, *left], [new.headline, *right])
