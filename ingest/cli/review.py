"""``review``: what the topic left to a person."""

from __future__ import annotations

import os
from typing import Literal

import click

from ingest.cli.output import emit_json, emit_rows, json_option
from ingest.cli.verdicts import by_option, reason_option


@click.group()
def review() -> None:
    """Articles that may be on topic: keep them, or drop them."""


@review.command("list")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@json_option
def list_(limit: int, as_json: bool) -> None:
    """List what waits for a decision, the latest first."""
    from itertools import islice

    from ingest.app import open_app
    from ingest.steps.review import waiting

    with open_app() as app:
        rows = [
            {
                "id": stored.id,
                "score": round(stored.article.relevance.score, 2),
                "language": stored.article.language,
                "source": stored.article.source_key,
                "headline": stored.article.headline,
                "reasons": "; ".join(stored.article.relevance.reasons),
            }
            for stored in islice(waiting(app.store), limit)
        ]
    columns = ("id", "score", "language", "source", "headline", "reasons")
    if not emit_rows(rows, columns, as_json=as_json):
        click.echo("Nothing waits for a decision.", err=True)
        raise click.exceptions.Exit(3)


@review.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@reason_option
@by_option
@json_option
def keep(ids: tuple[str, ...], reason: str, by: str, as_json: bool) -> None:
    """Show these articles to readers: they are on topic."""
    _decide(ids, "kept", reason, by, as_json)


@review.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@reason_option
@by_option
@json_option
def drop(ids: tuple[str, ...], reason: str, by: str, as_json: bool) -> None:
    """Hide these articles from readers: they are off topic. Their texts stay."""
    _decide(ids, "withdrawn", reason, by, as_json)


def _decide(
    ids: tuple[str, ...], status: Literal["kept", "withdrawn"], reason: str, by: str, as_json: bool
) -> None:
    from ingest.app import open_app
    from ingest.steps.review import decide

    who = by or os.environ.get("USER", "operator")
    with open_app() as app:
        for identity in ids:
            stored = decide(app.store, identity, status, now=app.now(), by=who, reason=reason)
            if as_json:
                emit_json({"id": stored.id, "status": stored.status})
            else:
                click.echo(f"{stored.id}  {stored.status}  {stored.article.headline}")


COMMANDS = (review,)
