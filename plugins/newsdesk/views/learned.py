"""The lines learned to be a publisher's furniture: visible, with what a ruling would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.steps.learned import LearnedLine, Lesson, LineState, lesson, line_of, rule, tried
from newsdesk.access import may_decide, reader_of, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names, titles

SHOWN = 60  # lines of one state
EXAMPLES = 12  # articles that would change, shown with the line

router = APIRouter()
Publisher = Annotated[str, Query(max_length=200)]
_ORDER = list(LineState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of one state."""

    state: LineState
    count: int
    lines: Sequence[LearnedLine]


@router.get("/learned")
def learned(
    request: Request,
    app: Opened,
    publisher: Publisher = "",
    done: Annotated[str, Query(max_length=600)] = "",
) -> Response:
    """List the publishers of which something was learned, or what was learned of one."""
    with app.store.read() as tx:
        counted = tx.memory.publishers()
        known = lesson(tx, publisher) if publisher else None
    return render(
        request,
        "learned.html",
        demo=app.settings.demo,
        publisher=publisher,
        publishers=sorted(counted.items(), key=lambda item: (-item[1], item[0])),
        titles=titles(app),
        lesson=known,
        groups=_groups(known) if known else [],
        done=done,
    )


@router.get("/learnedline")
def line(
    request: Request,
    app: Opened,
    publisher: Publisher,
    key: Annotated[str, Query(max_length=600)],
) -> Response:
    """Show what the other ruling would change, before it is made."""
    with app.store.read() as tx:
        found = line_of(tx, publisher, key)
        trial = tried(
            tx,
            publisher,
            found,
            app.rulebook.cleaning,
            revoked=found.state is not LineState.REVOKED,
        )
    return render(
        request,
        "learnedline.html",
        demo=app.settings.demo,
        publisher=publisher,
        titles=titles(app),
        line=found,
        trial=trial,
        examples=EXAMPLES,
        names=names(app),
    )


@router.post("/learned-rule", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def settle(
    request: Request,
    app: Opened,
    publisher: Annotated[str, Form(max_length=200)],
    key: Annotated[str, Form(max_length=600)],
    revoked: Annotated[bool, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Rule on a line; it holds from the next page on."""
    who = reader_of(request).name
    rule(app.store, publisher, key, revoked=revoked, by=who, reason=reason.strip())
    return RedirectResponse(f"learned?{urlencode({'publisher': publisher, 'done': key})}", 303)


def _groups(known: Lesson) -> list[Group]:
    lines = sorted(known.lines, key=lambda line: _ORDER.index(line.state))
    groups = [(state, list(some)) for state, some in groupby(lines, key=lambda line: line.state)]
    return [Group(state=state, count=len(some), lines=some[:SHOWN]) for state, some in groups]
