"""The environment Airflow's processes get: ours are defaults, what the user has set wins."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from ingest.settings import ROOT

PASSWORD_FILE = "simple_auth_manager_passwords.json.generated"  # noqa: S105  the name Airflow looks for
ADMIN = "admin"


def airflow_environment(environ: Mapping[str, str], *, home: Path, port: int) -> dict[str, str]:
    """Return *environ* completed for Airflow on this machine, with its files under *home*.

    Every line is there because the default fails newcomers: Airflow binds to all interfaces, shows
    examples, starts DAGs paused, forks 32 workers and gives up on its own API after five seconds.
    """
    processors = os.cpu_count() or 2
    bin_folder = str(Path(sys.executable).parent)
    defaults = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__PARALLELISM": str(max(2, min(8, processors * 2))),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / PASSWORD_FILE),
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__WORKERS__EXECUTION_API_RETRIES": "10",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
    }
    completed = defaults | dict(environ)
    python_path = [str(ROOT), *filter(None, [environ.get("PYTHONPATH")])]
    completed["PYTHONPATH"] = os.pathsep.join(python_path)
    completed["PATH"] = os.pathsep.join([bin_folder, environ.get("PATH", os.defpath)])
    return completed


def ensure_password(environment: Mapping[str, str]) -> str:
    """Return the password of the UI's user; make one on the first start, readable only by its owner.

    Airflow would write the file itself, but for everybody to read (mode 644) and only to its log.
    """
    file = Path(environment["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    try:
        passwords = json.loads(file.read_text())
    except (FileNotFoundError, ValueError):
        passwords = {}
    if ADMIN not in passwords:
        passwords[ADMIN] = secrets.token_urlsafe(12)
        file.touch(mode=0o600)
        file.write_text(json.dumps(passwords) + "\n")
    file.chmod(0o600)
    return str(passwords[ADMIN])
