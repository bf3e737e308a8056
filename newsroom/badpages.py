"""What single article addresses do wrong on purpose; a manuscript names it (``page = "login"``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from newsroom.render import render
from newsroom.trouble import CAPTCHA
from newsroom.visit import INSIDE, Answer, Visit, always, html_page, usual
from newsroom.wire import Response

PAUSE_SECONDS = 1  # what a page that is busy once asks for

_SOFT_MISSING = html_page(
    "<title>Page not found</title><body><h1>Sorry, we can't find that page</h1><p>The page you are "
    "looking for may have been moved or deleted. Try the search, or go back to the home page.</p>"
    "</body>"
)
_LOGIN = html_page(
    "<title>Sign in</title><body><h1>Sign in to your account</h1><form method='post'><label>E-mail "
    "<input name='mail'></label><label>Password <input type='password' name='word'></label>"
    "<button>Sign in</button></form><p>Forgot your password? New here? Create an account.</p></body>"
)
_WALL = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle", '
    '"isAccessibleForFree": false, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": '
    'false, "cssSelector": ".paywall"}}</script><div class="paywall"><h3>This article is for '
    "subscribers</h3><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadPage:
    """What one address does instead of showing the article, and how that should end."""

    answer: Answer
    outcomes: frozenset[str]
    why: str
    finally_: str = ""  # once it has recovered


def _teaser(visit: Visit) -> Response:
    """Show two paragraphs and the wall, and say so in the linked data as publishers do."""
    if visit.article is None:
        return usual(visit)
    piece, edition = visit.article
    html = render(piece, replace(edition, lines=edition.lines[:2]), visit.site.origin, ()).html
    return html_page(html.replace("</article>", f"{_WALL}</article>"))


def _moved(visit: Visit) -> Response:
    if visit.request.query:
        return usual(visit)
    return Response(status=301, headers={"Location": f"{visit.request.path}?to=new"})


def _sneaks(visit: Visit) -> Response:
    return Response(status=302, headers={"Location": f"{visit.control}{INSIDE}/page"})


def _busy_once(visit: Visit) -> Response:
    pause = Response(status=429, headers={"Retry-After": str(PAUSE_SECONDS)})
    return usual(visit) if visit.earlier else pause


def _bad(answer: Answer, why: str, *outcomes: str, finally_: str = "") -> BadPage:
    return BadPage(answer=answer, outcomes=frozenset(outcomes), why=why, finally_=finally_)


PAGES: Mapping[str, BadPage] = {
    "missing": _bad(always(html_page("<h1>Not found</h1>", 404)), "404", "gone"),
    "refused": _bad(always(html_page("<h1>Access denied</h1>", 403)), "403", "blocked"),
    "soft-missing": _bad(
        always(_SOFT_MISSING), "says 200, means 404", "gone", "not-article", "empty"
    ),
    "login": _bad(always(_LOGIN), "a login form", "not-article", "blocked", "teaser", "empty"),
    "teaser": _bad(_teaser, "cut off at a paywall", "teaser"),
    "walled": _bad(always(CAPTCHA), "a bot wall that says 200", "blocked", "not-article"),
    "moved": _bad(_moved, "moved for good", "stored"),
    "sneaks": _bad(_sneaks, "redirects to an address that is off limits", "failed", "blocked"),
    "pdf": _bad(
        always(
            Response(content_type="application/pdf", body=b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n%%EOF\n")
        ),
        "not a page",
        "not-article",
        "failed",
    ),
    "blank": _bad(always(Response(content_type="text/html")), "an empty body", "failed", "empty"),
    "forbidden": _bad(usual, "robots.txt forbids it", "robots"),
    "busy-once": _bad(
        _busy_once,
        "429 at first",
        *("stored", "blocked", "failed", "deferred"),
        finally_="stored",
    ),
}
