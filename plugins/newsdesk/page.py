"""One page: a template, filled in. Everything that comes from outside is escaped, always."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ingest.app import utc_now
from ingest.model import Moment
from newsdesk.access import form_token, reader_of
from newsdesk.words import (
    edit_tone,
    edit_words,
    outcome_tone,
    outcome_words,
    relation_noun,
    relation_words,
    state_meaning,
    state_todo,
    state_tone,
)

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
_TABS = {
    "": "overview",
    "run": "overview",
    "article": "articles",
    "versions": "articles",
    "compare": "articles",
    "raw": "articles",
    "lineage": "articles",
    "source": "sources",
    "recall": "sources",
    "drift": "sources",
    "driftpages": "sources",
    "learned": "sources",
    "learnedline": "sources",
    "labels": "review",
    "installation": "overview",
    "digest": "digests",
    "tryrule": "tryout",
}
_LANGUAGE = re.compile("[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*")  # pages claim all sorts of things
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def render(
    request: Request, template: str, *, status: int = 200, demo: bool = False, **names: Any
) -> HTMLResponse:
    """Return *template* as a page."""
    names |= {"demo": demo, "here": _tab(request.url.path.rsplit("/", 1)[-1])}
    names |= {"reader": reader_of(request), "token": lambda: form_token(request)}
    return HTMLResponse(_templates().get_template(template).render(names), status)


def problem(status: int, heading: str, says: str, todo: str = "") -> HTMLResponse:
    """Return a page that says what is wrong and what to do; needs neither store nor login."""
    names = {"heading": heading, "says": says, "todo": todo, "status": status}
    names |= {"demo": False, "here": "", "reader": None}
    body = _templates().get_template("problem.html").render(names)
    return HTMLResponse(body, status)


def _tab(page: str) -> str:
    """Return the entry of the navigation under which *page* lives."""
    return _TABS.get(page, page)


@cache
def asset_version() -> str:
    """Return a word that changes with the styles and scripts, so that browsers may keep them."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:10]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.globals |= {"assets": asset_version()}
    environment.filters |= {
        "moment": moment,
        "ago": lambda at, now=None: ago(at, now or utc_now()),
        "claimed": claimed,
        "span": span,
        "link": link,
        "tag": lambda language: language if _LANGUAGE.fullmatch(language) else "",
        "direction": lambda language: "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "words_of": outcome_words,
        "tone": outcome_tone,
        "relation": relation_words,
        "noun": relation_noun,
        "state_tone": state_tone,
        "state_means": state_meaning,
        "state_todo": state_todo,
        "edit_words": edit_words,
        "edit_tone": edit_tone,
        "pair": lambda value: (value, value),
    }
    return environment


def moment(at: datetime | None) -> str:
    """Return a point in time as people write it.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 21, 9, 5, tzinfo=UTC))
    '21 Nov 2026, 09:05 UTC'
    """
    return f"{at.day} {at:%b %Y, %H:%M} UTC" if at else "never"


def claimed(when: Moment | None) -> str:
    """Return a time as precisely as it was claimed, and no more."""
    if when is None:
        return "not said"
    shapes = {"day": "%b %Y", "month": "%B %Y", "year": "%Y"}
    if when.precision == "day":
        return f"{when.at.day} {when.at:%b %Y}"
    if when.precision in shapes:
        return when.at.strftime(shapes[when.precision])
    stamp = f"{when.at.day} {when.at:%b %Y, %H:%M}"
    return f"{stamp} UTC" if when.zone_known else f"{stamp}, zone unknown"


def ago(at: datetime | None, now: datetime) -> str:
    """Return how long ago *at* was, roughly.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    >>> ago(noon - timedelta(minutes=95), noon), ago(noon + timedelta(minutes=5), noon)
    ('1 h ago', 'in 5 min')
    """
    if at is None:
        return "never"
    gone = now - at
    return f"{span(gone)} ago" if gone >= timedelta() else f"in {span(-gone)}"


def span(length: timedelta | float) -> str:
    """Return a length of time in its largest unit.

    >>> span(42), span(900), span(timedelta(days=3, hours=2))
    ('42 s', '15 min', '3 days')
    """
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    for size, unit in ((86400, "day"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''}"
    return f"{int(seconds)} s"


def link(url: str) -> str:
    """Return *url* if it may become a link: only the web, never a script or a file.

    >>> link("https://a.example/1"), link("javascript:alert(1)")
    ('https://a.example/1', '')
    """
    return url if url.startswith(("https://", "http://")) else ""
