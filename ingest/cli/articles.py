"""``articles``, ``show``, ``search``, ``why``, ``versions``: looking into the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain, talk

if TYPE_CHECKING:
    from ingest.adapters.store import Scope, Sought
    from ingest.model import StoredArticle

_ROW = ("no", "id", "published", "language", "source", "headline")


Command = Callable[..., None]


def _narrowing(command: Command) -> Command:
    """Give *command* the options by which both lists of articles are narrowed and paged."""
    for option in reversed(
        (
            click.option("--source", metavar="KEY", default="", help="Only this source."),
            click.option("--language", metavar="CODE", default="", help="Only en, ru, uk, zh …"),
            click.option(
                "--status",
                default="kept",
                show_default=True,
                type=click.Choice(["kept", "duplicate", "review", "withdrawn", "all"]),
                help="duplicate: kept, and repeating an earlier text; review: waiting for a person.",
            ),
            click.option("--since", metavar="DAY", help="Published on or after 2026-11-21."),
            click.option("--until", metavar="DAY", help="Published on or before that day."),
            click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000)),
            click.option(
                "--after",
                metavar="NO",
                type=click.IntRange(1),
                help="The next page: what is older than the article with this no.",
            ),
            json_option,
        )
    ):
        command = option(command)
    return command


@click.command()
@_narrowing
def articles(limit: int, after: int | None, as_json: bool, **narrowed: Any) -> None:
    """List the newest stored articles."""
    from ingest.app import open_app

    scope = _scope(**narrowed)
    with open_app() as app, app.store.read() as tx:
        found = tx.search.newest(limit, scope=scope, before=after)
    _list(found, limit, as_json)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--ranked", is_flag=True, help="Best match first instead of newest first.")
@_narrowing
def search(
    words: tuple[str, ...],
    ranked: bool,
    limit: int,
    after: int | None,
    as_json: bool,
    **narrowed: Any,
) -> None:
    """Find articles that contain all WORDS; "quoted words" are a phrase."""
    from ingest.app import open_app

    if ranked and after:
        raise click.UsageError(
            "--after goes through the newest first; it does not go with --ranked"
        )
    scope = _scope(**narrowed)
    with open_app() as app, app.store.read() as tx:
        found = tx.search.find(" ".join(words), limit, ranked=ranked, scope=scope, before=after)
    _list(found, 0 if ranked else limit, as_json)


def _scope(
    *, source: str, language: str, status: Sought, since: str | None, until: str | None
) -> Scope:
    from datetime import timedelta

    from ingest.adapters.store import Scope
    from ingest.app import day

    try:
        first, last = day(since), day(until)
    except ValueError as error:
        raise click.UsageError(f"a day is written as 2026-11-21: {error}") from error
    return Scope(
        status=status,
        source_key=source,
        language=language,
        since=first,
        until=last + timedelta(days=1) if last else None,
    )


def _list(found: list[StoredArticle], page: int, as_json: bool) -> None:
    rows = [plain(_summary(a)) if as_json else _summary(a) for a in found]
    if not emit_rows(rows, _ROW, as_json=as_json):
        click.echo("Nothing found.", err=True)
        raise click.exceptions.Exit(3)
    if len(found) == page:
        talk(f"There may be more: --after {found[-1].no}")


def _summary(stored: StoredArticle) -> dict[str, Any]:
    from ingest.model import DUPLICATE_KINDS

    article = stored.article
    return {
        "no": stored.no,
        "id": stored.id,
        "status": stored.status,
        "version": stored.version,
        "published": article.published.at if article.published else None,
        "language": article.language,
        "source": article.source_key,
        "headline": article.headline,
        "url": article.url,
        "duplicate_of": [r.b for r in stored.relations if r.kind in DUPLICATE_KINDS],
    }


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--removed", is_flag=True, help="Show the removed lines, each with its rule.")
@json_option
def show(article_id: str, removed: bool, as_json: bool) -> None:
    """Show one stored article."""
    from ingest.app import open_app

    with open_app() as app, app.store.read() as tx:
        stored = tx.articles.get(article_id)
        lines = tx.articles.lines(stored.id)
        relations = tx.texts.relations_of(stored.id)
    if as_json:
        emit_json({**plain(stored), "relations": plain(relations)})
        return
    article = stored.article
    click.echo(f"{article.headline}\n")
    for name, value in (
        ("id", f"{stored.id} (version {stored.version})"),
        ("source", f"{article.source_key}, {article.publisher}"),
        ("url", article.url),
        ("authors", ", ".join(article.authors)),
        ("published", _moment(article.published)),
        ("modified", _moment(article.modified)),
        ("language", article.language),
        ("agency", article.agency),
        *(("correction", notice) for notice in article.corrections),
        ("topic", f"{article.relevance.judgement}, score {article.relevance.score:.2f}"),
        ("status", stored.status),
        ("because", "; ".join(article.relevance.reasons)),
    ):
        if value:
            click.echo(f"{name:10} {value}")
    for relation in relations:
        other = relation.b if relation.a == stored.id else relation.a
        click.echo(f"{relation.kind:10} {other}: {relation.evidence}")
    click.echo("")
    if removed:
        for line in lines:
            mark = "  " if line.kept else f"- [{line.stage}/{line.rule_class}/{line.rule}] "
            click.echo(f"{mark}{line.text}")
    else:
        click.echo(article.text)


def _moment(moment: Any) -> str:
    if moment is None:
        return ""
    zone = "UTC" if moment.zone_known else "zone unknown"
    text = moment.at.strftime("%Y-%m-%d" if moment.precision == "day" else "%Y-%m-%d %H:%M")
    return f"{text} {zone} (from {moment.origin})" if moment.precision != "day" else text


@click.command()
@click.argument("url")
@json_option
def why(url: str, as_json: bool) -> None:
    """Tell everything that happened to URL: found, fetched, judged, stored or not, and why."""
    from ingest.app import open_app
    from ingest.normalize.urls import url_key

    try:
        key = url_key(url)
    except ValueError as error:
        raise click.UsageError(f"{url!r} is not a web address: {error}") from error
    with open_app() as app, app.store.read() as tx:
        steps = tx.ledger.trail(key)
    rows: list[dict[str, Any]] = [plain(step) if as_json else _step(step) for step in steps]
    if not emit_rows(rows, ("at", "run", "stage", "what", "reason"), as_json=as_json):
        click.echo(f"Never seen: no channel has announced {key}.", err=True)
        raise click.exceptions.Exit(3)


def _step(step: Any) -> dict[str, Any]:
    reason = step.reason or step.source_key
    if step.article_id:
        reason = f"{reason} → {step.article_id}"
    return {
        "at": step.at, "run": step.run_id, "stage": step.stage, "what": step.what, "reason": reason
    }  # fmt: skip


@click.command()
@click.argument("article_id", metavar="ID")
@json_option
def versions(article_id: str, as_json: bool) -> None:
    """Show how one article changed: every version, every edit, and whether it was taken down."""
    from itertools import pairwise

    from ingest.app import open_app
    from ingest.versions import compare

    with open_app() as app, app.store.read() as tx:
        history = tx.articles.versions(article_id)
        deletions = tx.deletions.of(article_id)
    changes = [compare(old, new) for old, new in pairwise(history)]
    if as_json:
        for number, article in enumerate(history, 1):
            edits = plain(changes[number - 2].edits) if number > 1 else []
            emit_json({"version": number, "fetched_at": plain(article.fetched_at),
                       "headline": article.headline, "raw_id": article.raw_id, "edits": edits})  # fmt: skip
        for gone in deletions:
            vanished = {
                "kind": "deleted",
                "before": gone.headline,
                "after": gone.what,
                "context": "",
            }
            emit_json({"deleted_at": gone.at, "back_at": gone.back_at, "raw_id": gone.raw_id,
                       "edits": [vanished]})  # fmt: skip
        return
    for number, article in enumerate(history, 1):
        click.echo(
            f"version {number}  seen {article.fetched_at:%Y-%m-%d %H:%M}  "
            f"page {article.raw_id[:12]}  {article.headline}"
        )
        for edit in changes[number - 2].edits if number > 1 else ():
            click.echo(f"  {edit.kind}: {edit.before or '—'} → {edit.after or '—'}")
    for gone in deletions:
        back = f", back {gone.back_at:%Y-%m-%d %H:%M} UTC" if gone.back_at else ""
        click.echo(f"deleted    {gone.at:%Y-%m-%d %H:%M} UTC  {gone.headline} → {gone.what}{back}")


COMMANDS = (articles, search, show, why, versions)
