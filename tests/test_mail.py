"""Mail against real SMTP servers on loopback, friendly and not."""

from __future__ import annotations

import email
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ingest.adapters.mail import Server, compose, hand_over, message_id
from ingest.errors import MailError


class Desk:
    """Accepts mail, except where the recipient's name says otherwise."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("grey@"):
            return "451 try later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if envelope.rcpt_tos[0].startswith("full@"):
            return "452 mailbox full"
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 looks like spam"
        self.taken.append(email.message_from_bytes(envelope.content or b"", policy=default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[Desk, Server]]:
    handler = Desk()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, Server(host="127.0.0.1", port=port)
    controller.stop()


def letter(recipient: str = "ann@example.org", **changes: Any) -> EmailMessage:
    values: dict[str, Any] = {
        "sender": "digest@example.net",
        "recipient": recipient,
        "subject": "Wirewatch 2026-11-21: 2 stories – Переговори тривають",
        "html": "<p>Переговори тривають.</p>",
        "text": "Переговори тривають.\n",
        "digest_id": "digest-2026-11-21",
        "date": datetime(2026, 11, 21, 6, tzinfo=UTC),
    }
    return compose(**values | changes)


def test_a_letter_arrives_with_both_parts_and_its_headers(desk: tuple[Desk, Server]) -> None:
    handler, server = desk
    assert hand_over(server, letter()).state == "sent"
    got = handler.taken[-1]
    assert got["Subject"] == "Wirewatch 2026-11-21: 2 stories – Переговори тривають"
    assert got["Auto-Submitted"] == "auto-generated"
    assert [p.get_content_type() for p in got.iter_parts()] == ["text/plain", "text/html"]
    plain = got.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().strip() == "Переговори тривають."


@pytest.mark.parametrize(
    ("recipient", "state", "says"),
    [
        pytest.param("nobody@example.org", "refused", "550", id="unknown-mailbox"),
        pytest.param("grey@example.org", "failed", "451", id="greylisted"),
        pytest.param("full@example.org", "failed", "452", id="mailbox-full"),
        pytest.param("spam@example.org", "refused", "554", id="content-refused"),
    ],
)
def test_a_refusal_says_whether_a_retry_makes_sense(
    desk: tuple[Desk, Server], recipient: str, state: str, says: str
) -> None:
    handed = hand_over(desk[1], letter(recipient))
    assert handed.state == state
    assert says in handed.error


@contextmanager
def rude_server(*, hang_up_after: bytes) -> Iterator[Server]:
    """A server that closes the line when it has read *hang_up_after*, without an answer."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _ = listener.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(b"220 rude\r\n")
            in_data = False
            for said in lines:
                if said.upper().startswith(hang_up_after):
                    return
                if not in_data:
                    in_data = said.upper().startswith(b"DATA")
                    line.sendall(b"354 go on\r\n" if in_data else b"250 OK\r\n")

    worker = threading.Thread(target=serve, daemon=True)
    worker.start()
    try:
        yield Server(host="127.0.0.1", port=listener.getsockname()[1])
    finally:
        listener.close()
        worker.join(5)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        pytest.param(b"EHLO", "failed", id="at-the-greeting"),
        pytest.param(b"MAIL", "failed", id="at-the-sender"),
        pytest.param(b"RCPT", "failed", id="at-the-recipient"),
        pytest.param(b".\r\n", "unknown", id="after-the-text"),
    ],
)
def test_a_broken_line_is_repeated_only_when_nothing_was_handed_over(
    moment: bytes, state: str
) -> None:
    with rude_server(hang_up_after=moment) as server:
        assert hand_over(server, letter()).state == state


def test_no_server_at_all_may_be_tried_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    assert hand_over(Server(host="127.0.0.1", port=port), letter()).state == "failed"


def test_a_repeated_sending_has_the_same_id() -> None:
    again = letter()
    assert letter()["Message-ID"] == again["Message-ID"]
    assert letter("bob@example.org")["Message-ID"] != again["Message-ID"]
    assert message_id("d", "A@x.org", "h") == message_id("d", "a@x.org", "h")


def test_a_headline_cannot_smuggle_a_header() -> None:
    made = letter(subject="Talks\r\nBcc: all@example.org")
    assert made["Bcc"] is None
    assert made["Subject"] == "Talks Bcc: all@example.org"


@pytest.mark.parametrize("address", ["", "no-at", "a@b@c", "a\r\nBcc: x@y"], ids=repr)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(MailError, match="not a mail address"):
        letter(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", Server(host="mail.example.org", port=25)),
        (
            "smtp://me:p%40ss@mail.example.org:587?starttls=1",
            Server(host="mail.example.org", port=587, user="me", password="p@ss", starttls=True),
        ),
        ("smtps://mail.example.org", Server(host="mail.example.org", port=465, tls=True)),
    ],
    ids=["plain", "starttls", "tls"],
)
def test_a_server_is_one_url(url: str, expected: Server) -> None:
    assert Server.parse(url) == expected


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(MailError, match="must look like"):
        Server.parse(url)
