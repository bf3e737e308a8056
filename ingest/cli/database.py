"""``export``, ``doctor``, ``db``: the store as a whole."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain


@click.command()
@click.option("--to", "folder", type=click.Path(path_type=Path), help="Folder; default: settings.")
@json_option
def export(folder: Path | None, as_json: bool) -> None:
    """Write new and changed articles to Parquet, from where the last export stopped."""
    from ingest.app import open_app

    with open_app() as app:
        counts = app.export(folder)
    if as_json:
        emit_json(counts)
    else:
        click.echo("  ".join(f"{name} {n}" for name, n in counts.items()))
    raise click.exceptions.Exit(0 if counts.get("rows") else 3)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check this installation: files, store, archive, disk, clock, mail server, contact address."""
    from ingest.doctor import examine

    findings = examine(os.environ)
    rows = [plain(finding) for finding in findings]
    emit_rows(rows, ("ok", "what", "says"), as_json=as_json)
    raise click.exceptions.Exit(0 if all(f.ok for f in findings) else 1)


@click.group()
def db() -> None:
    """The article store's schema."""


@db.command()
@json_option
def upgrade(as_json: bool) -> None:
    """Make the store, or bring its schema up to date."""
    from ingest.adapters.store import migrate
    from ingest.settings import load_settings

    settings = load_settings(os.environ)
    settings.home.mkdir(parents=True, exist_ok=True)
    revision = migrate(settings.store_url)
    if as_json:
        emit_json({"schema": revision})
    else:
        click.echo(f"schema {revision}")


@db.command()
@json_option
def reindex(as_json: bool) -> None:
    """Build the index of texts anew: fingerprints, relations, verdicts.

    Interrupted, it goes on where it stopped. Articles may come in meanwhile; pause `news_ingest` when
    their outcomes in the ledger matter, for they are compared with what is rebuilt so far.
    """
    from ingest.app import open_app
    from ingest.cli.output import progress_line
    from ingest.steps.reindex import reindex

    with open_app() as app, progress_line("texts") as said:
        report = reindex(app.store, app.sources, prepare=app.ensure_shipped_seeds, progress=said)
        app.store.optimize()
    if as_json:
        emit_json(report)
        return
    resumed = f", {report.resumed} by the run before" if report.resumed else ""
    click.echo(f"{report.texts} texts compared again, {report.skipped} take no part{resumed}")


@db.command()
@click.option("--to", "url", required=True, metavar="URL", help="The empty store to fill.")
@json_option
def copy(url: str, as_json: bool) -> None:
    """Copy the whole store into an empty one, such as from SQLite to PostgreSQL.

    All or nothing: interrupted, it is simply repeated. Pause the DAGs first: what comes in meanwhile
    stays behind. Afterwards set WIREWATCH_STORE_URL to URL; raw pages are not in the store and stay
    where they are.
    """
    from ingest.adapters.store.copying import copy_store
    from ingest.app import open_app
    from ingest.cli.output import talk

    with open_app() as app:
        rows = copy_store(app.store, url, progress=lambda table, n: talk(f"{n:>12,}  {table}"))
    if as_json:
        emit_json({"rows": rows})
    else:
        click.echo(f"{rows} rows copied; set WIREWATCH_STORE_URL to use them")


COMMANDS = (export, doctor, db)
