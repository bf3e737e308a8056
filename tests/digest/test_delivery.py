"""One mail a reader, whatever breaks: real SMTP servers on loopback, real processes, some killed."""

from __future__ import annotations

import email
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ingest.adapters.mail import Server, hand_over
from ingest.adapters.store import Store
from ingest.cli import main
from ingest.errors import MailError, MailRefused
from ingest.settings import DigestBlock
from ingest.sources import to_toml
from ingest.steps.delivery import HOPELESS, deliver, fail_undelivered, undelivered
from ingest.steps.digest import select_digest
from tests.digest.conftest import Clock, article, keep, source

ANN, BO, CY = "ann@example.org", "bo@example.org", "cy@example.org"
SETTINGS = DigestBlock(sender="digest@example.net")
ROOT = Path(__file__).resolve().parents[2]


class Desk:
    """A mail server that can be told to be difficult."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.greylists: set[str] = set()
        self.refuses: set[str] = set()
        self.drops_at_rcpt: set[str] = set()
        self.drops_after_data: set[str] = set()

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refuses:
            return "550 no such mailbox"
        if address in self.greylists:
            self.greylists.discard(address)
            return "451 try again in a minute"
        if address in self.drops_at_rcpt:
            self.drops_at_rcpt.discard(address)
            hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        message = email.message_from_bytes(envelope.content or b"", policy=default)
        self.taken.append(message)  # type: ignore[arg-type]
        if envelope.rcpt_tos[0] in self.drops_after_data:
            hang_up(server)
        return "250 OK"

    @property
    def got(self) -> Counter[str]:
        return Counter(str(message["To"]) for message in self.taken)


def hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def desk(port: int) -> Iterator[Desk]:
    handler = Desk()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def digest_id(store: Store, clock: Clock) -> str:
    keep(store, article("alpha"))
    run = select_digest(store, {"alpha": source("alpha")}, SETTINGS, clock(), demo=False)
    return run.id


def send(store: Store, digest_id: str, port: int, *recipients: str) -> dict[str, int]:
    server = Server(host="127.0.0.1", port=port)
    return deliver(store, digest_id, recipients, SETTINGS, partial(hand_over, server))


def states(store: Store, digest_id: str) -> dict[str, str]:
    with store.read() as tx:
        return {d.recipient: d.state for d in tx.digests.deliveries(digest_id)}


def test_everyone_gets_one_and_nobody_a_second(
    store: Store, digest_id: str, desk: Desk, port: int
) -> None:
    assert send(store, digest_id, port, ANN, BO, "ANN@example.org") == {"sent": 2}
    assert send(store, digest_id, port, ANN, BO) == {"already": 2}
    assert desk.got == {ANN: 1, BO: 1}
    fail_undelivered(store, digest_id, [ANN, BO])
    with store.read() as tx:
        assert tx.digests.get(digest_id).state == "done"


def test_a_greylisted_mail_goes_out_with_the_next_try_as_the_same_mail(
    store: Store, digest_id: str, desk: Desk, port: int, clock: Clock
) -> None:
    desk.greylists = {BO}
    assert send(store, digest_id, port, ANN, BO) == {"sent": 1, "failed": 1}
    with pytest.raises(MailError, match=r"bo@example.org \(451 .*the next try sends it") as red:
        fail_undelivered(store, digest_id, [ANN, BO])
    assert not isinstance(red.value, MailRefused)
    clock.advance(hours=2)
    assert send(store, digest_id, port, ANN, BO) == {"already": 1, "sent": 1}
    assert desk.got == {ANN: 1, BO: 1}
    ann, bo = desk.taken
    assert ann["Date"] == bo["Date"]
    assert ann["Message-ID"] != bo["Message-ID"]


def test_what_breaks_before_the_text_is_repeated_as_the_same_mail(
    store: Store, digest_id: str, desk: Desk, port: int, clock: Clock
) -> None:
    desk.drops_at_rcpt = {ANN}
    assert send(store, digest_id, port, ANN) == {"failed": 1}
    clock.advance(hours=2)
    assert send(store, digest_id, port, ANN) == {"sent": 1}
    assert desk.got == {ANN: 1}


def test_what_breaks_after_the_text_is_never_repeated_by_itself(
    store: Store, digest_id: str, desk: Desk, port: int, clock: Clock
) -> None:
    desk.drops_after_data = {ANN}
    assert send(store, digest_id, port, ANN, BO) == {"unknown": 1, "sent": 1}
    assert send(store, digest_id, port, ANN, BO) == {"already": 2}
    assert desk.got == {ANN: 1, BO: 1}
    with pytest.raises(MailRefused, match=r"1 of 2 have not got it: ann@.*may have arrived"):
        fail_undelivered(store, digest_id, [ANN, BO])

    desk.drops_after_data = set()
    clock.advance(hours=2)
    with store.write() as tx:
        tx.digests.release(digest_id, ANN)
    assert send(store, digest_id, port, ANN, BO) == {"sent": 1, "already": 1}
    first, _, second = desk.taken
    assert (first["Message-ID"], first["Date"]) == (second["Message-ID"], second["Date"])
    fail_undelivered(store, digest_id, [ANN, BO])


def test_a_refused_mailbox_stays_red_and_is_not_tried_again(
    store: Store, digest_id: str, desk: Desk, port: int
) -> None:
    desk.refuses = {ANN}
    assert send(store, digest_id, port, ANN, BO, "no address") == {"refused": 2, "sent": 1}
    with pytest.raises(MailRefused, match=r"2 of 3 .*ann@example.org \(refused for good: 550"):
        fail_undelivered(store, digest_id, [ANN, BO, "no address"])
    assert send(store, digest_id, port, ANN, BO) == {"already": 2}


def test_nobody_there_loses_nothing(store: Store, digest_id: str, port: int) -> None:
    readers = [f"reader{n}@example.org" for n in range(HOPELESS + 4)]
    assert send(store, digest_id, port, *readers) == {"failed": HOPELESS, "waiting": 4}
    with pytest.raises(MailError, match=r"127.0.0.1:\d+ cannot be reached") as red:
        fail_undelivered(store, digest_id, readers)
    assert not isinstance(red.value, MailRefused)
    assert len(undelivered(store, digest_id, readers)) == len(readers)

    handler = Desk()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        assert send(store, digest_id, port, *readers) == {"sent": len(readers)}
    finally:
        controller.stop()
    assert handler.got == dict.fromkeys(readers, 1)


WORKER = """
import os, signal, sys
from functools import partial
from ingest.adapters.mail import Server, hand_over
from ingest.adapters.store import open_store
from ingest.settings import DigestBlock
from ingest.sources import to_toml
from ingest.steps.delivery import deliver

