"""How every command speaks: data on stdout, talk on stderr, JSON when asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Machine-readable output (JSON, one value a line)."
)


def talk(message: str) -> None:
    """Say something to the person, not to the pipe; silent when nobody watches."""
    if sys.stderr.isatty():
        click.echo(message, err=True)


def warn(message: str) -> None:
    """Say something the person has to know, even when piped."""
    click.echo(f"wirewatch: {message}", err=True)


def emit_json(value: object) -> None:
    """Write *value* as one line of JSON."""
    click.echo(json.dumps(plain(value), ensure_ascii=False))


def emit_rows(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str], *, as_json: bool
) -> int:
    """Write *rows* as JSON Lines or as an aligned table; return how many there were."""
    collected = list(rows)
    if as_json:
        for row in collected:
            emit_json(row)
    elif collected:
        if sys.stdout.isatty():
            _table(collected, columns)
        else:
            for row in collected:
                click.echo("\t".join(_cell(row.get(c)) for c in columns))
    return len(collected)


@contextmanager
def progress_line(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows (done, all) in one line, to a person only."""

    def show(done: int, everything: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {everything} {what}", nl=False, err=True)

    yield show
    if sys.stderr.isatty():
        click.echo("", err=True)


def console(*, stderr: bool = True) -> Console:
    """Return a rich console; on stderr unless the output is the data itself.

    Piped, it is wide: lines are cut by whoever reads them, not by a terminal that is not there.
    """
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    return made if made.is_terminal else Console(stderr=stderr, highlight=False, width=200)


def plain(value: object) -> Any:
    """Return *value* as JSON can say it: dataclasses as objects, times as ISO 8601, sets as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if hasattr(value, "model_dump"):  # a block of a file
        return plain(value.model_dump())
    if isinstance(value, Mapping):
        return {str(plain(k)): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%MZ")  # all our times are UTC; a reader should know
    return str(plain(value)).replace("\t", " ").replace("\n", " ")


_SHORT = 19  # characters: a moment, an id, a key, a number; broken in two nobody can copy it


def _table(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> None:
    from rich.table import Table

    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, column in zip(columns, zip(*cells, strict=True), strict=True):
        is_short = max(map(len, column)) <= _SHORT
        table.add_column(name.replace("_", " "), overflow="fold", no_wrap=is_short)
    for row in cells:
        table.add_row(*row)
    console(stderr=False).print(table, markup=False)
