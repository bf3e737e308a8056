"""What an HTML page is that came instead of a feed, in words an operator understands."""

from __future__ import annotations

import re

from ingest.discover.model import Document
from ingest.discover.plaintext import plain_title

_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_SORTS = (
    (
        "a bot check",
        re.compile(
            r"captcha|just a moment|checking your browser|attention required|are you (?:a )?(?:human|robot)|"
            r"verify(?:ing)? (?:that )?you are human|ddos.guard|unusual traffic|не робот|проверка браузера|"
            r"перевірка браузера|人机验证|安全验证|验证码",
            re.IGNORECASE,
        ),
    ),
    (
        "a refusal",
        re.compile(
            r"access denied|forbidden|permission denied|request blocked|доступ (?:запрещ|заборон)|拒绝访问",
            re.IGNORECASE,
        ),
    ),
    (
        "a page for a missing address",
        re.compile(
            r"\b404\b|not found|no longer (?:available|exists)|страница не найдена|"
            r"сторінк\w* не знайдено|页面不存在",
            re.IGNORECASE,
        ),
    ),
    (
        "a consent page",
        re.compile(
            r"before you continue|cookie consent|your privacy choices|datenschutz-?einstellungen",
            re.IGNORECASE,
        ),
    ),
    ("a login page", re.compile(r"\b(?:log|sign) ?in\b|вход в|увійти", re.IGNORECASE)),
)
_WALLS = frozenset({"a bot check", "a refusal", "a login page", "a consent page"})
_SHORT = 30_000  # characters; only in small pages does the text around tell, longer ones have their title


def read_html_page(text: str) -> Document:
    """Return what *text*, an HTML page where a feed should be, seems to be.

    >>> page = read_html_page("<html><title>Just a moment...</title>")
    >>> page.problem, page.wall
    ('the answer is a bot check instead of a feed (page title “Just a moment...”)', True)
    """
    found = _TITLE.search(text[:200_000])
    title = plain_title(found[1]) if found else ""
    looked_at = f"{title} {text if len(text) < _SHORT else ''}"
    sort = next((name for name, sign in _SORTS if sign.search(title)), "") or next(
        (name for name, sign in _SORTS[:2] if sign.search(looked_at)), "an HTML page"
    )
    shown = f" (page title “{title[:100]}”)" if title else ""
    said = f"the answer is {sort} instead of a feed{shown}"
    return Document(format="html", problem=said, wall=sort in _WALLS)
