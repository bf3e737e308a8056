"""Read stored raw pages again after a rule changed: nothing is fetched, nothing is overwritten.

Start it by hand (*Trigger*): the form asks which source, since when, and how many pages at most. A **dry
run** (the default) only reports what would change: texts, removed lines, outcomes. Without it, changed
texts become new versions, and pages that were rejected and now pass are stored.

**A red box** means that the archive or the store could not be read. Clear the task: what was already
read again stays as it is.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    params={
        "source": Param(
            "",
            type="string",
            pattern="^[a-z0-9-]*$",
            title="Source",
            description="Key of one source (see Wirewatch → Sources); empty for all.",
        ),
        "since": Param(
            None,
            type=["null", "string"],
            format="date",
            title="Fetched since",
            description="Only pages fetched on or after this day (UTC).",
        ),
        "limit": Param(
            500,
            type="integer",
            minimum=1,
            maximum=100_000,
            title="At most",
            description="Pages to read again, newest first.",
        ),
        "dry_run": Param(
            True, type="boolean", title="Dry run", description="Only report what would change."
        ),
    },
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "execution_timeout": timedelta(hours=6),
    },
    tags=["news", "by hand"],
    doc_md=__doc__,
)
def news_reprocess() -> None:
    @task(doc_md="Replay the chosen raw pages; the report is the task's return value and log.")
    def reprocess() -> dict[str, Any]:
        from ingest.app import day, open_app

        params = get_current_context()["params"]
        with open_app() as app:
            report = app.reprocess(
                source_key=params["source"],
                since=day(params["since"]),
                limit=params["limit"],
                dry_run=params["dry_run"],
            )
        return report.as_json()

    reprocess()


news_reprocess()
