"""Two texts side by side, what they share marked in both, and a person's last word on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.adapters.store import Transaction
from ingest.app import App
from ingest.dedupe import shared_passages
from ingest.errors import NotFound
from ingest.model import Relation
from ingest.normalize.urls import url_key
from ingest.steps.verdicts import rule, take_back
from newsdesk.access import may_decide, reader_of, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.marking import marked_lines
from newsdesk.page import link, render
from newsdesk.views.overview import name_of

LONGEST = 10_000  # characters of each text; comparing two of them takes a tenth of a second

router = APIRouter()
Ref = Annotated[str, Query(max_length=2000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two texts. A seed of which only the fingerprint is known has no text."""

    ref: str
    headline: str
    publisher: str
    when: datetime | None
    language: str
    text: str

    @property
    def has_page(self) -> bool:
        """Whether it is an article of ours."""
        return not self.ref.startswith("seed:")


@router.get("/compare")
def compare(request: Request, app: Opened, a: Ref, b: Ref) -> Response:
    """Show the earlier text on the left, the later one on the right."""
    with app.store.read() as tx:
        a, b = _identity(tx, a), _identity(tx, b)
        sides = sorted((side(app, tx, a), side(app, tx, b)), key=_since)
        relation = next((r for r in tx.texts.relations_of(a) if b in (r.a, r.b)), None)
        ruling = tx.verdicts.get(a, b)
    left, right = sides
    passages = shared_passages(left.text, right.text)
    return render(
        request,
        "compare.html",
        demo=app.settings.demo,
        left=left,
        right=right,
        left_lines=marked_lines(left.text, [(p.start_a, p.end_a) for p in passages]),
        right_lines=marked_lines(right.text, [(p.start_b, p.end_b) for p in passages]),
        passages=len(passages),
        words=sum(p.words for p in passages),
        relation=relation,
        shares=_shares(relation, left.ref),
        delay=right.when - left.when if left.when and right.when else timedelta(),
        ruling=ruling,
        longest=LONGEST,
    )


@router.post("/verdict", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def verdict(
    request: Request,
    app: Opened,
    a: Annotated[str, Form(max_length=300)],
    b: Annotated[str, Form(max_length=300)],
    ruling: Annotated[Literal["duplicate", "distinct", "none"], Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Rule on a pair, or take the ruling back; it outlives every new computation."""
    if a == b:
        raise HTTPException(400, "A text cannot be compared with itself.")
    if ruling == "none":
        take_back(app.store, app.sources, a, b)
    else:
        rule(app.store, a, b, ruling, reason=reason.strip(), by=reader_of(request).name)
    return RedirectResponse(f"compare?{urlencode({'a': a, 'b': b})}", 303)


def _identity(tx: Transaction, ref: str) -> str:
    """Return the id of an article that is named by its web address; anything else as it is."""
    if not link(ref):
        return ref
    try:
        stored = tx.articles.by_key(url_key(ref))
    except ValueError:
        stored = None
    if stored is None:
        raise NotFound(ref, "no article is stored under this address")
    return stored.id


def side(app: App, tx: Transaction, ref: str) -> Side:
    """Return one text by the id of an article or ``seed:KEY``; raises ``NotFound``."""
    if ref.startswith("seed:"):
        key = ref.removeprefix("seed:")
        seed = tx.seeds.get(key)
        return Side(
            ref=ref,
            headline=seed.title,
            publisher=f"{seed.publisher} (seed corpus)",
            when=seed.published.at if seed.published else None,
            language=seed.language,
            text=(tx.seeds.text(key) or "")[:LONGEST],
        )
    item = tx.articles.get(ref).article
    return Side(
        ref=ref,
        headline=item.headline or item.url,
        publisher=name_of(app, item.source_key),
        when=item.published.at if item.published else item.fetched_at,
        language=item.language,
        text=item.text[:LONGEST],
    )


def _since(side: Side) -> tuple[bool, bool, float, str]:
    return (side.has_page, side.when is None, side.when.timestamp() if side.when else 0.0, side.ref)


def _shares(relation: Relation | None, left: str) -> tuple[float, float] | None:
    if relation is None:
        return None
    shares = relation.share_a, relation.share_b
    return shares if relation.a == left else shares[::-1]
