"""Fetch every source that is due, clean and judge the new pages, store what is new and on topic.

| step | what it does | a box is |
|---|---|---|
| `plan` | finds the sources that are due, in batches that keep one host together | the whole run |
| `fetch` | polls the channels, fetches new pages politely, keeps every raw page | one batch of sources |
| `judge` | extracts and cleans the text, decides whether it is on topic | one batch of sources |
| `settle` | compares with everything stored, gives every URL its one outcome | the whole run |

**A red `fetch` box** means that at least one feed of its batch could not be read, even after retries;
the log names it, all other sources of the batch were read. Nothing is lost: its articles come with the
next poll. A source that stays red for a day usually moved: look at *Wirewatch → Sources*, then mend its
block in `config/sources.toml`. One bad page never turns a box red; it is in the ledger.

**A red `judge` box** is a fault in a rule file or in the code. The pages are in the archive: clear the
task after mending it.

**A red `settle` box** means that the store could not be reached or most sources could not be read
(network?). Clear it: settled pages stay settled, the rest is done then.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import (
    Asset,
    AssetAlias,
    CronTriggerTimetable,
    Param,
    dag,
    get_current_context,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowFailException

ARTICLES = Asset(name="articles", uri="x-news://articles")
CHANGED = AssetAlias(name="articles-changed")  # an alias emits only what a task adds to it


@dag(
    schedule=CronTriggerTimetable("*/15 * * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(seconds=15),
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": timedelta(minutes=3),
        "execution_timeout": timedelta(minutes=20),
    },
    params={
        "everything": Param(
            False,
            type="boolean",
            title="Everything",
            description="Poll every source that is on, also those that are not due yet.",
        )
    },
    tags=["news", "ingest"],
    doc_md=__doc__,
)
def news_ingest() -> None:
    @task(doc_md="Which sources are due now, grouped by host into at most eight batches.")
    def plan() -> list[dict[str, Any]]:
        from ingest.app import open_app

        context = get_current_context()
        with open_app() as app:
            batches = app.plan(context["run_id"], everything=context["params"]["everything"])
        return [{"name": batch.name, "sources": list(batch.sources)} for batch in batches]

    @task(
        map_index_template="{{ batch_name }}",
        doc_md="Poll, fetch and archive one batch of sources.",
    )
    def fetch(batch: dict[str, Any]) -> dict[str, int]:
        from ingest.app import Batch, open_app
        from ingest.errors import SourceError, SourceUnreachable
        from ingest.steps.red_boxes import fail_unreadable

        context = get_current_context()
        context["batch_name"] = batch["name"]
        with open_app() as app:
            report = app.fetch(
                context["run_id"],
                Batch.from_json(batch),
                everything=context["params"]["everything"],
            )
        try:
            fail_unreadable(report)
        except SourceUnreachable:
            raise  # worth the retries
        except SourceError as error:
            raise AirflowFailException(str(error)) from error
        return {"announced": report.announced, "fetched": report.fetched, "failed": report.failed}

    @task(
        map_index_template="{{ batch_name }}",
        trigger_rule="all_done",  # what a half-failed fetch archived is judged all the same
        doc_md="Extract, clean and judge the archived pages of one batch.",
    )
    def judge(batch: dict[str, Any]) -> dict[str, int]:
        from ingest.app import Batch, open_app

        context = get_current_context()
        context["batch_name"] = batch["name"]
        with open_app() as app:
            return app.judge(context["run_id"], Batch.from_json(batch))

    @task_group
    def sources(batch: dict[str, Any]) -> None:
        fetch(batch) >> judge(batch)

    @task(
        trigger_rule="all_done",
        outlets=[CHANGED],
        doc_md="Deduplicate, version and store; one `articles` event when something changed.",
    )
    def settle() -> dict[str, int]:
        from ingest.app import open_app

        context = get_current_context()
        with open_app() as app:
            report = app.settle(context["run_id"])
            app.fail_when_mostly_unreadable(context["run_id"])
        if report.changed:
            context["outlet_events"][CHANGED].add(
                ARTICLES,
                extra={"from": report.first_no, "to": report.last_no, "run_id": context["run_id"]},
            )
        return report.counts

    sources.expand(batch=plan()) >> settle()


news_ingest()
