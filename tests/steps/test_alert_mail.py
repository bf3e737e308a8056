"""The alarms of ``news_maintenance`` reach a real SMTP server on loopback."""

from __future__ import annotations

import email
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from ingest.app import App
from tests.steps.conftest import Clock, Site, look
from tests.steps.test_alerts import a_day

ALARM = """
from datetime import UTC, datetime
from types import SimpleNamespace
import news_maintenance as dag
"""
BAD = "dag.tell_operators({'exception': 'quay: fresh → gone, <b>410</b> {{ 7 * 7 }}'})"
BACK = "dag.tell_recovered({'ti': SimpleNamespace(start_date=datetime(2020, 1, 1, tzinfo=UTC))})"


@dataclass
class Mailbox:
    """What the server was given."""

    messages: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def in_airflow(code: str, folder: Path, port: int, root: Path, **environ: str) -> None:
    """Run *code* as a task's callback does: with Airflow's connections and variables."""
    connection = (
        f'{{"conn_type": "smtp", "host": "127.0.0.1", "port": {port},'
        ' "extra": {"disable_tls": true, "disable_ssl": true, "from_email": "w@example.org"}}'
    )
    given = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{root}{os.pathsep}{root / 'dags'}",
        "AIRFLOW_HOME": str(folder / "airflow"),
        "AIRFLOW_CONN_SMTP_DEFAULT": connection,
        "AIRFLOW_VAR_WIREWATCH_ALERTS_TO": "ann@example.org",
    }
    done = subprocess.run(
        [sys.executable, "-c", ALARM + code],
        env=given | environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_an_alarm_is_mailed_with_the_words_of_servers_as_data(
    mailbox: tuple[Mailbox, int], tmp_path: Path, root: Path
) -> None:
    box, port = mailbox
    in_airflow(BAD, tmp_path, port, root)
    [letter] = box.messages
    assert (letter["Subject"], letter["To"]) == ("Wirewatch: sources turned bad", "ann@example.org")
    body = letter.get_body(("html",))
    assert body is not None
    assert "quay: fresh → gone, &lt;b&gt;410&lt;/b&gt; {{ 7 * 7 }}" in body.get_content()


@pytest.mark.slow
def test_that_a_source_is_back_is_mailed(
    app: App, site: Site, clock: Clock, mailbox: tuple[Mailbox, int], tmp_path: Path, root: Path
) -> None:
    box, port = mailbox
    home = {
        "WIREWATCH_HOME": str(tmp_path),
        "WIREWATCH_SOURCES": str(tmp_path / "sources.toml"),
        "WIREWATCH_CONFIG": str(root / "config"),
    }
    a_day(app, site, clock, 0)
    site.gone["/feed"] = 410
    look(app, "gone")
    app.judge_health()
    in_airflow(BACK, tmp_path, port, root, **home)
    assert box.messages == [], "nothing is back yet"

    site.gone.clear()
    clock.advance(hours=2)
    a_day(app, site, clock, 1)
    in_airflow(BACK, tmp_path, port, root, **home)
    [letter] = box.messages
    assert letter["Subject"] == "Wirewatch: sources are back"
    body = letter.get_body(("html",))
    assert body is not None
    assert "quay: gone → quiet, newest item" in body.get_content()
