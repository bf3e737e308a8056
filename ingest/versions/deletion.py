"""An article that is gone from its address."""

from __future__ import annotations

from urllib.parse import urlsplit

from ingest.model import Article, Failure, Page
from ingest.versions.edits import Edit, EditKind

GONE = (404, 410)


def deletion(known: Article, answer: Page | Failure) -> Edit | None:
    """Return the edit when *answer* says that *known* was taken down, else None.

    A house takes an article down by 404 or 410, or by sending its readers to the front page.
    """
    if isinstance(answer, Failure):
        if answer.status not in GONE:
            return None
        return Edit(kind=EditKind.DELETED, before=known.headline, after=f"HTTP {answer.status}")
    if answer.status in GONE:
        return Edit(kind=EditKind.DELETED, before=known.headline, after=f"HTTP {answer.status}")
    if not _is_front(known.url) and _is_front(answer.final_url):
        return Edit(
            kind=EditKind.DELETED, before=known.headline, after=f"sent on to {answer.final_url}"
        )
    return None


def _is_front(url: str) -> bool:
    """Return whether *url* is a front page: no path, or only a language ("/en/")."""
    parts = urlsplit(url)
    path = parts.path.strip("/").lower()
    return not parts.query and (path in ("", "index.html", "index.php", "home") or len(path) == 2)
