"""The whole start, step by step, each said on the terminal as it happens."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console

from ingest.adapters.store import Store, migrate, open_store
from ingest.errors import LaunchError
from ingest.launch.api import AirflowApi
from ingest.launch.checks import check_disk, check_port, check_python
from ingest.launch.environment import ADMIN, airflow_environment, ensure_password
from ingest.launch.live import watch_run
from ingest.launch.services import Services, airflow, end, leftovers
from ingest.settings import ROOT, Settings, load_settings
from ingest.sources import load_sources

READY_SECONDS = 180.0  # a cold start took 36 s on an idle two-core machine
FIRST_RUN_SECONDS = 900.0
PROBE_SECONDS = 10.0
DEMO_HOME = ROOT / ".wirewatch" / "demo"
DEMO_MINUTES = 24 * 60
INGEST = "news_ingest"


@dataclass(slots=True)
class StopFlag:
    """Set by SIGINT and SIGTERM; every wait looks at it."""

    raised: bool = False
    _before: dict[signal.Signals, Any] = field(default_factory=dict)

    @contextmanager
    def installed(self) -> Iterator[StopFlag]:
        """Catch both signals for the time of the block."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._before[number] = signal.signal(number, self._raise)
        try:
            yield self
        finally:
            for number, handler in self._before.items():
                signal.signal(number, handler)

    def _raise(self, _number: int, _frame: FrameType | None) -> None:
        self.raised = True

    def wait(self, seconds: float) -> bool:
        """Wait at most *seconds*; return whether the flag is up."""
        deadline = time.monotonic() + seconds
        while not self.raised and time.monotonic() < deadline:
            time.sleep(min(0.1, seconds))
        return self.raised


def up(
    environ: Mapping[str, str],
    console: Console,
    *,
    port: int = 8080,
    demo: bool = False,
    once: bool = False,
) -> int:
    """Start Wirewatch, show its first run, keep it running until a signal; return the exit code.

    *demo* asks for the built-in newsroom; without it, it is used only when no source can be reached.
    *once* stops after the first run. Raises ``LaunchError`` in one sentence when the start fails.
    """
    check_python()
    settings = load_settings(environ)
    check_disk(settings.home)
    if not demo:
        console.print("Looking for the configured sources …")
        demo = not any_source_answers(settings)
        if demo:
            console.print(
                "[yellow]Not one source can be reached from here: continuing offline with the "
                "built-in newsroom (a store of its own, nothing real in it).[/yellow]"
            )
    with StopFlag().installed() as stop:
        return _start(dict(environ), console, port, demo, once, stop)


def _start(
    environ: dict[str, str], console: Console, port: int, demo: bool, once: bool, stop: StopFlag
) -> int:
    if demo:
        environ |= demo_environment()
    settings = load_settings(environ)
    airflow_home = Path(environ.get("AIRFLOW_HOME") or settings.home / "airflow")
    environment = airflow_environment(environ, home=airflow_home, port=port)
    services = Services(folder=airflow_home, environment=environment)
    _refuse_second_start(services)
    check_port(port)
    if demo:
        shutil.rmtree(settings.home, ignore_errors=True)  # every demo starts from nothing
    airflow_home.mkdir(parents=True, exist_ok=True)
    mark = "[black on yellow] OFFLINE DEMO [/] " if demo else ""
    try:
        if demo:
            console.print(f"{mark}Opening the newsroom …")
            environment["WIREWATCH_ALLOW_PRIVATE"] = _start_newsroom(services, settings, stop)
        console.print("Preparing the store …")
        migrate(settings.store_url)
        password = ensure_password(environment)
        api = AirflowApi(url=f"http://127.0.0.1:{port}", user=ADMIN, password=password)
        _start_airflow(services, api, console, stop)
        if stop.raised:
            return _stopped(console)
        address = environment["AIRFLOW__API__BASE_URL"]
        console.print(
            f"{mark}[bold green]Airflow is up:[/] {address}   login [bold]{ADMIN}[/] / [bold]{password}[/]"
        )
        store = open_store(settings.store_url)
        try:
            ok = _first_run(services, api, store, console, stop)
        finally:
            store.close()
        if not stop.raised:
            _say_what_next(console, address, demo, once)
        while not once and not stop.wait(0.5):
            services.check()
        return 0 if ok or stop.raised else 1
    finally:
        if services.processes:
            console.print("Stopping …")
            services.stop()
            console.print("Stopped, nothing left running.")


def _refuse_second_start(services: Services) -> None:
    alive = leftovers(services.register)
    if "launcher" in alive:
        raise LaunchError(
            str(services.folder),
            f"Wirewatch already runs from here (process {alive['launcher'].pid}): use it, or end it "
            "with `wirewatch down`",
        )
    if alive:
        ids = ", ".join(f"{name} {p.pid}" for name, p in alive.items())
        raise LaunchError(
            str(services.folder),
            f"an earlier start was cut off and left processes running ({ids}): end them with "
            "`wirewatch down`, then start again",
        )


def down(environ: Mapping[str, str]) -> list[str]:
    """End what a start of this installation, or of its demo, has running; return the names."""
    ended = []
    for home in {load_settings(environ).home, DEMO_HOME}:
        register = home / "airflow" / "processes.json"
        alive = leftovers(register)
        launcher = alive.pop("launcher", None)
        if launcher:
            launcher.terminate()
            launcher.wait(60)
            ended.append("launcher")
        end(alive)
        ended += alive
        register.unlink(missing_ok=True)
    return ended


