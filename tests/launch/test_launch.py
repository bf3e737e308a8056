"""What can stand in the way of a start, and what a start leaves behind: real ports, real processes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from ingest.errors import LaunchError
from ingest.launch.checks import check_disk, check_port, check_python
from ingest.launch.environment import PASSWORD_FILE, airflow_environment, ensure_password
from ingest.launch.services import Services, end, leftovers
from ingest.launch.up import any_source_answers, up
from ingest.settings import load_settings

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "time.sleep(60)",
]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(folder=tmp_path, environment=dict(os.environ))


@pytest.mark.parametrize("version", [(3, 10), (3, 15), (2, 7)], ids=str)
def test_a_wrong_python_is_named(version: tuple[int, int]) -> None:
    with pytest.raises(LaunchError, match=rf"Python {version[0]}\.{version[1]}"):
        check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)], ids=str)
def test_a_right_python_passes(version: tuple[int, int]) -> None:
    check_python(version)


def test_a_taken_port_is_refused_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LaunchError, match=rf"port {port}: .*PORT={port + 1}"):
            check_port(port)
    check_port(port)


def test_a_full_disk_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(LaunchError, match="MB free"):
        check_disk(tmp_path, needed=2**62)


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LaunchError, match="cannot be written"):
        check_disk(tmp_path / "file" / "home")


def test_what_the_user_has_set_wins(tmp_path: Path) -> None:
    made = airflow_environment({"AIRFLOW__CORE__PARALLELISM": "3"}, home=tmp_path, port=8123)
    assert made["AIRFLOW__CORE__PARALLELISM"] == "3"
    assert made["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert made["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://127.0.0.1:8123/execution/"


def test_the_password_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    environment = airflow_environment({}, home=tmp_path, port=8123)
    first = ensure_password(environment)
    file = tmp_path / PASSWORD_FILE
    assert json.loads(file.read_text())["admin"] == first
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    assert ensure_password(environment) == first
    assert file.stat().st_mode & 0o077 == 0


def test_a_stop_ends_even_what_does_not_listen(services: Services) -> None:
    services.start("stubborn", STUBBORN)
    family = services.processes["stubborn"]
    deadline = time.monotonic() + 20
    while not psutil.Process(family.pid).children() and time.monotonic() < deadline:
        time.sleep(0.05)
    members = [psutil.Process(family.pid), *psutil.Process(family.pid).children()]
    assert len(members) == 2
    services.stop(patience=0.5)
    assert [m for m in members if m.is_running() and m.status() != psutil.STATUS_ZOMBIE] == []
    assert not services.register.exists()


def test_a_process_that_died_is_named_with_the_end_of_its_log(services: Services) -> None:
    services.start(
        "short", [sys.executable, "-c", "print('no room', flush=True); raise SystemExit(7)"]
    )
    services.processes["short"].wait(20)
    with pytest.raises(LaunchError, match=r"short: stopped with code 7(.|\n)*no room"):
        services.check()


def test_a_failed_preparation_is_named_with_the_end_of_its_log(services: Services) -> None:
    with pytest.raises(LaunchError, match=r"migrate: failed with code 3(.|\n)*broken"):
        services.run("migrate", [sys.executable, "-c", "print('broken'); raise SystemExit(3)"])


def test_leftovers_of_a_cut_off_start_are_found_and_ended(services: Services) -> None:
    services.start("sleeper", SLEEP)
    found = leftovers(services.register)
    assert set(found) == {"sleeper", "launcher"}
    end({"sleeper": found["sleeper"]})
    services.processes["sleeper"].wait(5)
    assert set(leftovers(services.register)) == {"launcher"}


def test_a_recycled_process_id_is_not_taken_for_ours(tmp_path: Path) -> None:
    register = tmp_path / "processes.json"
    register.write_text(json.dumps({"api": {"pid": os.getpid(), "started": 1.0}}))
    assert leftovers(register) == {}


def test_a_damaged_register_is_no_obstacle(tmp_path: Path) -> None:
    register = tmp_path / "processes.json"
    register.write_text("{half")
    assert leftovers(register) == {}


def test_a_second_start_is_refused(tmp_path: Path) -> None:
    airflow_home = tmp_path / "airflow"
    airflow_home.mkdir()
    with subprocess.Popen(SLEEP) as other:
        started = psutil.Process(other.pid).create_time()
        register = {"scheduler": {"pid": other.pid, "started": started}}
        (airflow_home / "processes.json").write_text(json.dumps(register))
        sources = tmp_path / "sources.toml"
        with socket.create_server(("127.0.0.1", 0)) as server:
            sources.write_text(SOURCE.format(port=server.getsockname()[1]))
            environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_SOURCES": str(sources)}
            with pytest.raises(LaunchError, match="wirewatch down"):
                up(environ, Console(quiet=True), port=1)
        other.kill()


SOURCE = """
[[source]]
key = "here"
name = "Here"
publisher = "here"
country = "GB"
language = "en"
group = "west"
kind = "rss"
url = "http://127.0.0.1:{port}/feed"
"""


def test_offline_is_noticed(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        sources.write_text(SOURCE.format(port=port))
        settings = load_settings(
            {"WIREWATCH_SOURCES": str(sources), "WIREWATCH_HOME": str(tmp_path)}
        )
        assert any_source_answers(settings)
    assert not any_source_answers(settings)
