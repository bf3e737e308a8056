"""What today's rules make of a page: of one pasted, or of one stored before they changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from ingest.adapters.own_rules import add_rules, own_file
from ingest.app import App
from ingest.clean import EMPTY, SiteMemory, load_rules
from ingest.errors import ConfigError
from ingest.model import Article, CleanText, Extraction, Page, Relevance, Source
from ingest.pipeline import read
from ingest.records import TextLine
from ingest.relevance import judge_for
from ingest.steps.effect import Effect, Way, effects
from newsdesk.access import may_decide, reader_of, sent_by_our_form
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import names
from newsdesk.views.reader import one_page

router = APIRouter()
RULE_PAGES = 200  # the newest articles of a source on which a new rule is tried
SHOWN = 40
EXAMPLE = """[[rule]]
id = "weather-box"
class = "promo"
about = "the weather box of the front page"
place = "anywhere"
lines.en = ["Weather in your town"]
hit.en = ["Weather in your town"]
miss.en = ["The weather in the town of Izmail delayed the ships"]
"""
LARGEST = 1_000_000  # characters of pasted HTML; real pages have 60 to 300 thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One page by today's rules."""

    extraction: Extraction
    cleaned: CleanText
    relevance: Relevance
    lines: tuple[TextLine, ...]
    left_out: int  # lines beyond what one page shows
    gone_since: tuple[str, ...] = ()  # kept when it was stored, removed today
    come_since: tuple[str, ...] = ()  # kept today, not in the stored text


@router.get("/tryout")
def form(
    request: Request,
    app: Opened,
    identity: Annotated[str, Query(alias="id", max_length=80)] = "",
) -> Response:
    """Ask for a page, or clean the stored one that is named."""
    if not identity:
        return _answer(request, app, None, "", "", None)
    with app.store.read() as tx:
        item = tx.articles.get(identity).article
        memory = tx.memory.of(item.publisher)
    page = Page(
        url=item.url,
        final_url=item.url,
        body=app.archive.get(item.raw_id),
        fetched_at=item.fetched_at,
    )
    trial = tried(app, page, memory, item)
    return _answer(request, app, trial, "", item.url, item)


@router.post("/tryout", dependencies=[Depends(sent_by_our_form)])
def try_pasted(
    request: Request,
    app: Opened,
    html: Annotated[str, Form()] = "",
    url: Annotated[str, Form(max_length=2000)] = "",
    source: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Clean pasted HTML; nothing is stored."""
    if not html.strip():
        raise HTTPException(400, "Paste the HTML of a page first.")
    if len(html) > LARGEST:
        raise HTTPException(413, f"More than {LARGEST:,} characters: paste one page.")
    known: Source | None = app.sources.get(source)
    memory = EMPTY
    if known is not None:
        with app.store.read() as tx:
            memory = tx.memory.of(known.publisher)
    address = url.strip() or "https://pasted.invalid/page"
    page = Page(
        url=address,
        final_url=address,
        body=html.encode("utf-8", "replace"),
        fetched_at=app.now(),
        content_type="text/html; charset=utf-8",
    )
    return _answer(request, app, tried(app, page, memory), html, url, None)


@router.get("/tryrule")
def rule_form(
    request: Request,
    app: Opened,
    source: Annotated[str, Query(max_length=200)] = "",
    saved: bool = False,
) -> Response:
    """Ask for a rule."""
    return _rule_answer(request, app, EXAMPLE, source, None, "", saved=saved)


@router.post("/tryrule", dependencies=[Depends(sent_by_our_form)])
def try_rule(
    request: Request,
    app: Opened,
    rule: Annotated[str, Form(max_length=20_000)],
    source: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Show what a new rule would change in the newest articles of a source; nothing is saved."""
    try:
        after = load_rules(app.settings.config / "boilerplate", draft=rule)
    except ConfigError as error:
        return _rule_answer(request, app, rule, source, None, error.message)
    with app.store.read() as tx:
        newest = tx.articles.list(limit=RULE_PAGES, source_key=source or None, status=None)
        memories = {a.article.publisher: tx.memory.of(a.article.publisher) for a in newest}
    today = Way(rules=app.rulebook.cleaning, memories=memories)
    found = effects(newest, today, replace(today, rules=after))
    return _rule_answer(request, app, rule, source, (len(newest), found), "")


@router.post("/rule-save", dependencies=[Depends(sent_by_our_form), Depends(may_decide)])
def save(
    request: Request,
    app: Opened,
    rule: Annotated[str, Form(max_length=20_000)],
    source: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Add a rule to the operator's own file, after everything that is asked of a rule was asked of it."""
    try:
        add_rules(app.settings.config / "boilerplate", rule, by=reader_of(request).name)
    except ConfigError as error:
        return _rule_answer(request, app, rule, source, None, error.message)
    return RedirectResponse(f"tryrule?{urlencode({'source': source, 'saved': 1})}", 303)


def tried(app: App, page: Page, memory: SiteMemory, before: Article | None = None) -> Trial:
    """Return what today's rules make of *page*, and what differs from the text stored *before*."""
    extraction, cleaned = read(page, app.rulebook, entry=None, now=page.fetched_at, memory=memory)
    headline = extraction.headline or cleaned.headline
    lines = lines_of(cleaned)
    shown, rest = one_page(lines, 0)
    now_kept = {block.text.strip() for block in cleaned.kept}
    then_kept = before.text.split("\n\n") if before else []
    return Trial(
        extraction=extraction,
        cleaned=cleaned,
        relevance=judge_for(
            app.rulebook.topics, title=headline, text=cleaned.text, language=extraction.language
        ),
        lines=tuple(shown),
        left_out=len(lines) - len(shown) if rest else 0,
        gone_since=tuple(line for line in then_kept if line not in now_kept),
        come_since=tuple(b.text for b in cleaned.kept if before and b.text not in then_kept),
    )


def lines_of(cleaned: CleanText) -> list[TextLine]:
    """Return kept and removed lines in the order of the page."""
    removed = {line.position: line for line in cleaned.removed}
    kept = iter(cleaned.kept)
    lines = []
    for at in range(len(cleaned.kept) + len(removed)):
        gone = removed.get(at)
        if gone is None:
            lines.append(TextLine(position=at, text=next(kept).text, kept=True))
        else:
            lines.append(
                TextLine(
                    position=at,
                    text=gone.line,
                    kept=False,
                    stage=gone.stage,
                    rule=gone.rule,
                    rule_class=gone.rule_class,
                )
            )
    return lines


def _answer(
    request: Request, app: App, trial: Trial | None, html: str, url: str, stored: Article | None
) -> Response:
    return render(
        request,
        "tryout.html",
        demo=app.settings.demo,
        trial=trial,
        url=url,
        pasted=len(html),
        stored=stored,
        rules=app.rulebook.version if trial else "",
        names=names(app),
    )


def _rule_answer(
    request: Request,
    app: App,
    rule: str,
    source: str,
    result: tuple[int, list[Effect]] | None,
    fault: str,
    *,
    saved: bool = False,
) -> Response:
    own = own_file(app.settings.config / "boilerplate")
    return render(
        request,
        "tryrule.html",
        saved=saved,
        own_file=own,
        own=own.read_text("utf-8") if own.exists() else "",
        demo=app.settings.demo,
        rule=rule,
        source=source,
        result=result,
        fault=fault,
        shown=SHOWN,
        most=RULE_PAGES,
        names=names(app),
    )
