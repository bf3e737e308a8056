"""Airflow's processes: started in order, watched, and stopped so that none is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ingest.errors import LaunchError

STOP_SECONDS = 20.0  # Airflow needs 5 to 14 s for a clean stop on a busy machine


def airflow(*arguments: str) -> list[str]:
    """Return the command line of an Airflow command in this very Python."""
    return [sys.executable, "-m", "airflow", *arguments]


@dataclass(slots=True)
class Services:
    """The processes of one start. ``folder`` takes a log file of each and the list of their ids."""

    folder: Path
    environment: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def register(self) -> Path:
        """The file that says which processes this installation has running."""
        return self.folder / "processes.json"

    def run(self, name: str, command: Sequence[str]) -> None:
        """Run *command* to its end, output to a log file. Raises ``LaunchError`` if it fails."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            done = subprocess.run(  # noqa: S603  our own command line
                command, env=dict(self.environment), stdout=output, stderr=output, check=False
            )
        if done.returncode:
            raise LaunchError(
                name, f"failed with code {done.returncode}; the end of {log}:\n{_tail(log)}"
            )

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start *command* in a session of its own, output to a log file."""
        with (self.folder / f"{name}.log").open("ab") as output:
            self.processes[name] = subprocess.Popen(  # noqa: S603  our own command line
                command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._write_register()

    def check(self) -> None:
        """Raise ``LaunchError`` when a process has ended that should be running."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                log = self.folder / f"{name}.log"
                raise LaunchError(
                    name, f"stopped with code {process.returncode}; the end of {log}:\n{_tail(log)}"
                )

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """End every process and everything it started; returns when none is left."""
        running = {n: p for n, p in self.processes.items() if p.poll() is None}
        families = {n: _family(p.pid) for n, p in running.items()}
        for process in reversed(running.values()):
            process.terminate()
        deadline = time.monotonic() + patience
        for process in running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        left = [member for family in families.values() for member in family if member.is_running()]
        for member in left:
            _kill(member)
        psutil.wait_procs(left, timeout=5)
        self.processes.clear()
        self.register.unlink(missing_ok=True)

    def _write_register(self) -> None:
        entries = {
            name: {"pid": p.pid, "started": psutil.Process(p.pid).create_time()}
            for name, p in self.processes.items()
            if p.poll() is None
        }
        entries["launcher"] = {"pid": os.getpid(), "started": psutil.Process().create_time()}
        self.register.write_text(json.dumps(entries))


def leftovers(register: Path) -> dict[str, psutil.Process]:
    """Return the processes of an earlier start that still run, by name.

    A process counts only if its start time is the recorded one: ids are used again.
    """
    try:
        entries = json.loads(register.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    alive = {}
    for name, entry in entries.items():
        try:
            process = psutil.Process(entry["pid"])
            if abs(process.create_time() - entry["started"]) < 1:
                alive[name] = process
        except psutil.NoSuchProcess:
            continue
    return alive


def end(processes: Mapping[str, psutil.Process]) -> None:
    """End *processes* and all their children, politely first."""
    members = [m for p in processes.values() for m in (p, *_family(p.pid))]
    for process in processes.values():
        process.terminate()
    _, alive = psutil.wait_procs(members, timeout=STOP_SECONDS)
    for process in alive:
        _kill(process)


def _family(pid: int) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-lines:])
