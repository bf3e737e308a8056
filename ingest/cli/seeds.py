"""``seed``: the corpus new articles are compared with from the start."""

from __future__ import annotations

from pathlib import Path

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain, talk


@click.group()
def seed() -> None:
    """The seed corpus: texts that count as already known."""


@seed.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
def import_(paths: tuple[Path, ...], as_json: bool) -> None:
    """Add texts from folders or files (.txt, .jsonl, .parquet); importing twice changes nothing."""
    from ingest.app import open_app

    with open_app() as app:
        report = app.import_seeds(paths, progress=talk)
    if as_json:
        emit_json(report)
    else:
        click.echo(f"{report.added} added, {report.known} already known, {report.refused} refused")
    for reason in report.problems:
        click.echo(f"wirewatch: {reason}", err=True)
    raise click.exceptions.Exit(4 if report.refused else 0)


@seed.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the seed corpus."""
    from ingest.app import open_app

    with open_app() as app, app.store.read() as tx:
        found = tx.seeds.list(limit=1_000_000)
    rows = [
        plain(one)
        if as_json
        else {**plain(one), "published": one.published.at if one.published else None}
        for one in found
    ]
    if not emit_rows(rows, ("key", "publisher", "published", "language", "title"), as_json=as_json):
        raise click.exceptions.Exit(3)


@seed.command("withdraw")
@click.argument("keys", nargs=-1, required=True, metavar="KEY...")
@json_option
def withdraw(keys: tuple[str, ...], as_json: bool) -> None:
    """Take seeds out again; nothing will be compared with them any more."""
    from ingest.app import open_app

    with open_app() as app, app.store.write() as tx:
        names = [key.removeprefix("seed:") for key in keys]
        gone = sum(tx.texts.withdraw(f"seed:{name}") | tx.seeds.remove(name) for name in names)
    if as_json:
        emit_json({"withdrawn": gone})
    else:
        click.echo(f"{gone} withdrawn")
    raise click.exceptions.Exit(0 if gone else 3)


COMMANDS = (seed,)
