"""``memory``: what was learned of each publisher's furniture, and the operator's veto."""

from __future__ import annotations

import os

import click

from ingest.cli.output import emit_rows, json_option, talk

COLUMNS = ("state", "articles", "last_seen", "key", "example")


@click.group()
def memory() -> None:
    """Lines learned per publisher: repeated on several articles, so not part of any."""


@memory.command("list")
@click.argument("publisher")
@click.option("--all", "everything", is_flag=True, help="Also lines seen on two articles so far.")
@json_option
def list_(publisher: str, everything: bool, as_json: bool) -> None:
    """List what is taken for furniture at PUBLISHER, most frequent first; then what was revoked.

    State: learned (removed from new pages), borrowed (from a sister title), expired, revoked,
    counted (not often enough yet).
    """
    from ingest.app import open_app
    from ingest.clean import is_boilerplate
    from ingest.clean.memory import MIN_ARTICLES

    with open_app(os.environ) as app, app.store.read() as tx:
        counts = tx.memory.counts(publisher, at_least=0)
        in_use = tx.memory.of(publisher).keys
        now = tx.memory.now()
    rows: list[dict[str, object]] = []
    for count in counts:
        if count.revoked:
            state = "revoked"
        elif is_boilerplate(count, now=now):
            state = "learned"
        elif count.key in in_use:
            state = "borrowed"
        else:
            state = "expired" if count.articles >= MIN_ARTICLES else "counted"
        if state != "counted" or (everything and count.articles > 1):
            rows.append(
                {
                    "state": state,
                    "articles": count.articles,
                    "last_seen": count.last_seen,
                    "key": count.key,
                    "example": count.example,
                }
            )
    known = {count.key for count in counts}
    rows += [{"state": "borrowed", "key": key} for key in sorted(in_use - known)]
    if not emit_rows(rows, COLUMNS, as_json=as_json):
        raise click.exceptions.Exit(3)


@memory.command()
@click.argument("publisher")
@click.argument("key")
@click.option("--undo", is_flag=True, help="Let the line be learned again.")
def revoke(publisher: str, key: str, undo: bool) -> None:
    """Never again take the line KEY (as `memory list` shows it) for furniture at PUBLISHER.

    Applies to new pages at once, and to stored ones when news_reprocess runs, which shows the
    difference first.
    """
    from ingest.app import open_app

    with open_app(os.environ) as app, app.store.write() as tx:
        tx.memory.revoke(publisher, key, revoked=not undo)
    talk("Taken back." if undo else "Revoked: the line is text at this publisher.")


COMMANDS = (memory,)
