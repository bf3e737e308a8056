"""Invented pages for the tests of the extractor."""

from __future__ import annotations

from datetime import UTC, datetime

from ingest.extract import extract
from ingest.model import Extraction, Page

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
URL = "https://news.example/world/bridge-closed"

PARAGRAPHS = (
    "The old bridge over the Lenne will be closed to all traffic from Monday, the district council "
    "said after a meeting that lasted until midnight.",
    "Engineers had found cracks in two of the four piers during a routine inspection in September, "
    "and a second look last week showed that they had grown.",
    "“We would rather explain a detour than an accident,” council leader Mara Holt told residents who "
    "had come to hear the decision in the town hall.",
    "Buses will take the longer way through the valley, which adds about twenty minutes to the trip "
    "to the hospital; ambulances get a temporary road.",
    "A decision on repair or a new bridge is expected in spring, when the report of the state office "
    "for roads is due and the budget is voted on.",
)


def body(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """Return *paragraphs* as HTML."""
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def page(
    html: str | bytes, *, content_type: str = "text/html", url: str = URL, status: int = 200
) -> Page:
    """Return *html* as if it had been fetched."""
    raw = html.encode() if isinstance(html, str) else html
    return Page(
        url=url, final_url=url, body=raw, fetched_at=NOW, content_type=content_type, status=status
    )


def read(
    html: str | bytes, *, content_type: str = "text/html", url: str = URL, status: int = 200
) -> Extraction:
    """Return the extraction of *html*."""
    return extract(page(html, content_type=content_type, url=url, status=status), now=NOW)


def article(content: str = "", *, head: str = "", before: str = "", after: str = "") -> str:
    """Return a page with one article, its furniture given by the caller."""
    return (
        f"<!doctype html><html lang='en'><head><title>Old bridge closed | Valley News</title>{head}</head>"
        f"<body><nav><ul><li><a href='/'>Home</a></li><li><a href='/s'>Sport</a></li></ul></nav>{before}"
        f"<article><h1>Old bridge closed</h1><div class='story'>{content or body()}</div></article>"
        f"{after}<footer><p>Imprint and terms of use of this site</p></footer></body></html>"
    )


def lines(extraction: Extraction) -> list[str]:
    """Return the text of the blocks without the headline, which is the cleaner's to remove."""
    return [block.text for block in extraction.blocks if block.text not in extraction.titles]
