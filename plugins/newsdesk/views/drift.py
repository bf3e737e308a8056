"""Alarms about templates that changed: the last good page and one of today, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.adapters.store import Transaction
from ingest.adapters.store.articles import text_lines
from ingest.app import App
from ingest.clean import EMPTY
from ingest.drift import DriftAlarm, Measure
from ingest.errors import ArchiveError, NotFound
from ingest.model import Article, Page
from ingest.pipeline import read
from ingest.records import TextLine
from ingest.steps.drift import accept
from newsdesk.access import may_decide, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.reader import one_page
from newsdesk.views.tryout import lines_of

ALARMS = 60
UNSEEN_URL = "https://archived.invalid/page"  # what gave no text was stored under no address

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two pages, as it was stored, or as today's rules read what the archive has."""

    title: str
    article_id: str
    raw: str
    when: datetime | None
    headline: str
    authors: Sequence[str]
    published: bool
    language: str
    kind: str  # of a page that gave no text: what it was taken for
    lines: Sequence[TextLine]
    left_out: int

    @property
    def kept(self) -> int:
        """Characters of text."""
        return sum(len(line.text) for line in self.lines if line.kept)


@router.get("/drift")
def drift(request: Request, app: Opened) -> Response:
    """List the alarms, those that last first."""
    with app.store.read() as tx:
        alarms = tx.drift.alarms(lasting=False, limit=ALARMS)
        looked = tx.drift.last_day()
    return render(
        request,
        "drift.html",
        demo=app.settings.demo,
        lasting=[alarm for alarm in alarms if alarm.ended_at is None],
        ended=[alarm for alarm in alarms if alarm.ended_at is not None],
        looked=looked,
    )


@router.get("/driftpages")
def pages(
    request: Request,
    app: Opened,
    publisher: Annotated[str, Query(max_length=200)],
    measure: Measure,
) -> Response:
    """Show the last good page and a page of today."""
    with app.store.read() as tx:
        alarm = _alarm(tx, publisher, measure)
        sides = (
            _side(app, tx, "Last good", alarm.good_article, alarm.good_raw),
            _side(app, tx, "Now", alarm.now_article, alarm.now_raw),
        )
    return render(request, "driftpages.html", demo=app.settings.demo, alarm=alarm, sides=sides)


@router.post("/drift-accept", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def settle(app: Opened, publisher: Annotated[str, Form(max_length=200)]) -> Response:
    """Take what the alarms of a publisher tell for the norm from now on."""
    accept(app.store, publisher)
    return RedirectResponse("drift", 303)


def _alarm(tx: Transaction, publisher: str, measure: Measure) -> DriftAlarm:
    for alarm in tx.drift.alarms(lasting=False):
        if (alarm.drift.publisher, alarm.drift.measure) == (publisher, measure):
            return alarm
    raise NotFound(publisher, f"there was no alarm about its {measure}")


def _side(app: App, tx: Transaction, title: str, article_id: str, raw: str) -> Side | None:
    stored = next(iter(tx.articles.many([article_id])), None) if article_id else None
    if stored is None:
        return _archived(app, title, raw) if raw else None
    item = next((v for v in tx.articles.versions(article_id) if v.raw_id == raw), stored.article)
    lines = text_lines(item)
    return _shown(title, article_id, raw, item, lines)


def _shown(title: str, article_id: str, raw: str, item: Article, lines: Sequence[TextLine]) -> Side:
    shown, rest = one_page(list(lines), 0)
    return Side(
        title=title,
        article_id=article_id,
        raw=raw,
        when=item.fetched_at,
        headline=item.headline,
        authors=item.authors,
        published=item.published is not None,
        language=item.language,
        kind="",
        lines=shown,
        left_out=len(lines) - len(shown) if rest else 0,
    )


def _archived(app: App, title: str, raw: str) -> Side | None:
    """Return what today's rules make of an archived page that gave no text when it was fetched."""
    try:
        body = app.archive.get(raw)
    except (ArchiveError, NotFound):  # older than what is kept
        return None
    page = Page(url=UNSEEN_URL, final_url=UNSEEN_URL, body=body, fetched_at=app.now())
    extraction, cleaned = read(page, app.rulebook, entry=None, now=app.now(), memory=EMPTY)
    lines = lines_of(cleaned)
    shown, rest = one_page(lines, 0)
    return Side(
        title=title,
        article_id="",
        raw=raw,
        when=None,
        headline=extraction.headline,
        authors=extraction.authors,
        published=extraction.published is not None,
        language=extraction.language,
        kind=extraction.reason or extraction.kind,
        lines=shown,
        left_out=len(lines) - len(shown) if rest else 0,
    )
