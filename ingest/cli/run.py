"""``up``, ``down``, ``run``: starting things."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from ingest.cli.output import console, emit_json, json_option, warn


@click.command()
@click.option("--port", default=8080, show_default=True, help="Port of the web interface.")
@click.option("--demo", is_flag=True, help="Use the built-in newsroom instead of real sources.")
@click.option("--once", is_flag=True, help="Stop after the first run.")
def up(port: int, demo: bool, once: bool) -> None:
    """Start Airflow with the news pipeline on this machine; Ctrl-C stops it."""
    from ingest.launch import up as start

    raise click.exceptions.Exit(
        start(os.environ, console(stderr=False), port=port, demo=demo, once=once)
    )


@click.command()
def down() -> None:
    """End what `wirewatch up` has running, also after it was cut off."""
    from ingest.launch.up import down as stop

    ended = stop(os.environ)
    click.echo("Ended: " + ", ".join(ended) if ended else "Nothing is running.", err=True)
    raise click.exceptions.Exit(0 if ended else 3)


@click.command()
@click.option(
    "--source", "keys", multiple=True, metavar="KEY", help="Only this source (repeatable)."
)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Read saved pages (.html, .html.gz, .txt) from this folder instead of the network.",
)
@click.option(
    "--warc",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Read pages from this WARC file (.warc, .warc.gz) instead of the network.",
)
@json_option
def run(keys: tuple[str, ...], folder: Path | None, warc: Path | None, as_json: bool) -> None:
    """Do one whole pass: fetch, clean, judge, deduplicate, store.

    Without an option, everything that is due is fetched.
    """
    from ingest.app import open_app
    from ingest.launch.live import progress_table, watch_run
    from ingest.model import ChannelKind

    if sum(bool(x) for x in (keys, folder, warc)) > 1:
        raise click.UsageError("give only one of --source, --folder and --warc")
    with open_app() as app:
        if folder or warc:
            path, kind = (folder, ChannelKind.FOLDER) if folder else (warc, ChannelKind.WARC)
            app = app.with_local(path, kind)  # type: ignore[arg-type]  # one of the two is given
            keys = ("local",)
        run_id = f"cli__{app.now():%Y-%m-%dT%H:%M:%S.%f}"
        screen = console()
        with ThreadPoolExecutor(max_workers=1) as pool:
            passing = pool.submit(app.run, run_id, keys)
            if screen.is_terminal:
                watch_run(app.store, run_id, screen, passing.done)
            report, unreadable = passing.result()
        if as_json:
            emit_json({"run_id": run_id, "counts": report.counts, "unreadable": unreadable})
        elif not screen.is_terminal:
            console(stderr=False).print(progress_table(app.store, run_id, wide=True))
    for key, reason in sorted(unreadable.items()):
        warn(f"source {key} could not be read: {reason}")
    if not report.counts:
        warn("no source is due yet; name one with --source to fetch it now")
        raise click.exceptions.Exit(3)
    raise click.exceptions.Exit(4 if unreadable else 0)


COMMANDS = (up, down, run)