url, digest_id, port, die, *recipients = sys.argv[1:]

def send(message):
    handed = hand_over(Server(host="127.0.0.1", port=int(port)), message)
    if die == "after-sending":
        os.kill(os.getpid(), signal.SIGKILL)
    return handed

with open_store(url) as store:
    deliver(store, digest_id, recipients, DigestBlock(sender="digest@example.net"), send)
"""


def worker(
    store_url: str, digest_id: str, port: int, die: str, *to: str
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, store_url, digest_id, str(port), die, *to],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_worker_killed_between_sending_and_marking_sends_nothing_twice(
    store: Store, store_url: str, digest_id: str, desk: Desk, port: int
) -> None:
    dead = worker(store_url, digest_id, port, "after-sending", ANN, BO)
    assert dead.wait(60) == -signal.SIGKILL
    assert desk.got == {ANN: 1}
    assert states(store, digest_id) == {ANN: "claimed"}

    assert send(store, digest_id, port, ANN, BO) == {"sent": 1, "already": 1}
    assert desk.got == {ANN: 1, BO: 1}
    with pytest.raises(MailError, match=r"ann@example.org \(in work since .*its sender died"):
        fail_undelivered(store, digest_id, [ANN, BO])


def test_two_workers_at_once_send_one_mail_a_reader(
    store: Store, store_url: str, digest_id: str, desk: Desk, port: int
) -> None:
    readers = [f"reader{n}@example.org" for n in range(12)]
    both = [worker(store_url, digest_id, port, "no", *readers) for _ in range(2)]
    assert [one.wait(120) for one in both] == [0, 0]
    assert desk.got == dict.fromkeys(readers, 1)
    fail_undelivered(store, digest_id, readers)


# ── the command ──────────────────────────────────────────────────────────────────────────────


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def wirewatch(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command in an installation of its own: give it words, get exit code, stdout and stderr."""
    sources = tmp_path / "sources.toml"
    sources.write_text(to_toml([source("alpha", group="own")]), "utf-8")
    monkeypatch.setenv("WIREWATCH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WIREWATCH_SOURCES", str(sources))
    monkeypatch.setenv("WIREWATCH_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("WIREWATCH_RECIPIENTS", f"{ANN} {BO}")

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wirewatch", *words])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_the_command_says_how_it_went(wirewatch: Command, desk: Desk) -> None:
    desk.refuses = {BO}
    assert wirewatch("digest", "deliveries")[0] == 3
    code, said, trouble = wirewatch("digest", "send")
    assert (code, said) == (4, "sent 1  refused 1\n")
    assert "bo@example.org has not got it: refused for good: 550" in trouble

    desk.refuses = set()
    assert wirewatch("digest", "release", BO)[0] == 0
    assert wirewatch("digest", "release", ANN)[0] == 1
    assert wirewatch("digest", "release", CY)[0] == 3
    assert wirewatch("digest", "send")[:2] == (0, "already 1  sent 1\n")
    assert desk.got == {ANN: 1, BO: 1}
    code, said, _ = wirewatch("digest", "deliveries", "--json")
    assert (code, said.count('"state": "sent"')) == (0, 2)
    assert wirewatch("digest", "deliveries", "--day", "1999-01-01")[0] == 3


def test_the_command_fails_when_the_server_is_not_there(wirewatch: Command) -> None:
    code, said, trouble = wirewatch("digest", "send", "--to", CY)
    assert (code, said) == (1, "failed 1\n")
    assert "cannot be reached" in trouble


def test_the_command_wants_to_know_whom_to_send_to(
    wirewatch: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREWATCH_RECIPIENTS", "")
    assert wirewatch("digest", "send")[0] == 2
    assert wirewatch("digest", "send", "--dry-run", "--to", ANN)[:2] == (0, f"{ANN}\n")


def test_a_preview_can_be_read_as_text_html_and_json(wirewatch: Command) -> None:
    assert "A quiet day" in wirewatch("digest", "preview")[1]
    assert wirewatch("digest", "preview", "--html")[1].startswith("<!DOCTYPE html>")
    assert '"items": []' in wirewatch("digest", "preview", "--json")[1]
