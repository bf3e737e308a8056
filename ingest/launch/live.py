"""A run as it happens: one row per source, redrawn on a terminal, printed once when piped."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from ingest.adapters.store import Store
from ingest.model import Outcome
from ingest.records import SourceProgress

COLUMNS: Mapping[str, frozenset[Outcome]] = {
    "stored": frozenset({Outcome.STORED, Outcome.NEW_VERSION}),
    "duplicate": frozenset({Outcome.DUPLICATE}),
    "review": frozenset({Outcome.REVIEW}),
    "off topic": frozenset({Outcome.OFF_TOPIC}),
    "known": frozenset({Outcome.KNOWN, Outcome.UNCHANGED}),
    "no article": frozenset({Outcome.TEASER, Outcome.EMPTY, Outcome.NOT_ARTICLE}),
    "refused": frozenset({Outcome.ROBOTS, Outcome.BLOCKED, Outcome.GONE}),
    "failed": frozenset({Outcome.FAILED}),
    "later": frozenset({Outcome.DEFERRED}),
}


def watch_run(
    store: Store, run_id: str, console: Console, finished: Callable[[], bool], *, beat: float = 0.5
) -> None:
    """Show *run_id* on *console* until *finished* says so."""
    if not console.is_terminal:
        while not finished():
            time.sleep(beat)
        console.print(progress_table(store, run_id, wide=True))
        return
    with Live(progress_table(store, run_id), console=console, refresh_per_second=4) as live:
        while not finished():
            live.update(progress_table(store, run_id))
            time.sleep(beat)
        live.update(progress_table(store, run_id))


def progress_table(store: Store, run_id: str, *, wide: bool = False) -> Table:
    """Return how far every source has come, and the sum below; *wide*: no heading is broken."""
    with store.read() as tx:
        progress = tx.replay.progress(run_id)
    table = Table(box=None, pad_edge=False, show_footer=len(progress) > 1, header_style="bold")
    totals = [_numbers(p) for p in progress.values()]
    sums = [sum(column) for column in zip(*totals, strict=True)] if totals else []
    table.add_column("source", footer="together", no_wrap=True)
    for index, name in enumerate(("found", "fetched", *COLUMNS)):
        footer = str(sums[index]) if sums else ""
        table.add_column(
            name,
            justify="right",
            footer=footer,
            min_width=len(name if wide else max(name.split(), key=len)),
        )
    if any(one.trouble for one in progress.values()):
        table.add_column("not read because", overflow="ellipsis", no_wrap=True, style="red")
    for key, one in sorted(progress.items()):
        cells = [str(n) if n else "[dim]·[/dim]" for n in _numbers(one)]
        trouble = [escape(one.trouble)] if len(table.columns) > len(cells) + 1 else []
        table.add_row(key, *cells, *trouble)
    return table


def _numbers(one: SourceProgress) -> list[int]:
    outcomes = [sum(one.outcomes.get(o, 0) for o in members) for members in COLUMNS.values()]
    return [one.found, one.fetched, *outcomes]
