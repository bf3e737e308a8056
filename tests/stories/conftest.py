"""Stored articles made of invented texts."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.model import Article, Moment, Relation, RelationKind, StoredArticle
from ingest.relevance import judge, load_topic

NOW = datetime(2026, 11, 17, 6, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One labelled text."""

    event: str
    stored: StoredArticle


def stored(identity: str, text: str = "", *, hours: float = 0, **changes: Any) -> StoredArticle:
    """Return an article published *hours* after the start of the day."""
    at = NOW + timedelta(hours=hours)
    article = Article(
        url=f"https://{identity}.example/news",
        key=f"https://{identity}.example/news",
        source_key=identity,
        publisher=identity,
        headline=f"Headline of {identity}",
        text=text or f"A text of its own, told by {identity}.",
        language="en",
        content_hash=identity,
        raw_id="",
        fetched_at=at,
        published=Moment(at=at),
    )
    return StoredArticle(
        id=identity, version=1, article=replace(article, **changes), first_seen=at, feed_no=1
    )


def related(
    a: StoredArticle, *origins: str, kind: RelationKind = RelationKind.COPY
) -> StoredArticle:
    """Return *a* as a copy (or what *kind* says) of *origins*."""
    return replace(
        a,
        relations=tuple(
            Relation(
                a=a.id, b=b, kind=kind, share_a=1, share_b=1, jaccard=1, evidence="", detector=""
            )
            for b in origins
        ),
    )


def tellings() -> list[Telling]:
    """Return the labelled texts, judged by the topic the project ships."""
    topic = load_topic(ROOT / "config" / "topic.toml")
    blocks = tomllib.loads(Path(__file__).with_name("tellings.toml").read_text("utf-8"))
    found = []
    for n, block in enumerate(blocks["telling"]):
        title, text, language = block["title"], block["text"].strip(), block["language"]
        relevance = judge(topic, title=title, text=text, language=language)
        one = stored(
            f"{language}-{block['event']}-{n:02d}",
            text,
            hours=block["hours"],
            headline=title,
            language=language,
            relevance=relevance,
        )
        found.append(Telling(event=f"{language}-{block['event']}", stored=one))
    return found
