"""Nobody sees anything without a login, and nothing changes without a form of ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from tests.plugins_ui.conftest import Desk

OUR_SITE = {"origin": "OURS"}  # the address of the running pages takes its place


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield the method and path of everything that can be asked for."""
    for route in app.routes:
        assert isinstance(route, APIRoute), f"{route} is behind no guard"
        for method in route.methods:
            yield method, route.path.replace("{name}", "desk.css")


def sent_from(desk: Desk, user: str, headers: dict[str, str]) -> httpx.Client:
    return desk.client(user, **{k: v.replace("OURS", desk.url) for k, v in headers.items()})


def token(desk: Desk, user: str = "editor") -> str:
    page = desk.client(user).get("/tryout").text
    return page.split('name="token" value="', 1)[1].split('"', 1)[0]


def test_anonymous_gets_401_on_every_route(desk: Desk) -> None:
    seen = list(routes(desk.app))
    assert len(seen) > 15
    for method, path in seen:
        answer = desk.client("").request(method, path)
        assert answer.status_code == 401, f"{method} {path}"
        assert "Ministers" not in answer.text


def test_even_the_wrong_address_says_nothing_to_anonymous(desk: Desk) -> None:
    assert desk.client("").get("/docs").status_code in (401, 404)
    assert desk.client("").get("/openapi.json").status_code in (401, 404)


@pytest.mark.parametrize(
    "path", ["/", "/nowhere", "/article?id=none", "/articles?page=x", "/static/desk.js"]
)
def test_every_answer_is_under_the_policy(desk: Desk, path: str) -> None:
    headers = desk.client().get(path).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_mail_may_have_styles_and_nothing_else(desk: Desk) -> None:
    policy = desk.client().get("/digest-mail?id=digest-1").headers["content-security-policy"]
    assert "sandbox" in policy.split("; ")
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("user", "headers", "with_token", "allowed"),
    [
        pytest.param("editor", OUR_SITE, True, True, id="origin-and-token"),
        pytest.param("editor", {"sec-fetch-site": "same-origin"}, True, True, id="fetch-metadata"),
        pytest.param("viewer", OUR_SITE, True, False, id="viewer"),
        pytest.param("editor", OUR_SITE, False, False, id="no-token"),
        pytest.param("editor", {}, True, False, id="says-not-whence"),
        pytest.param("editor", {"origin": "null"}, True, False, id="opaque-origin"),
        pytest.param("editor", {"origin": "OURS1"}, True, False, id="other-port"),
        pytest.param("editor", {"origin": "OURS.evil.example"}, True, False, id="look-alike"),
        pytest.param("editor", {"sec-fetch-site": "same-site"}, True, False, id="sibling"),
        pytest.param(
            "editor", OUR_SITE | {"sec-fetch-site": "cross-site"}, True, False, id="contradiction"
        ),
    ],
)  # fmt: skip
def test_who_may_decide(
    desk: Desk, user: str, headers: dict[str, str], with_token: bool, allowed: bool
) -> None:
    form = {"id": desk.waiting, "status": "withdrawn"}
    if with_token:
        form["token"] = token(desk, user)
    answer = sent_from(desk, user, headers).post("/review-decide", data=form)
    with desk.store.read() as tx:
        status = tx.articles.get(desk.waiting).status
    with desk.store.write() as tx:
        tx.articles.set_status(desk.waiting, "review")
    assert (answer.status_code, status) == ((303, "withdrawn") if allowed else (403, "review"))


def test_a_form_made_for_somebody_else_is_refused(desk: Desk) -> None:
    form = {"id": desk.waiting, "status": "kept", "token": token(desk, "viewer")}
    assert sent_from(desk, "editor", OUR_SITE).post("/review-decide", data=form).status_code == 403


def test_every_write_checks_form_and_right(desk: Desk) -> None:
    for method, path in routes(desk.app):
        if method == "POST":
            assert sent_from(desk, "viewer", OUR_SITE).post(path).status_code == 403, path
            if not path.startswith("/try"):  # they change nothing: reading is enough
                sent = {"token": token(desk, "viewer")}
                answer = sent_from(desk, "viewer", OUR_SITE).post(path, data=sent)
                assert answer.status_code == 403, path


def test_the_plugin_file_imports_nothing_heavy(root: Path, tmp_path: Path) -> None:
    program = (
        "import sys, wirewatch_plugin\n"
        "heavy = {'ingest', 'newsdesk', 'trafilatura', 'airflow.api_fastapi.core_api.security'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = _python(program, root, tmp_path)
    assert done.returncode == 0, done.stderr


def test_airflow_finds_the_plugin_and_none_of_its_parts(root: Path, tmp_path: Path) -> None:
    program = (
        "from airflow import plugins_manager as manager\n"
        "plugins, errors = manager._get_plugins()\n"
        "print([str(p.name) for p in plugins if str(p.source).startswith('$PLUGINS')], errors)"
    )
    done = _python(program, root, tmp_path)
    assert done.stdout.splitlines()[-1:] == ["['wirewatch'] {}"], done.stderr


def _python(program: str, root: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environ = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(root / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "PYTHONPATH": f"{root}:{root / 'plugins'}",
        "PATH": str(Path(sys.executable).parent),
    }
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
