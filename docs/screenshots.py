"""Make the pictures of the README from a running demo: ``make demo``, then ``python docs/screenshots.py``.

Real pages in a real browser, nothing retouched. What the demo shows is invented, so a picture gives
away nobody's text.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).resolve().parent
PASSWORDS = Path("airflow/simple_auth_manager_passwords.json.generated")
CHROMIUM = os.environ.get("WIREWATCH_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FRAME = "iframe[title=Wirewatch]"


def main() -> None:
    """Log in, then look at the overview and at one article."""
    options = _parser().parse_args()
    password = json.loads((options.home / PASSWORDS).read_text())["admin"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1400, "height": 960})
        page.set_default_timeout(60_000)
        _log_in(page, options.url, password)
        page.goto(f"{options.url}/plugin/wirewatch")
        desk = page.frame_locator(FRAME)
        desk.locator(".funnel").first.wait_for()
        _shoot(page, "overview.png")
        desk.get_by_role("link", name="Articles", exact=True).click()
        desk.get_by_label("Words").fill("sunflower")
        desk.get_by_role("button", name="Show").click()
        desk.locator("mark").first.wait_for()
        desk.get_by_role("link", name="Ship bound for China").first.click()
        desk.locator(".lines .gone").first.wait_for()
        _shoot(page, "article.png")
        browser.close()


def _log_in(page: Page, url: str, password: str) -> None:
    page.goto(f"{url}/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.get_by_role("link", name="Wirewatch").or_(page.get_by_text("Wirewatch")).first.wait_for()


def _shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(1_000)  # fonts and Airflow's own transitions
    page.screenshot(path=DOCS / name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8080", help="address of the demo")
    home = DOCS.parent / ".wirewatch" / "demo"
    parser.add_argument("--home", type=Path, default=home, help="folder of the demo")
    return parser


if __name__ == "__main__":
    main()
