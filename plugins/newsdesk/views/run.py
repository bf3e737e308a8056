"""What one run stored: the tab on the page of a run in Airflow, and where the lists of runs lead."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.adapters.store import Transaction
from ingest.errors import NotFound
from ingest.model import Outcome, StoredArticle
from ingest.records import RunSummary
from newsdesk.funnel import Step, funnel, totals
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import SourceLine, names, source_lines

SHOWN = 40
ENDED_IN_THE_STORE = (
    Outcome.STORED,
    Outcome.NEW_VERSION,
    Outcome.REVIEW,
    Outcome.DUPLICATE,
)
ELSEWHERE = {  # what the other DAGs leave behind is not a matter of single runs
    "news_digest": ("digests", "This DAG makes and sends the digest: see the digests."),
    "news_export": (
        "./",
        "This DAG writes Parquet files from the change feed; it stores no article.",
    ),
    "news_maintenance": ("sources", "This DAG looks after sources, logs and the store itself."),
    "news_reprocess": ("articles", "This DAG reads archived pages again; its log has the report."),
}

router = APIRouter()


@router.get("/run")
def run(
    request: Request,
    app: Opened,
    identity: Annotated[str, Query(alias="run", max_length=250)],
    dag: Annotated[str, Query(max_length=250)] = "news_ingest",
) -> Response:
    """Show one run of ``news_ingest``; for the other DAGs say where their results are."""
    with app.store.read() as tx:
        summary = _summary(tx, identity)
        known = summary is not None
        return render(
            request,
            "run.html",
            demo=app.settings.demo,
            now=app.now(),
            identity=identity,
            elsewhere=ELSEWHERE.get(dag) if not known else None,
            summary=summary,
            total=totals(summary.counts) if summary else {},
            steps=funnel(totals(summary.counts)) if summary else list[Step](),
            sources=source_lines(app, tx, identity) if summary else list[SourceLine](),
            groups=_stored(tx, identity) if known else [],
            names=names(app),
        )


def _summary(tx: Transaction, identity: str) -> RunSummary | None:
    try:
        return tx.runs.get(identity)
    except NotFound:
        return None


def _stored(tx: Transaction, identity: str) -> list[tuple[Outcome, list[StoredArticle]]]:
    groups = []
    for outcome in ENDED_IN_THE_STORE:
        rows = tx.ledger.outcomes(identity, outcome, limit=SHOWN)
        if rows:
            groups.append((outcome, tx.articles.many(row.article_id for row in rows)))
    return groups
