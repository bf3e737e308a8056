"""``lineage``, ``compare``: who had a text first, and what two texts share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ingest.cli.output import console, emit_json, json_option, plain

if TYPE_CHECKING:
    from datetime import timedelta

    from ingest.dedupe import Member, Passage


@click.command()
@click.argument("ref", metavar="ID")
@json_option
def lineage(ref: str, as_json: bool) -> None:
    """Show who had the text of ID first, how long each copy took, and what it added or dropped."""
    from ingest.app import open_app
    from ingest.steps.lineage import lineage_of

    with open_app() as app, app.store.read() as tx:
        way, members = lineage_of(tx, ref)
    first = members[way.original]  # of a seed there may be only the fingerprint
    steps = [
        {"ref": step.ref, "publisher": step.publisher, "seconds": step.delay.total_seconds(),
         "published": members[step.ref].since[0],
         "added": step.added if first.text else None,
         "dropped": step.dropped if first.text else None}
        for step in way.steps
    ]  # fmt: skip
    if as_json:
        emit_json({"original": way.original, "publisher": way.publisher, "agency": way.agency,
                   "published": first.since[0], "steps": steps})  # fmt: skip
    else:
        credit = f", credits {way.agency}" if way.agency else ""
        click.echo(f"{first.since[0]:%Y-%m-%d %H:%M} UTC  {way.publisher}  {way.original}{credit}")
        for step in way.steps:
            click.echo(f"{_delay(step.delay):>16}  {step.publisher}  {step.ref}")
            if not first.text:
                click.echo(f"{'':16}  (of {way.original} only the fingerprint is known)")
                continue
            for mark, pieces in (("+", step.added), ("-", step.dropped)):
                for piece in pieces:
                    click.echo(f"{'':16}  {mark} {_one_line(piece)}")
    raise click.exceptions.Exit(0 if way.steps else 3)


@click.command()
@click.argument("a")
@click.argument("b")
@json_option
def compare(a: str, b: str, as_json: bool) -> None:
    """Show the passages that A and B share side by side, and what only one of them has.

    A and B are ids of articles, or seed:KEY. The earlier text is on the left.
    """
    from ingest.app import open_app
    from ingest.dedupe import shared_passages
    from ingest.steps.lineage import member

    with open_app() as app, app.store.read() as tx:
        left, right = sorted((member(tx, a), member(tx, b)), key=lambda one: one.since)
        relations = [r for r in tx.texts.relations_of(a) if b in (r.a, r.b)]
        ruling = tx.verdicts.get(a, b)
    passages = shared_passages(left.text, right.text)
    rows = [
        (left.text[p.start_a : p.end_a], right.text[p.start_b : p.end_b], p.words) for p in passages
    ]
    if as_json:
        emit_json({"left": left.ref, "right": right.ref, "relations": plain(relations),
                   "verdict": plain(ruling), "words": sum(p.words for p in passages),
                   "passages": [{"left": one, "right": two, "words": words}
                                for one, two, words in rows]})  # fmt: skip
    else:
        for relation in relations:
            click.echo(f"{relation.a} {relation.kind} {relation.b}: {relation.evidence}")
        if ruling:
            click.echo(f"ruled {ruling.ruling} by {ruling.by}: {ruling.reason}")
        _side_by_side(left, right, passages)
    raise click.exceptions.Exit(0 if passages else 3)


def _side_by_side(left: Member, right: Member, passages: tuple[Passage, ...]) -> None:
    """Write what is shared (=) in the order of the left text, then what only one of them has (<, >)."""
    from ingest.dedupe.lineage import outside

    shared = [
        (f"= {p.words}", left.text[p.start_a : p.end_a], right.text[p.start_b : p.end_b])
        for p in passages
    ]
    only = [
        ("<", piece, "") for piece in outside(left.text, [(p.start_a, p.end_a) for p in passages])
    ]
    only += [
        (">", "", piece) for piece in outside(right.text, [(p.start_b, p.end_b) for p in passages])
    ]
    heads = [f"{one.ref} {one.publisher} {one.since[0]:%Y-%m-%d %H:%M}" for one in (left, right)]
    if not sys.stdout.isatty():
        for mark, *texts in [("", *heads), *shared, *only]:
            click.echo("\t".join((mark, *map(_one_line, texts))))
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    table.add_column("", style="dim", no_wrap=True)
    for head in heads:
        table.add_column(escape(head), ratio=1, overflow="fold")
    for mark, one, two in shared:
        table.add_row(mark, escape(_one_line(one)), escape(_one_line(two)))
    for mark, one, two in only:
        table.add_row(mark, escape(_one_line(one)), escape(_one_line(two)), style="yellow")
    console(stderr=False).print(table)


def _delay(delay: timedelta) -> str:
    """Return a span of time in words: ``+ 2 h 05 min``."""
    minutes = round(delay.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"+ {days} d {hours} h"
    return f"+ {hours} h {minutes:02} min" if hours else f"+ {minutes} min"


def _one_line(text: str) -> str:
    return " ".join(text.split())


COMMANDS = (lineage, compare)
