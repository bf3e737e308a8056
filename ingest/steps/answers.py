"""What the answer to a fetch means for the ledger. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from ingest.model import Entry, Failure, NotModified, Outcome, Page, Retry, Validators
from ingest.normalize.urls import host_of, is_opaque
from ingest.records import Work

MAX_ATTEMPTS = 5  # of one URL over several runs, before its failure is final
FIRST_RETRY = timedelta(minutes=10)


def outcome_of(failure: Failure) -> Outcome:
    """Return the ledger's word for a page that could not be read."""
    if failure.code == "robots":
        return Outcome.ROBOTS
    if failure.code in ("http-404", "http-410"):
        return Outcome.GONE
    if failure.code in ("http-401", "http-402", "http-403", "http-429", "http-451", "challenge"):
        return Outcome.BLOCKED
    return Outcome.FAILED


def seen_through(url: str, answer: Page | NotModified | Failure) -> Page | NotModified | Failure:
    """Return *answer*, with what has to be said if *url* hides its story behind a redirect service.

    >>> link, now = "https://t.co/Ab1", datetime.fromisoformat("2026-11-21T09:00:00Z")
    >>> seen_through(link, Page(url=link, final_url=link, body=b"?", fetched_at=now)).code
    'opaque'
    """
    if isinstance(answer, Page) and is_opaque(answer.final_url):
        words = f"{host_of(answer.final_url)} does not say where the story behind this link is"
        return Failure(url=url, code="opaque", message=words, retry=Retry.NEVER)
    if isinstance(answer, Failure) and is_opaque(url):
        words = f"{answer.message} (only {host_of(url)} knows where the story behind this link is)"
        return replace(answer, message=words)
    return answer


def retry_time(failure: Failure, attempts: int, now: datetime) -> datetime | None:
    """Return when a page is worth another try, or None when its failure is final."""
    if failure.retry is Retry.NEVER or attempts + 1 >= MAX_ATTEMPTS:
        return None
    wait = FIRST_RETRY * (attempts + 1)
    return now + max(wait, timedelta(seconds=failure.retry_after or 0))


def in_order_of_interest(waiting: Iterable[Work]) -> list[Work]:
    """Return the newest first; what has no date comes last, and failed attempts after first ones."""

    def rank(work: Work) -> tuple[int, float]:
        moment = work.entry.published or work.entry.modified
        return (work.attempts, -moment.at.timestamp() if moment else 0.0)

    return sorted(waiting, key=rank)


def entry_page(entry: Entry, now: datetime) -> Page:
    """Return a page made of what the feed itself gives, for sources whose pages are not to be read.

    >>> from datetime import UTC
    >>> entry = Entry(source_key="s", url="https://a.example/1", key="k", title="A & B", summary="Talks.")
    >>> entry_page(entry, datetime(2026, 1, 1, tzinfo=UTC)).body.decode().count("A &amp; B")
    2
    """
    title = html.escape(entry.title)
    body = entry.content_html or f"<p>{html.escape(entry.summary)}</p>"
    document = (
        f'<!doctype html><html lang="{html.escape(entry.language)}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )
    return Page(
        url=entry.url,
        final_url=entry.url,
        body=document.encode(),
        fetched_at=now,
        content_type="text/html; charset=utf-8",
        validators=Validators(),
    )
