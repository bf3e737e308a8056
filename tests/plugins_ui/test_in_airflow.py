"""The pages as Airflow serves them: its own login, roles and cookie, in a real api-server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ingest.launch.environment import PASSWORD_FILE, airflow_environment
from tests.endtoend.airflow import free_port
from tests.plugins_ui.conftest import Desk
from tests.plugins_ui.test_access import routes

pytestmark = pytest.mark.slow
PASSWORDS = {"ed": "hush-ed", "vera": "hush-vera"}
START_SECONDS = 240.0


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running api-server with an editor called Ed and a viewer called Vera."""

    url: str

    @contextmanager
    def client(self, user: str = "", **headers: str) -> Iterator[httpx.Client]:
        """Give a browser, logged in if *user* is named."""
        with httpx.Client(base_url=self.url, timeout=60, headers=headers) as client:
            if user:
                login = {"username": user, "password": PASSWORDS[user]}
                token = client.post("/auth/token", json=login).json()["access_token"]
                client.cookies.set("_token", token)
            yield client


@pytest.fixture(scope="module")
def served(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, port = tmp_path_factory.mktemp("airflow"), free_port()
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "WIREWATCH"))}
    users = {"AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "ed:admin,vera:viewer"}
    environ = airflow_environment(clean | desk.environ | users, home=home, port=port)
    (home / PASSWORD_FILE).write_text(json.dumps(PASSWORDS))
    airflow = [sys.executable, "-m", "airflow"]
    with (home / "server.log").open("w") as log:
        subprocess.run([*airflow, "db", "migrate"], env=environ, check=True, stdout=log, stderr=log)
        server = subprocess.Popen([*airflow, "api-server"], env=environ, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server, home / "server.log")
            yield Served(url=url)
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            if httpx.get(f"{url}/api/v2/version", timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise AssertionError(f"no answer within {START_SECONDS} s:\n{log.read_text()}")


def test_anonymous_gets_401_on_every_route_of_airflow(served: Served, desk: Desk) -> None:
    with served.client() as client:
        for method, path in routes(desk.app):
            answer = client.request(method, f"/wirewatch{path}")
            assert answer.status_code == 401, f"{method} {path}"


def test_a_forged_token_is_refused(served: Served) -> None:
    with served.client() as client:
        client.cookies.set("_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJlZCJ9.")
        assert client.get("/wirewatch/").status_code in (401, 403)


@pytest.mark.parametrize(("user", "status"), [("vera", 403), ("ed", 303)])
def test_viewers_read_and_editors_decide(
    served: Served, desk: Desk, user: str, status: int
) -> None:
    with served.client(user, origin=served.url) as client:
        assert "Ministers meet" in client.get("/wirewatch/articles").text
        page = client.get("/wirewatch/tryout").text
        token = page.split('name="token" value="', 1)[1].split('"', 1)[0]
        form = {"id": desk.waiting, "status": "review", "token": token}
        assert client.post("/wirewatch/review-decide", data=form).status_code == status
        assert ("<button" in client.get("/wirewatch/review").text) == (user == "ed")


def test_the_frames_are_where_people_look_for_them(served: Served) -> None:
    with served.client("ed") as client:
        plugins = client.get("/api/v2/plugins").json()["plugins"]
        [ours] = [plugin for plugin in plugins if plugin["name"] == "wirewatch"]
        views = {view["destination"]: view for view in ours["external_views"]}
        assert views["nav"]["url_route"] == "wirewatch"
        assert not views["nav"]["href"].startswith("/")
        assert client.get("/api/v2/plugins/importErrors").json()["import_errors"] == []
        href = views["dag_run"]["href"].format(DAG_ID="news_digest", RUN_ID="manual__1")
        assert "see the digests" in client.get(f"/{href}").text
