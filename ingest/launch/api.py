"""The few questions the launcher asks Airflow's REST API (v2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(slots=True)
class AirflowApi:
    """Airflow on this machine, asked as *user*. Answers None while it is not there yet."""

    url: str
    user: str
    password: str
    _token: str = field(default="", repr=False)

    def version(self) -> str | None:
        """Return Airflow's version once the API server answers."""
        answer = self._ask("GET", "/api/v2/version", token=False)
        return str(answer["version"]) if answer else None

    def dags(self) -> dict[str, bool]:
        """Return the DAGs Airflow knows, each with whether it is paused."""
        answer = self._ask("GET", "/api/v2/dags?limit=100") or {"dags": []}
        return {dag["dag_id"]: dag["is_paused"] for dag in answer["dags"]}

    def import_errors(self) -> list[str]:
        """Return what is wrong with DAG files, if anything."""
        answer = self._ask("GET", "/api/v2/importErrors") or {"import_errors": []}
        return [f"{e['filename']}: {e['stack_trace']}" for e in answer["import_errors"]]

    def latest_run(self, dag_id: str) -> tuple[str, str] | None:
        """Return id and state of the newest run of *dag_id*."""
        answer = self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=1&order_by=-run_after")
        runs = answer["dag_runs"] if answer else []
        return (runs[0]["dag_run_id"], runs[0]["state"]) if runs else None

    def run_state(self, dag_id: str, run_id: str) -> str | None:
        """Return the state of one run: queued, running, success or failed."""
        answer = self._ask("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")
        return str(answer["state"]) if answer else None

    def _ask(self, method: str, path: str, *, token: bool = True) -> Any:
        headers = {}
        try:
            if token:
                headers["Authorization"] = f"Bearer {self._token or self._log_in()}"
            answer = httpx.request(
                method, self.url + path, headers=headers, timeout=10, trust_env=False
            )
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._token = ""
            return answer.json() if answer.is_success else None
        except (httpx.TransportError, ValueError):
            return None

    def _log_in(self) -> str:
        answer = httpx.post(
            f"{self.url}/auth/token",
            json={"username": self.user, "password": self.password},
            timeout=10,
            trust_env=False,
        )
        self._token = answer.json()["access_token"] if answer.is_success else ""
        return self._token
