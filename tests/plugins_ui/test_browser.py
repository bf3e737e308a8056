"""The pages in a real browser: no sideways scrolling, nothing refused by the policy, open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI, Response

from tests.plugins.browser import browser, faults_of
from tests.plugins_ui.conftest import Desk
from tests.plugins_ui.serving import served
from tests.plugins_ui.test_pages import addresses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = {"desktop": 1400, "phone": 390, "small-phone": 320}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def opened(browser: Browser, width: int, scheme: str = "light") -> Iterator[tuple[Page, list[str]]]:
    """Give a page with an editor in front of it, and what the browser complained about."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        extra_http_headers={"x-user": "editor"},
    )
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("dialog", lambda dialog: complaints.append(f"{page.url}: {dialog.message}"))
    yield page, complaints
    context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_no_page_scrolls_sideways_or_breaks_the_policy(
    browser: Browser, desk: Desk, width: int
) -> None:
    with opened(browser, width) as (page, complaints):
        for address in addresses(desk):
            page.goto(f"{desk.url}/{address}")
            assert page.evaluate(WIDER) <= 0, address
        refused = [one for one in complaints if "digest?id=" not in one]  # its mail is hostile
        assert refused == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 320])
def test_axe_finds_nothing(browser: Browser, desk: Desk, width: int, scheme: str) -> None:
    faults = {}
    with opened(browser, width, scheme) as (page, _):
        for address in addresses(desk):
            page.goto(f"{desk.url}/{address}")
            if found := faults_of(page):
                faults[address] = found
    assert faults == {}


@pytest.fixture(scope="module")
def frame_url(desk: Desk) -> Iterator[str]:
    """A page of the same origin that shows the desk in a frame, sandboxed as Airflow's is."""
    around = FastAPI()

    @around.get("/", response_class=Response)
    def page() -> Response:
        html = (
            "<!doctype html><html class='dark'><title>Around</title>"
            "<iframe src='wirewatch/' width='1200' height='800' "
            "sandbox='allow-scripts allow-same-origin allow-forms allow-downloads'></iframe>"
        )
        return Response(html, media_type="text/html")

    around.mount("/wirewatch", desk.app)
    with served(around) as url:
        yield url


def test_the_theme_of_the_page_around_is_followed(
    browser: Browser, desk: Desk, frame_url: str
) -> None:
    with opened(browser, 1400) as (page, _):
        page.goto(frame_url)
        inside = page.frame_locator("iframe").locator("html")
        assert inside.get_attribute("data-theme") == "dark"
        page.evaluate("document.documentElement.className = 'light'")
        page.wait_for_function("frames[0].document.documentElement.dataset.theme === 'light'")


def test_in_the_frame_decisions_work_and_the_original_opens(
    browser: Browser, desk: Desk, frame_url: str
) -> None:
    with opened(browser, 1400) as (page, _):
        page.goto(frame_url)
        inside = page.frame_locator("iframe")
        inside.get_by_role("link", name="Review").click()
        inside.get_by_role("button", name="Keep").click()
        inside.get_by_role("status").get_by_text("Kept").wait_for()
        inside.get_by_role("button", name="Undo").click()
        inside.get_by_role("status").get_by_text("Back in the queue").wait_for()
        inside.get_by_role("link", name="Articles", exact=True).click()
        inside.get_by_role("link", name="Nine barges leave").click()
        page.context.route("https://news.example/**", lambda route: route.abort())
        with page.context.expect_page() as new:
            inside.get_by_role("link", name="Open the original page").click()
        assert new.value


def test_the_removed_lines_can_be_hidden(browser: Browser, desk: Desk) -> None:
    with opened(browser, 1400) as (page, _):
        page.goto(f"{desk.url}/article?id={desk.plain}")
        gone = page.locator(".lines .gone")
        assert gone.is_visible()
        assert "ad-01" in gone.inner_text()
        page.locator("#show-removed").uncheck()
        assert not gone.is_visible()
