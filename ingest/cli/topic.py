"""``topic``: trying the gazetteer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.output import emit_json, json_option

if TYPE_CHECKING:
    from ingest.relevance import Evaluation
    from ingest.steps.reprocess import ReprocessReport


@click.group()
def topic() -> None:
    """The topic: check the file, evaluate it on labelled texts."""


@topic.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def test(file: Path) -> None:
    """Check a topic file: every test line of every entry must hit, every mask must not."""
    from ingest.relevance import check_topic, load_topic

    complaints = check_topic(load_topic(file))
    for complaint in complaints:
        click.echo(complaint)
    if not complaints:
        click.echo("Every line does what it says.", err=True)
    raise click.exceptions.Exit(1 if complaints else 0)


@topic.command("eval")
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--topic", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Topic file; default: the installation's.")  # fmt: skip
@json_option
def evaluate(labels: Path, file: Path | None, as_json: bool) -> None:
    """Measure the topic on LABELS (JSON Lines: title, text, language, label)."""
    from ingest.relevance import evaluate, load_topic, read_labels
    from ingest.settings import load_settings

    loaded = load_topic(file or load_settings(os.environ).config / "topic.toml")
    examples = read_labels(labels)
    if not examples:
        click.echo(f"{labels} holds no labelled text.", err=True)
        raise click.exceptions.Exit(3)
    report = evaluate(loaded, examples)
    if as_json:
        emit_json(report)
        return
    languages = sorted({example.language or "unknown" for example in examples})
    if len(languages) > 1:
        for language in languages:
            mine = [e for e in examples if (e.language or "unknown") == language]
            _tell_measures(language, evaluate(loaded, mine), len(mine))
    _tell_measures("all", report, len(examples))
    for mistake in report.mistakes:
        wanted = "on topic" if mistake.labelled.label else "off topic"
        title = mistake.labelled.title or mistake.labelled.text[:60]
        click.echo(
            f"line {mistake.line}: {wanted}, but {mistake.relevance.judgement} "
            f"({mistake.relevance.score:.2f}): {title}"
        )
        click.echo(f"    {'; '.join(mistake.relevance.reasons)}")


def _tell_measures(name: str, report: Evaluation, n: int) -> None:
    wanted, kept = report.found_right + report.missed, report.found_right + report.found_wrong
    shown = {
        "precision": (report.precision, kept),
        "recall": (report.recall, wanted),
        "F1": (report.f1, wanted and kept),
        "kept or reviewed": (report.seen, wanted),
    }
    measures = "  ".join(
        f"{word} {f'{value:.3f}' if counted else '–':5}" for word, (value, counted) in shown.items()
    )
    click.echo(f"{name:8} n {n:4}  {measures}  for review {report.reviewed}")


@topic.command()
def labels() -> None:
    """Print what operators decided (`wirewatch review`) as JSON Lines, ready for `topic eval`."""
    from ingest.app import open_app
    from ingest.steps.review import exported

    with open_app() as app, app.store.read() as tx:
        decided = tx.labels.latest()
    for one in decided:
        emit_json(exported(one))
    raise click.exceptions.Exit(0 if decided else 3)


@topic.command()
@click.option("--dry-run", is_flag=True, help="Only report what would change.")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
@click.option("--since", metavar="DAY", help="Only what came on or after this day (2026-11-21).")
@click.option("--pages", type=click.IntRange(0), default=2_000, show_default=True,
              help="Off-topic pages to read again, newest first.")  # fmt: skip
@json_option
def rescore(dry_run: bool, yes: bool, since: str | None, pages: int, as_json: bool) -> None:
    """Judge history by the topic as it is now: stored articles, and pages that were off topic.

    The differences are shown before anything is written. Operators' decisions stay.
    """
    import sys
    from functools import partial

    from ingest.app import day, open_app
    from ingest.cli.output import progress_line
    from ingest.steps.rescore import rescore

    with open_app() as app, progress_line("articles") as said:
        again = partial(
            rescore, app.store, app.archive, app.rulebook, app.sources,
            since=day(since), pages=pages, now=app.now(), progress=said,
        )  # fmt: skip
        is_watched = sys.stdin.isatty() and not yes
        if dry_run or is_watched:
            _tell(again(dry_run=True), as_json)
        if dry_run or (is_watched and not click.confirm("Write this?", err=True)):
            return
        report = again(dry_run=False)
        if not is_watched:
            _tell(report, as_json)


def _tell(report: ReprocessReport, as_json: bool) -> None:
    if as_json:
        emit_json(report.as_json())
        return
    click.echo(f"{report.articles} articles and {report.pages} off-topic pages judged again")
    for change, n in report.counts.most_common():
        click.echo(f"  {n:6} {change}")
    for sample in report.samples:
        click.echo(f"  {sample['change']}: {sample['url']}\n      {sample['detail']}")


COMMANDS = (topic,)
