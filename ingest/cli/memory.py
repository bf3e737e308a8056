"""``memory``: what was learned of each publisher's furniture, and the operator's veto."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain, talk
from ingest.cli.verdicts import by_option, reason_option

if TYPE_CHECKING:
    from ingest.app import App
    from ingest.steps.learned import LearnedLine

COLUMNS = ("state", "articles", "last_seen", "key", "example")


@click.group()
def memory() -> None:
    """Lines learned per publisher: repeated on several articles, so not part of any."""


@memory.command("list")
@click.argument("publisher", required=False)
@click.option("--all", "everything", is_flag=True, help="Also lines seen on two articles so far.")
@json_option
def list_(publisher: str | None, everything: bool, as_json: bool) -> None:
    """List what is taken for furniture at PUBLISHER, most frequent first; without it, the publishers.

    State: learned (removed from new pages), borrowed (from a sister title), expired, revoked,
    counted (not often enough yet).
    """
    from ingest.app import open_app
    from ingest.steps.learned import LineState, lesson

    with open_app(os.environ) as app, app.store.read() as tx:
        if publisher is None:
            found = sorted(tx.memory.publishers().items())
            rows = [{"publisher": name, "lines": lines} for name, lines in found]
        else:
            shown = (
                line
                for line in lesson(tx, publisher).lines
                if everything or line.state is not LineState.COUNTED
            )
            rows = [plain(line) for line in shown]
    columns = COLUMNS if publisher else ("publisher", "lines")
    if not emit_rows(rows, columns, as_json=as_json):
        raise click.exceptions.Exit(3)


@memory.command()
@click.argument("publisher")
@click.argument("line")
@click.option("--undo", is_flag=True, help="Let the line be learned again.")
@click.option("--dry-run", is_flag=True, help="Only say which stored articles it would change.")
@reason_option
@by_option
@json_option
def revoke(
    publisher: str, line: str, undo: bool, dry_run: bool, reason: str, by: str, as_json: bool
) -> None:
    """Never again take LINE for furniture at PUBLISHER.

    LINE is a key as `memory list` shows it, or the line as it stands on the page; what is counted
    without regard to its numbers is revoked with it. Applies to new pages at once, and to stored
    ones when news_reprocess runs, which shows the difference first.
    """
    from ingest.app import open_app
    from ingest.steps.learned import rule

    who = by or os.environ.get("USER", "operator")
    with open_app(os.environ) as app:
        lines = _known(app, publisher, line)
        if dry_run:
            _tell_effect(app, publisher, lines, revoked=not undo, as_json=as_json)
            return
        for one in lines:
            rule(app.store, publisher, one.key, revoked=not undo, by=who, reason=reason)
    if as_json:
        emit_json({"publisher": publisher, "keys": [one.key for one in lines], "revoked": not undo})
    talk("Taken back." if undo else "Revoked: the line is text at this publisher.")


@memory.command()
@click.argument("publisher")
@json_option
def rulings(publisher: str, as_json: bool) -> None:
    """List who said of a line of PUBLISHER that it is text, or furniture after all, and why."""
    from ingest.app import open_app

    with open_app(os.environ) as app, app.store.read() as tx:
        rows = [plain(ruling) for ruling in tx.rulings.of(publisher)]
    if not emit_rows(rows, ("at", "revoked", "key", "by", "reason"), as_json=as_json):
        raise click.exceptions.Exit(3)


def _known(app: App, publisher: str, line: str) -> list[LearnedLine]:
    """Return what was learned under any key of a line. Raises ``NotFound``."""
    from ingest.clean import memory_keys
    from ingest.errors import NotFound
    from ingest.steps.learned import lesson

    keys = {line, *memory_keys(line)}
    with app.store.read() as tx:
        found = [one for one in lesson(tx, publisher).lines if one.key in keys]
    if not found:
        raise NotFound(line, f"no such line was learned from {publisher}")
    return found


def _tell_effect(
    app: App, publisher: str, lines: list[LearnedLine], *, revoked: bool, as_json: bool
) -> None:
    """Say which of the newest articles another ruling would change, and how; nothing is written."""
    from ingest.steps.learned import tried

    rows = []
    with app.store.read() as tx:
        for line in lines:
            trial = tried(tx, publisher, line, app.rulebook.cleaning, revoked=revoked)
            rows += [
                {"id": e.stored.id, "headline": e.stored.article.headline,
                 "gone": list(e.gone), "back": list(e.back)}
                for e in trial.changed
            ]  # fmt: skip
    if not emit_rows(rows, ("id", "headline", "gone", "back"), as_json=as_json):
        talk("No stored article would change.")
        raise click.exceptions.Exit(3)


COMMANDS = (memory,)
