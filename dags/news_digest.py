"""Send the daily digest: one entry per story since the last digest, one message per recipient.

| step | what it does |
|---|---|
| `select` | chooses the stories since the last digest and stores the selection; mail and pages show it |
| `deliver` | sends to every recipient who has not got it yet; claimed before, marked after sending |

**A red `deliver` box** means that at least one recipient has not got it; everybody else has. The log
names them with the reason. Clear the task to try again: nobody gets the mail twice. A delivery that is
*unknown* (the line broke after the text was handed over) or *claimed* (the sender died) may have
arrived, so it is never repeated by itself: ask the reader, then release it with `wirewatch digest
release ADDRESS` and clear the task. An address *refused* for good belongs out of the settings.

**No recipients** in `config/wirewatch.toml`: the digest is selected and can be read under *Wirewatch →
Digest*, nothing is sent. **A quiet day** is sent, and says so. **A missed day** is caught up by one
digest, not by many.
"""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from airflow.sdk.exceptions import AirflowFailException

from ingest.settings import load_settings

DIGEST = load_settings(os.environ).digest  # a small file; the schedule is an installation's choice


def smtp_url() -> str:
    """Return Airflow's connection `smtp_default` as a URL, or "": then the settings decide."""
    from urllib.parse import quote

    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        server = Connection.get("smtp_default")
    except AirflowNotFoundException:
        return ""
    login = f"{quote(server.login or '')}:{quote(server.password or '')}@" if server.login else ""
    extra = server.extra_dejson
    scheme = "smtp" if extra.get("disable_ssl", True) else "smtps"
    starttls = "" if extra.get("disable_tls", True) else "?starttls=1"
    return f"{scheme}://{login}{server.host}:{server.port or 25}{starttls}"


@dag(
    schedule=CronTriggerTimetable(f"0 {DIGEST.hour} * * *", timezone=DIGEST.time_zone),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=2),
        "retry_exponential_backoff": 2.0,
        "execution_timeout": timedelta(minutes=30),
    },
    tags=["news", "digest"],
    doc_md=__doc__,
)
def news_digest() -> None:
    @task(doc_md="Choose the stories and store the selection.")
    def select() -> str:
        from ingest.app import open_app

        with open_app() as app:
            return app.select_digest().id

    @task(doc_md="Send to everyone who has not got it yet.")
    def deliver(digest_id: str) -> dict[str, int]:
        from ingest.app import open_app
        from ingest.errors import MailRefused
        from ingest.steps.delivery import fail_undelivered

        with open_app() as app:
            counts = app.deliver_digest(digest_id, smtp_url=smtp_url())
            try:
                fail_undelivered(app.store, digest_id, app.settings.digest.recipients)
            except MailRefused as error:  # retries would not help
                raise AirflowFailException(str(error)) from error
        return counts

    deliver(select())


news_digest()
