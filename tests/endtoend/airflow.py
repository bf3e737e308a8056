"""A running Wirewatch for tests: started by its own command, asked through Airflow's REST API."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
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


def clean_environ() -> dict[str, str]:
    """Return the caller's environment without anything of the caller's Airflow or Wirewatch."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "WIREWATCH"))}


@dataclass
class AirflowAtWork(ABC):
    """An Airflow that runs our DAGs, whoever started it."""

    environ: dict[str, str]
    port: int = field(default_factory=free_port)
    token: str = ""

    @property
    def home(self) -> Path:
        """The folder with everything of this installation."""
        return Path(self.environ["WIREWATCH_HOME"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    @abstractmethod
    def password_file(self) -> Path:
        """Where the password of the user ``admin`` is."""

    @abstractmethod
    def check(self) -> None:
        """Fail with what the logs say when a process has ended that should be running."""

    def wait_for(self, condition: Callable[[], Any], seconds: float, what: str) -> None:
        """Wait until *condition* holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            self.check()
            assert time.monotonic() < deadline, f"{what} did not come within {seconds} s"
            time.sleep(0.3)

    @property
    def password(self) -> str:
        return str(json.loads(self.password_file.read_text())["admin"])

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Return what the REST API answers; it has to be a success."""
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
        """Return the runs of *dag*, newest first; none while Airflow does not know it yet."""
        every = self.api("GET", "/dags/~/dagRuns?order_by=-run_after&limit=100")["dag_runs"]
        return [run for run in every if run["dag_id"] == dag]

    def begin(self, dag: str, **conf: Any) -> str:
        """Start a run of *dag* now and return its id."""
        run = self.api("POST", f"/dags/{dag}/dagRuns", {"logical_date": None, "conf": conf})
        return str(run["dag_run_id"])

    def trigger(self, dag: str, **conf: Any) -> str:
        """Run *dag* now, wait for its end, and return how it ended."""
        return self.ended(dag, self.begin(dag, **conf))

    def ended(self, dag: str, run_id: str) -> str:
        """Wait for the end of a run and return its state."""
        path, state = f"/dags/{dag}/dagRuns/{run_id}", ""

        def over() -> bool:
            nonlocal state
            state = self.api("GET", path)["state"]
            return state in ("success", "failed")

        try:
            self.wait_for(over, RUN_SECONDS, f"the end of {dag} {run_id}")
        except AssertionError as error:
            raise AssertionError(f"{error}; its boxes: {self.tasks(dag, run_id)}") from error
        return state

    def instances(self, dag: str, run_id: str) -> list[dict[str, Any]]:
        """Return what Airflow says about every box of a run."""
        found = self.api("GET", f"/dags/{dag}/dagRuns/{run_id}/taskInstances?limit=200")
        return list(found["task_instances"])

    def tasks(self, dag: str, run_id: str) -> dict[str, str]:
        """Return the state of every box of a run, by task and the name of its batch."""
        return {
            f"{t['task_id']} {t.get('rendered_map_index') or ''}".strip(): t["state"]
            for t in self.instances(dag, run_id)
        }


@dataclass
class Running(AirflowAtWork):
    """``wirewatch up`` in a process of its own."""

    process: subprocess.Popen[str] | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / "up.log"

    @property
    def password_file(self) -> Path:
        return self.home / "airflow" / "simple_auth_manager_passwords.json.generated"

    def start(self) -> None:
        """Start, and return when the first run has ended."""
        command = [sys.executable, "-m", "ingest", "up", "--port", str(self.port)]
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command, env=clean_environ() | self.environ, stdout=output, stderr=output, text=True
            )
        self.wait_for(lambda: "What next" in self.said(), START_SECONDS, "the first run")

    def said(self) -> str:
        return self.log.read_text()

    def check(self) -> None:
        assert self.process
        assert self.process.poll() is None, f"ended early:\n{self.said()}"

    def stop(self) -> list[psutil.Process]:
        """End it as a service manager would; return what it left running."""
        assert self.process
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return [member for member in family if member.is_running()]
