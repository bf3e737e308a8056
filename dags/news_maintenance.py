"""Once a day: judge the health of every source, forget old furniture, remove what is past its time.

| step | what it does |
|---|---|
| `health` | judges each channel by what it delivered, not by its status code; names every change of state |
| `recall` | estimates how much of the last two days was found, where a publisher has two channels |
| `drift` | compares what each publisher's pages give with the weeks before; finds templates that changed |
| `forget` | learned boilerplate not seen for 90 days is news again; `wirewatch memory` shows the rest |
| `retain` | removes raw pages and task logs past their time, work in progress of old runs |
| `upkeep` | lets the store refresh what it knows about its tables |

**A red `health` box** means that sources changed to a bad state since yesterday (stale, gone, blocked …), or
deliver but look strange (changed hands, parts of a sitemap that cannot be read): the log names each with the
reason. It is an alarm, not a fault: look at *Wirewatch → Sources*. It comes by mail as well when the variable
`wirewatch_alerts_to` holds an address and the connection `smtp_default` names a server. So does the news that
a source is back.

**A red `drift` box** names publishers whose pages suddenly give fewer texts, or shorter, noisier, nameless
ones: their template has changed. `wirewatch sources drift` names the last good page and one of today. The
box is red once; the alarm lasts until the texts are as before, or until somebody says that this is how it
is from now on (`wirewatch sources drift --accept PUBLISHER`).

**Any other red box** is a fault of the machine (disk, store); the steps do not depend on each other.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Context, CronTriggerTimetable, Variable, dag, task


def tell_operators(context: Context) -> None:
    """Mail the alarm to those who want it."""
    mail(context, "Wirewatch: sources turned bad", "exception")


def tell_recovered(context: Context) -> None:
    """Mail which sources are back; with an alarm of the same day they are named there."""
    from ingest.app import open_app

    begun = context["ti"].start_date
    if begun is None:
        return
    with open_app() as app:
        said = app.came_back(begun)
    if said:
        mail(context | {"back": said}, "Wirewatch: sources are back", "back")


def mail(context: Context, subject: str, name: str) -> None:
    """Mail what *context* holds under *name*. The words of foreign servers are data, never a template."""
    to = Variable.get("wirewatch_alerts_to", default="")
    if not to:
        return
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    notify = SmtpNotifier(
        to=to,
        from_email=None,  # the connection's
        subject=subject,
        html_content="<pre>{{ %s | e }}</pre>" % name,  # noqa: UP031 - braces of a template
    )
    notify(context)


@dag(
    schedule=CronTriggerTimetable("30 3 * * *", timezone="UTC"),
    catchup=False,
    max_active_runs=1,
    is_paused_upon_creation=False,
    default_args={
        "retries": 2,
        "retry_delay": timedelta(minutes=5),
        "execution_timeout": timedelta(hours=1),
    },
    tags=["news", "maintenance"],
    doc_md=__doc__,
)
def news_maintenance() -> None:
    @task(
        retries=0,
        on_failure_callback=tell_operators,
        on_success_callback=tell_recovered,
        doc_md="Judge every source; red when one turned bad since yesterday.",
    )
    def health() -> dict[str, int]:
        from ingest.app import open_app
        from ingest.steps.red_boxes import fail_turned_bad

        with open_app() as app:
            report = app.judge_health()
        fail_turned_bad(report)
        return report.counts

    @task(doc_md="Estimate how much of what was published was found.")
    def recall() -> int:
        from ingest.app import open_app

        with open_app() as app:
            return len(app.measure_recall())

    @task(
        retries=0,
        on_failure_callback=tell_operators,
        doc_md="Compare what pages give with before; red when a template has changed.",
    )
    def drift() -> dict[str, int]:
        from ingest.app import open_app
        from ingest.steps.red_boxes import fail_drifted

        with open_app() as app:
            report = app.judge_drift()
        fail_drifted(report)
        return {"days": len(report.days), "alarms": len(report.alarms)}

    @task(doc_md="Forget learned lines that have not been seen for long.")
    def forget() -> dict[str, int]:
        from ingest.app import open_app

        with open_app() as app:
            return app.forget_boilerplate()

    @task(doc_md="Remove raw pages, task logs and work in progress past their time.")
    def retain() -> dict[str, int]:
        from pathlib import Path

        from airflow.sdk.configuration import conf

        from ingest.app import open_app

        with open_app() as app:
            return app.retain(Path(conf.get("logging", "base_log_folder")))

    @task(doc_md="Tidy the store.")
    def upkeep() -> None:
        from ingest.app import open_app

        with open_app() as app:
            app.upkeep()

    health()
    recall()
    drift()
    forget()
    retain()
    upkeep()


news_maintenance()
