"""``topic``: trying the gazetteer."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ingest.cli.output import emit_json, json_option


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
    report = evaluate(loaded, examples)
    if as_json:
        emit_json(report)
        return
    click.echo(
        f"precision {report.precision:.3f}  recall {report.recall:.3f}  F1 {report.f1:.3f}  "
        f"n {len(examples)}  for review {report.reviewed}"
    )
    for mistake in report.mistakes:
        wanted = "on topic" if mistake.labelled.label else "off topic"
        reasons = "; ".join(mistake.relevance.reasons)
        title = mistake.labelled.title or mistake.labelled.text[:60]
        click.echo(
            f"  line {mistake.line}: {wanted}, but {mistake.relevance.judgement} "
            f"({mistake.relevance.score:.1f}): {title} — {reasons}"
        )


COMMANDS = (topic,)
