"""``sources``: what is monitored, and whether it is alive."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain, talk, warn

if TYPE_CHECKING:
    from ingest.model import Source
    from ingest.records import RecallDay


@click.group()
def sources() -> None:
    """The sources: list, test, health, recall, import and export."""


@sources.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that are switched off.")
@json_option
def list_(everything: bool, as_json: bool) -> None:
    """List the configured sources."""
    rows = [
        plain(s)
        if as_json
        else {"key": s.key, "name": s.name, "country": s.country, "language": s.language,
              "group": s.group, "kind": s.channels[0].kind, "url": s.channels[0].url,
              "on": "yes" if s.enabled else "no"}
        for s in _configured() if everything or s.enabled
    ]  # fmt: skip
    columns = ("key", "name", "country", "language", "group", "kind", "on", "url")
    if not emit_rows(rows, columns, as_json=as_json):
        raise click.exceptions.Exit(3)


@sources.command()
@click.argument("target", metavar="KEY|URL")
@json_option
def test(target: str, as_json: bool) -> None:
    """Try a source without storing anything: a dry run before it goes live.

    Give the key of a configured source, the address of a feed or sitemap, or just that of a site. Then
    its channels are searched (named by the page, in robots.txt, at usual addresses) and judged, five
    articles are read, and a block is printed that can be added to config/sources.local.toml. Requests
    are as far apart as ever, so it takes a minute.

    Exit codes: 0 usable, 1 not usable, 3 neither a key nor an address.
    """
    from ingest.app import open_app
    from ingest.errors import NotFound

    if Path(target).exists():
        raise NotFound(target, "is a file here; `wirewatch run --folder` or `--warc` reads those")
    with open_app() as app:
        trial = app.try_source(target, talk)
    if as_json:
        emit_json(trial)
    else:
        click.echo(trial.as_text())
    raise click.exceptions.Exit(0 if trial.usable else 1)


@sources.command()
@json_option
def health(as_json: bool) -> None:
    """Show what each source really delivers, with the reason in words."""
    from ingest.app import open_app

    with open_app() as app:
        found = app.health()
    rows = [
        plain(h) if as_json
        else {"source_key": h.source_key, "state": h.state, "since": h.since, "reason": h.reason}
        for h in found
    ]  # fmt: skip
    if not emit_rows(rows, ("source_key", "state", "since", "reason"), as_json=as_json):
        raise click.exceptions.Exit(3)


@sources.command()
@click.option("--day", default="", metavar="YYYY-MM-DD", help="One day (UTC) instead of all.")
@click.option("--measure", is_flag=True, help="Measure the last two days first.")
@click.option("--sources", "single", is_flag=True, help="Source by source, of the last 14 days.")
@json_option
def recall(day: str, measure: bool, single: bool, as_json: bool) -> None:
    """Show how much of what a publisher published was found, where two channels can tell.

    A publisher with one channel is compared with what a source of kind gdelt saw, if there is one.
    """
    from ingest.app import open_app

    with open_app() as app:
        if measure:
            app.measure_recall()
        found = app.recall(day)
        if single:
            days = (d for days in app.recall_by_source().values() for d in days)
            found = [each for each in days if not day or each.day == day]
    rows = [
        plain(each) | {"found": each.found} if as_json
        else {"day": each.day, "publisher": each.source_key or each.publisher, "found": each.found,
              "both": each.both, "published": _estimated(each.estimate),
              "between": each.estimate and f"{each.low:.0f}-{each.high:.0f}",
              "recall": _percent(each), "why not": each.reason}
        for each in found
    ]  # fmt: skip
    columns = ("day", "publisher", "recall", "found", "both", "published", "between", "why not")
    if not emit_rows(rows, columns, as_json=as_json):
        raise click.exceptions.Exit(3)


def _estimated(total: float | None) -> str:
    return "" if total is None else f"{total:.0f}"


def _percent(found: RecallDay) -> str:
    """Return the share found with its interval: the more there was, the less of it we have."""
    if found.estimate is None or found.low is None or found.high is None:
        return ""
    low, share, high = (100 * found.found / of for of in (found.high, found.estimate, found.low))
    return f"{min(share, 100):.0f} % ({low:.0f}-{high:.0f})"


@sources.command()
@click.option("--accept", metavar="PUBLISHER", help="Take what its alarms tell for the norm.")
@click.option("--days", is_flag=True, help="Print every day's measures instead of the alarms.")
@json_option
def drift(accept: str | None, days: bool, as_json: bool) -> None:
    """Show publishers whose pages no longer give what they did: a template has changed."""
    from ingest.app import open_app
    from ingest.steps.drift import accept as accept_norm

    with open_app() as app:
        if accept:
            ended = accept_norm(app.store, accept)
            click.echo(f"{ended} alarms of {accept} are the norm from now on", err=True)
            raise click.exceptions.Exit(0 if ended else 3)
        report = app.drift()
    if days:
        rows = [plain(day) for day in report.days]
        columns: tuple[str, ...] = (
            "publisher", "day", "pages", "texts", "length", "noise", "headline", "authors", "date"
        )  # fmt: skip
    else:
        rows = [
            {**plain(alarm), "said": str(alarm.drift),
             "last_good": alarm.good_article or alarm.good_raw,
             "now": alarm.now_article or alarm.now_raw}
            for alarm in report.alarms
        ]  # fmt: skip
        columns = ("said", "last_good", "now")
    if not emit_rows(rows, columns, as_json=as_json):
        raise click.exceptions.Exit(3)


@sources.command("import-opml")
@click.argument("file", type=click.File("rb"))
def import_opml(file: BinaryIO) -> None:
    """Print [[source]] blocks for the feeds of an OPML file, ready for config/sources.local.toml.

    What is configured already, or cannot be fetched, is left out and told on stderr.
    """
    from ingest.opml import from_opml
    from ingest.sources import to_toml

    found = from_opml(file.read(), file.name, _configured())
    click.echo(to_toml(found.sources), nl=False)
    for url in found.refused[:20]:
        warn(f"left out, no address that can be fetched: {url[:200]}")
    warn(
        f"{len(found.sources)} new, {len(found.known)} known already, "
        f"{len(found.refused)} that cannot be fetched"
    )
    raise click.exceptions.Exit(0 if found.sources else 3)


@sources.command("export-opml")
@click.option("--all", "everything", is_flag=True, help="Also those that are switched off.")
def export_opml(everything: bool) -> None:
    """Print the feeds among the sources as OPML."""
    from ingest.opml import to_opml

    click.echo(to_opml(s for s in _configured() if everything or s.enabled), nl=False)


def _configured() -> tuple[Source, ...]:
    from ingest.settings import load_settings
    from ingest.sources import load_sources

    settings = load_settings(os.environ)
    overlay = settings.sources.with_suffix(".local.toml")
    return load_sources(settings.sources, overlay if overlay.exists() else None)


COMMANDS = (sources,)
