"""The mail in a real browser: open to everybody, on a phone, in the dark, from right to left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.digest import Blind, Edition, EditLine, Item, Quote, SourceLine, render
from tests.digest.conftest import NOW
from tests.plugins.browser import browser, faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def line(name: str, headline: str, language: str = "en", **more: object) -> SourceLine:
    url = f"https://{language}.example/news"
    return replace(SourceLine(name=name, headline=headline, url=url, language=language), **more)  # type: ignore[arg-type]


ENGLISH = line("Harbour Post", "Nine barges with grain leave Izmail", country="GB")
ARABIC = line("بوابة الخليج", "تسع بوارج محملة بالحبوب تغادر إسماعيل", "ar", country="AE")
CHINESE = line("江海晨报", "九艘运粮驳船驶离伊兹梅尔" * 6, "zh", country="CN", state_media=True)
EDITS = (EditLine(what="figure", before="nine", after="eleven", by="Harbour Post"),)
DAY = Edition(
    day="2026-11-21",
    start=NOW - timedelta(days=3),
    end=NOW,
    items=tuple(
        Item(
            id=lead.language,
            status="developing",
            headline=lead.headline,
            language=lead.language,
            lead=lead,
            quotes=(Quote(sentences=("They left.", "They came back."), source=lead),),
            changes=EDITS,
            sources=(lead, ENGLISH, ARABIC, CHINESE),
            copied_by=(ENGLISH, CHINESE),
            copies=3,
            day=2,
            first=CHINESE,
            first_at=NOW,
        )
        for lead in (ENGLISH, ARABIC, CHINESE)
    ),
    withdrawn=(ARABIC,),
    blind=(Blind(name="Frozen Post", kind="Answer, but with nothing new", reason="x" * 90),),
    warnings=("no fresh Ukrainian source",),
    left_out={"off topic": 1204},
    demo=True,
)
QUIET = Edition(day="2026-11-21", start=NOW - timedelta(days=1), end=NOW, items=(), answered=22)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [700, 320])
@pytest.mark.parametrize("edition", [DAY, QUIET], ids=["full", "quiet"])
def test_the_mail_is_open_to_everybody(
    browser: Browser, edition: Edition, width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.set_content(render(edition, web_url="https://desk.example/").html)
    assert faults_of(page) == []
    assert page.evaluate(WIDER) <= 0
    context.close()


def test_what_is_written_from_the_right_begins_there(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(render(DAY).html)
    aligned = "e => getComputedStyle(e).textAlign"
    titles = page.locator("h2.title")
    assert titles.nth(1).evaluate(aligned) == "right"
    assert titles.nth(0).evaluate(aligned) == "left"
    page.close()