def _start_airflow(services: Services, api: AirflowApi, console: Console, stop: StopFlag) -> None:
    console.print("Preparing Airflow's database …")
    services.run("db-migrate", airflow("db", "migrate"))
    console.print("Starting Airflow …")
    services.start("api-server", airflow("api-server"))
    services.start("dag-processor", airflow("dag-processor"))
    services.start("triggerer", airflow("triggerer", "--skip-serve-logs"))
    _wait(lambda: api.version() is not None, "Airflow's API", services, stop)
    # Only now: a scheduler that starts tasks before the API answers fails every first run.
    services.start("scheduler", airflow("scheduler", "--skip-serve-logs"))


def _first_run(
    services: Services, api: AirflowApi, store: Store, console: Console, stop: StopFlag
) -> bool:
    console.print(f"Waiting for the first run of {INGEST} …")
    _wait(lambda: INGEST in api.dags() or bool(api.import_errors()), "the DAGs", services, stop)
    if errors := api.import_errors():
        raise LaunchError("dags", "a DAG file cannot be read:\n" + "\n".join(errors))
    _wait(lambda: api.latest_run(INGEST) is not None, f"a run of {INGEST}", services, stop)
    latest = api.latest_run(INGEST)
    if stop.raised or latest is None:
        return False
    run_id = latest[0]
    deadline = time.monotonic() + FIRST_RUN_SECONDS
    asked, state = 0.0, ""

    def finished() -> bool:
        nonlocal asked, state
        services.check()
        if time.monotonic() - asked > 2:
            asked, state = time.monotonic(), api.run_state(INGEST, run_id) or state
        return stop.raised or state in ("success", "failed") or time.monotonic() > deadline

    watch_run(store, run_id, console, finished)
    if state == "failed":
        console.print(
            "[red]The run ended red:[/] a source could not be read, or a step failed. Open the run in "
            "the UI; what was read is stored all the same."
        )
    return state == "success"


def _wait(condition: Callable[[], bool], what: str, services: Services, stop: StopFlag) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not stop.raised and not condition():
        services.check()
        if time.monotonic() > deadline:
            raise LaunchError(
                what, f"did not appear within {READY_SECONDS:.0f} s; logs: {services.folder}"
            )
        stop.wait(0.3)


def _say_what_next(console: Console, address: str, demo: bool, once: bool) -> None:
    own_home = "WIREWATCH_HOME=.wirewatch/demo " if demo else ""
    lines = [
        "",
        "[bold]What next[/]",
        f"  the pages          {address}/plugin/wirewatch",
        f"  the articles       {own_home}.venv/bin/wirewatch articles",
        "  a daily mail       set recipients in config/wirewatch.toml",
        "  one more source    one block in config/sources.toml",
    ]
    if not once:
        lines.append("  stop               Ctrl-C (the next run comes by itself, every 15 minutes)")
    console.print("\n".join(lines))


def _stopped(console: Console) -> int:
    console.print("Start cut short.")
    return 130


# ── online or not ────────────────────────────────────────────────────────────────────────────


def any_source_answers(settings: Settings) -> bool:
    """Return whether a connection to at least one enabled source's host can be opened."""
    hosts = {
        (urlsplit(c.url).hostname or "", urlsplit(c.url).port or 443)
        for source in load_sources(settings.sources, None)
        if source.enabled
        for c in source.channels[:1]
        if c.url.startswith("http")
    }
    return asyncio.run(_any_opens(sorted(hosts)))


async def _any_opens(hosts: list[tuple[str, int]]) -> bool:
    async def opens(host: str, port: int) -> bool:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            return False
        writer.close()
        return True

    tasks = [asyncio.create_task(opens(host, port)) for host, port in hosts]
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            for done in asyncio.as_completed(tasks):
                if await done:
                    return True
    except TimeoutError:
        return False
    finally:
        for task in tasks:
            task.cancel()
    return False


# ── the newsroom ─────────────────────────────────────────────────────────────────────────────


def demo_environment() -> dict[str, str]:
    """Return the settings under which everything comes from the newsroom and goes to its own store."""
    return {
        "WIREWATCH_HOME": str(DEMO_HOME),
        "WIREWATCH_SOURCES": str(DEMO_HOME / "sources.toml"),
        "WIREWATCH_DEMO": "1",
        "WIREWATCH_MIN_DELAY": "0.05",
        "WIREWATCH_FEED_DEADLINE": "5",
        "WIREWATCH_STORE_URL": f"sqlite:///{DEMO_HOME}/store.db",
        "WIREWATCH_ARCHIVE_URL": f"file://{DEMO_HOME}/pages",
        "WIREWATCH_EXPORT": str(DEMO_HOME / "export"),
        "AIRFLOW_HOME": str(DEMO_HOME / "airflow"),
    }


def _start_newsroom(services: Services, settings: Settings, stop: StopFlag) -> str:
    """Start the newsroom and return its hosts, as the setting that allows them."""
    command = [sys.executable, "-m", "newsroom", "--port", "0", "--minutes", str(DEMO_MINUTES)]
    services.start("newsroom", [*command, "--write-sources", str(settings.sources)])
    _wait(settings.sources.exists, "the newsroom", services, stop)
    sources = load_sources(settings.sources, None)
    return ",".join(sorted({urlsplit(c.url).netloc for s in sources for c in s.channels}))
