"""Write new and changed articles to Parquet whenever `news_ingest` stored something.

Partitions by day, a manifest with row counts, checksums and the range of the change feed; everything
is written under a temporary name and renamed. The export has its own watermark in the store: a lost or
doubled event changes nothing.

**A red box** means that the export folder could not be written (disk full?) or the store not read. Make
room and clear the task: it goes on after the last complete partition.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, dag, task

ARTICLES = Asset(name="articles", uri="x-news://articles")


@dag(
    schedule=[ARTICLES],
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": 2.0,
        "execution_timeout": timedelta(minutes=30),
    },
    tags=["news", "export"],
    doc_md=__doc__,
)
def news_export() -> None:
    @task(doc_md="Everything after the export's watermark, as Parquet.")
    def export() -> dict[str, int]:
        from ingest.app import open_app

        with open_app() as app:
            return app.export()

    export()


news_export()
