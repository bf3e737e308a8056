"""A running Wirewatch for tests: started by its own command, asked through Airflow's REST API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

START_SECONDS = 300.0
RUN_SECONDS = 240.0


def free_port() -> int:
    """Return a port of this machine that is free right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """``wirewatch up`` in a process of its own."""

    environ: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    log: Path = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.home = Path(self.environ["WIREWATCH_HOME"])
        self.log = self.home / "up.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return when the first run has ended."""
        command = [sys.executable, "-m", "ingest", "up", "--port", str(self.port)]
        # Nothing of the caller's Airflow may leak in; PATH is what a shell would have.
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "WIREWATCH"))}
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command, env=clean | self.environ, stdout=output, stderr=output, text=True
            )
        self.wait_for(lambda: "What next" in self.said(), START_SECONDS, "the first run")

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, condition: Any, seconds: float, what: str) -> None:
        assert self.process
        deadline = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, f"ended early:\n{self.said()}"
            assert time.monotonic() < deadline, (
                f"{what} did not come within {seconds} s:\n{self.said()}"
            )
            time.sleep(0.5)

    @property
    def password(self) -> str:
        file = self.home / "airflow" / "simple_auth_manager_passwords.json.generated"
        return str(json.loads(file.read_text())["admin"])

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        if not self.token:
            login = {"username": "admin", "password": self.password}
            answer = httpx.post(f"{self.url}/auth/token", json=login, timeout=30)
            self.token = answer.json()["access_token"]
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(
            method, f"{self.url}/api/v2{path}", headers=headers, json=body, timeout=30
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def runs(self, dag: str) -> list[dict[str, Any]]:
        """Return the runs of *dag*, newest first."""
        return list(self.api("GET", f"/dags/{dag}/dagRuns?order_by=-run_after")["dag_runs"])

    def trigger(self, dag: str, **conf: Any) -> str:
        """Run *dag* now, wait for its end, and return how it ended."""
        run = self.api("POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
        return self.ended(dag, run["dag_run_id"])

    def ended(self, dag: str, run_id: str) -> str:
        """Wait for the end of a run and return its state."""
        path, state = f"/dags/{dag}/dagRuns/{run_id}", ""

        def over() -> bool:
            nonlocal state
            state = self.api("GET", path)["state"]
            return state in ("success", "failed")

        self.wait_for(over, RUN_SECONDS, f"the end of {dag} {run_id}")
        return state

    def tasks(self, dag: str, run_id: str) -> dict[str, str]:
        """Return the state of every box of a run, by task and the name of its batch."""
        found = self.api("GET", f"/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=200")
        return {
            f"{t['task_id']} {t.get('rendered_map_index') or ''}".strip(): t["state"]
            for t in found["task_instances"]
        }

    def stop(self) -> list[psutil.Process]:
        """End it as a service manager would; return what it left running."""
        assert self.process
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return [member for member in family if member.is_running()]
