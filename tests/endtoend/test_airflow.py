"""The whole thing as an operator runs it: real Airflow, real SMTP, the newsroom as the world."""

from __future__ import annotations

import email
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyarrow.parquet as pq
import pytest
from aiosmtpd.controller import Controller

from ingest.adapters.store import Store, open_store
from newsroom import Newsroom
from tests.endtoend.airflow import Running, free_port
from tests.endtoend.conftest import RETRIED_IN_VAIN, SLOW
from tests.plugins.browser import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
pytestmark = pytest.mark.slow
DAGS = {"news_ingest", "news_digest", "news_export", "news_maintenance", "news_reprocess"}


@pytest.fixture(scope="module")
def switched_off() -> tuple[str, ...]:
    return SLOW + RETRIED_IN_VAIN


@dataclass
class Mailbox:
    """What an SMTP server on loopback was given."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


@pytest.fixture(scope="module")
def running(environ: dict[str, str], mailbox: tuple[Mailbox, int]) -> Iterator[Running]:
    extra = {
        "WIREWATCH_SMTP_URL": f"smtp://127.0.0.1:{mailbox[1]}",
        "WIREWATCH_RECIPIENTS": "ann@example.org bob@example.org",
    }
    instance = Running(environ | extra)
    instance.start()
    yield instance
    if instance.process and instance.process.poll() is None:
        instance.stop()


@pytest.fixture(scope="module")
def store(running: Running) -> Iterator[Store]:
    opened = open_store(running.environ["WIREWATCH_STORE_URL"])
    yield opened
    opened.close()


def numbers(store: Store) -> tuple[int, int]:
    with store.read() as tx:
        return tx.articles.count(), tx.changes.last_no()


def test_the_first_scheduled_run_fills_the_store(running: Running, store: Store) -> None:
    run = running.runs("news_ingest")[-1]
    assert run["run_type"] == "scheduled"
    assert run["state"] == "success"
    articles, changes = numbers(store)
    assert articles > 40
    assert changes >= articles


def test_the_ui_knows_five_dags_without_errors(running: Running) -> None:
    assert running.api("GET", "/importErrors")["import_errors"] == []
    dags = running.api("GET", "/dags")["dags"]
    assert {d["dag_id"] for d in dags} == DAGS
    assert [d["dag_id"] for d in dags if d["is_paused"]] == []
    assert [d["dag_id"] for d in dags if not d["tags"]] == []


def test_a_feed_that_cannot_be_read_turns_its_box_red_and_no_other(running: Running) -> None:
    run = running.runs("news_ingest")[-1]
    tasks = running.tasks("news_ingest", run["dag_run_id"])
    red = [name for name, state in tasks.items() if state == "failed"]
    assert red
    assert all(name.startswith("sources.fetch nr-") for name in red), tasks
    assert {s for n, s in tasks.items() if not n.startswith("sources.fetch")} == {"success"}


def test_every_row_of_the_ledger_has_its_outcome(running: Running, store: Store) -> None:
    run = running.runs("news_ingest")[-1]
    with store.read() as tx:
        rows = tx.ledger.outcomes(run_id=run["dag_run_id"], limit=10_000)
        summary = tx.runs.get(run["dag_run_id"])
    assert rows
    assert all(row.outcome for row in rows)
    assert sum(n for counts in summary.counts.values() for n in counts.values()) == len(rows)


def test_the_articles_event_starts_the_export(running: Running, store: Store) -> None:
    running.wait_for(lambda: running.runs("news_export"), 60, "a run of news_export")
    run = running.runs("news_export")[-1]
    assert run["run_type"] == "asset_triggered"
    assert running.ended("news_export", run["dag_run_id"]) == "success"
    folder = Path(running.environ["WIREWATCH_EXPORT"]) / "articles"
    manifest = json.loads((folder / "_manifest.json").read_text())
    rows = sum(pq.read_metadata(folder / part["path"]).num_rows for part in manifest["parts"])
    assert rows == manifest["rows"] == numbers(store)[1]


def test_a_second_run_stores_nothing_and_sends_no_event(running: Running, store: Store) -> None:
    before, exports = numbers(store), len(running.runs("news_export"))
    assert running.trigger("news_ingest", everything=True) == "success"
    assert numbers(store) == before
    assert len(running.runs("news_export")) == exports


def test_a_digest_reaches_every_recipient_once(
    running: Running, mailbox: tuple[Mailbox, int]
) -> None:
    assert running.trigger("news_digest") == "success"
    assert running.trigger("news_digest") == "success"  # the same day again
    messages = mailbox[0].messages
    assert sorted(m["To"] for m in messages) == ["ann@example.org", "bob@example.org"]
    message = messages[0]
    assert {p.get_content_type() for p in message.walk()} >= {"text/plain", "text/html"}
    text = message.get_body(("plain",))
    assert text
    assert "could not see" in text.get_content().casefold()
    assert message["Message-ID"].startswith("<digest-")


def test_after_a_tick_the_new_and_the_changed_come(
    running: Running, store: Store, newsroom: Newsroom
) -> None:
    before = numbers(store)
    newsroom.tick()
    assert running.trigger("news_ingest", everything=True) == "success"
    articles, changes = numbers(store)
    assert articles > before[0]
    assert changes > before[1] + (articles - before[0]), "new versions as well"


@pytest.mark.parametrize(
    "conf",
    [{"limit": 0}, {"source": "../etc"}, {"dry_run": "perhaps"}],
    ids=["limit", "source", "switch"],
)
def test_a_wrong_form_is_refused(running: Running, conf: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {running.token}"}
    answer = httpx.post(
        f"{running.url}/api/v2/dags/news_reprocess/dagRuns",
        headers=headers,
        json={"logical_date": None, "conf": conf},
        timeout=30,
    )
    assert answer.status_code in (400, 422)


def test_reprocessing_dry_changes_nothing(running: Running, store: Store) -> None:
    before = numbers(store)
    assert running.trigger("news_reprocess", limit=20) == "success"
    assert numbers(store) == before


def test_maintenance_runs(running: Running) -> None:
    running.trigger("news_maintenance")
    run = running.runs("news_maintenance")[0]
    tasks = running.tasks("news_maintenance", run["dag_run_id"])
    assert {s for n, s in tasks.items() if n != "health"} == {"success"}


@pytest.mark.browser
def test_the_pages_open_in_a_real_browser_after_login(running: Running, browser: Browser) -> None:
    assert httpx.get(f"{running.url}/wirewatch/articles", timeout=30).status_code == 401
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{running.url}/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", running.password)
    page.click("button[type=submit]")
    page.get_by_text("Wirewatch").first.wait_for()
    page.goto(f"{running.url}/plugin/wirewatch")
    desk = page.frame_locator("iframe")
    desk.locator(".funnel").first.wait_for()
    desk.get_by_role("link", name="Articles", exact=True).click()
    desk.get_by_role("heading", name="Articles").wait_for()
    page.close()


def test_the_password_is_for_its_owner_only(running: Running) -> None:
    file = running.home / "airflow" / "simple_auth_manager_passwords.json.generated"
    assert file.stat().st_mode & 0o077 == 0


def test_a_second_start_is_refused_in_one_sentence(running: Running) -> None:
    second = Running(running.environ, port=free_port())
    second.log = running.home / "second.log"
    with pytest.raises(AssertionError, match="already runs from here"):
        second.start()


def test_no_task_touched_airflows_database(running: Running) -> None:
    logs = list((running.home / "airflow" / "logs").rglob("*.log"))
    assert logs
    assert [p for p in logs if "airflow-db-not-allowed" in p.read_text("utf-8", "replace")] == []


def test_a_stop_leaves_nothing_running(running: Running) -> None:
    assert running.stop() == []
    assert running.process
    assert running.process.returncode == 0
    assert "nothing left running" in running.said()
