"""A broken installation is told in words, and found mended without a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from ingest.adapters.store import migrate
from tests.plugins_ui.conftest import SOURCES, environ_of, pages
from tests.plugins_ui.serving import served


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return environ_of(tmp_path)


@contextmanager
def browser(environ: dict[str, str]) -> Iterator[httpx.Client]:
    headers = {"x-user": "editor"}
    with served(pages(environ)) as url, httpx.Client(base_url=url, headers=headers) as client:
        yield client


def test_without_a_store_the_page_says_what_to_do(environ: dict[str, str]) -> None:
    with browser(environ) as client:
        answer = client.get("/")
        assert answer.status_code == 503
        assert "wirewatch db upgrade" in answer.text
        assert "Traceback" not in answer.text
        migrate(environ["WIREWATCH_STORE_URL"])
        assert client.get("/").status_code == 200
        assert "No run yet" in client.get("/").text


@pytest.mark.parametrize(
    "url",
    ["postgresql://reader:hush@127.0.0.1:9/none", "sqlite:////nowhere/at/all/store.db"],
    ids=["server-down", "no-folder"],
)
def test_a_store_out_of_reach_keeps_its_password(environ: dict[str, str], url: str) -> None:
    with browser(environ | {"WIREWATCH_STORE_URL": url}) as client:
        answer = client.get("/articles")
    assert answer.status_code == 503
    assert "hush" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


def test_a_broken_file_is_named_and_seen_when_mended(
    environ: dict[str, str], tmp_path: Path
) -> None:
    migrate(environ["WIREWATCH_STORE_URL"])
    file = tmp_path / "sources.toml"
    with browser(environ) as client:
        assert client.get("/sources").status_code == 200
        file.write_text(SOURCES + "colour = 3\n", "utf-8")
        answer = client.get("/sources")
        assert answer.status_code == 503
        assert "sources.toml" in answer.text
        assert "colour" in answer.text
        file.write_text(SOURCES.replace("The <b>Gazette</b>", "Morning Post"), "utf-8")
        assert "Morning Post" in client.get("/sources").text


def test_a_demo_says_so_on_every_page(environ: dict[str, str]) -> None:
    migrate(environ["WIREWATCH_STORE_URL"])
    names = "articles sources review ledger trail digests tryout".split()
    with browser(environ | {"WIREWATCH_DEMO": "1"}) as client:
        for page in ("", *names):
            assert "Offline demo" in client.get(f"/{page}").text, page
