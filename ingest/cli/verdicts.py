"""``verdict``: an operator's last word on whether two texts are one."""

from __future__ import annotations

import os
from typing import Literal

import click

from ingest.cli.output import emit_json, emit_rows, json_option, plain, talk, warn

reason_option = click.option("--reason", default="", help="Why, in words; kept with the verdict.")
by_option = click.option("--by", default="", help="Who says so; default: the user of this shell.")


@click.group()
def verdict() -> None:
    """Pairs of texts: what an operator decided, and that the detector must respect.

    A and B are ids of articles, or seed:KEY.
    """


@verdict.command()
@click.argument("a")
@click.argument("b")
@reason_option
@by_option
@json_option
def distinct(a: str, b: str, reason: str, by: str, as_json: bool) -> None:
    """Rule that A and B are two texts, however much they share."""
    _rule(a, b, "distinct", reason, by, as_json)


@verdict.command()
@click.argument("a")
@click.argument("b")
@reason_option
@by_option
@json_option
def duplicate(a: str, b: str, reason: str, by: str, as_json: bool) -> None:
    """Rule that A and B are one text, however little they share."""
    _rule(a, b, "duplicate", reason, by, as_json)


@verdict.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List every verdict, the latest first."""
    from dataclasses import asdict

    from ingest.app import open_app

    with open_app() as app, app.store.read() as tx:
        found = tx.verdicts.all()
    rows = [plain(one) if as_json else asdict(one) for one in found]
    if not emit_rows(rows, ("at", "ruling", "a", "b", "by", "reason"), as_json=as_json):
        click.echo("Nobody has ruled on a pair yet.", err=True)
        raise click.exceptions.Exit(3)


@verdict.command()
@click.argument("a")
@click.argument("b")
def withdraw(a: str, b: str) -> None:
    """Take the verdict on A and B back; the texts are compared again."""
    from ingest.app import open_app
    from ingest.steps.verdicts import take_back

    with open_app() as app:
        was_there = take_back(app.store, app.sources, a, b)
    if not was_there:
        warn(f"there is no verdict on {a} and {b}")
        raise click.exceptions.Exit(3)
    talk("Withdrawn.")


def _rule(
    a: str, b: str, ruling: Literal["duplicate", "distinct"], reason: str, by: str, as_json: bool
) -> None:
    from ingest.app import open_app
    from ingest.steps.verdicts import rule

    who = by or os.environ.get("USER", "operator")
    try:
        with open_app() as app:
            relations = rule(app.store, a, b, ruling, reason=reason, by=who)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        emit_json({"a": a, "b": b, "ruling": ruling, "relations": plain(relations)})
        return
    for relation in relations:
        click.echo(f"{relation.a} {relation.kind} {relation.b}: {relation.evidence}")
    if ruling == "distinct":
        click.echo(f"{a} and {b} are told as two texts.")
    elif not relations:
        warn("kept, but not shown: one of the two takes no part in deduplication")


COMMANDS = (verdict,)
