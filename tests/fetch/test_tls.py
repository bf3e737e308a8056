"""Encrypted connections: trusted ones work, all others end in a word for it."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hostile import HTML, Script, cut_after, hostile, reply

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.adapters.fetch.transport import public_trust, trust
from ingest.model import Page, Retry

Run = Callable[[Any], Any]


def certificate(
    folder: Path,
    *,
    name: str = "localhost",
    days: int = 1,
    begins: int = -10,
    names: tuple[str, ...] | None = None,
) -> Path:
    """Write a self-signed certificate with its key; return the file. *names*: the alternative ones."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    others = [x509.DNSName(each) for each in ((name,) if names is None else names)]
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(others), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}{days}{begins}{len(others)}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


Prepare = Callable[[ssl.SSLContext], None]


async def fetched(
    shown: Path | None,
    trusted: Path | None,
    answer: bytes | Script,
    *,
    greeting: bytes = b"",
    prepare: Prepare | None = None,
) -> Any:
    """Fetch one page from a server that shows *shown* (None: speaks no TLS), trusting *trusted*."""

    server_side = None
    if shown:
        server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_side.load_cert_chain(shown)
        if prepare:
            prepare(server_side)
    client_side = trust(str(trusted)) if trusted else None

    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    asyncio.get_running_loop().set_exception_handler(
        lambda *_: None
    )  # failed handshakes are the point
    async with hostile({"/": answer}, tls=server_side, greeting=greeting) as server:
        named = (f"localhost:{server.port}",)
        settings = FetchSettings(min_delay=0.0, page_deadline=2.0, allowed_private=named)
        async with Fetcher(settings, MemoryGate(), resolver=resolver, tls=client_side) as fetcher:
            return await fetcher.fetch(f"https://localhost:{server.port}/")


def test_a_trusted_site_is_read(tmp_path: Path, run: Run) -> None:
    own = certificate(tmp_path)
    page = run(fetched(own, own, reply()))
    assert isinstance(page, Page)
    assert page.body == HTML


def test_a_body_that_breaks_off_is_noticed_under_tls(tmp_path: Path, run: Run) -> None:
    own = certificate(tmp_path)
    failure = run(fetched(own, own, reply("200 OK", HTML, length=99_999)))
    assert failure.code in ("incomplete", "timeout")


def test_an_end_that_anybody_could_have_made_is_not_taken_for_the_servers(
    tmp_path: Path, run: Run
) -> None:
    """RFC 9112 §9.8: an answer of unknown length is whole only after the closing alert of TLS."""
    own = certificate(tmp_path)
    cut = run(fetched(own, own, cut_after(reply(length=None))))
    assert (cut.code, cut.retry) == ("incomplete", Retry.LATER)
    closed = run(fetched(own, own, reply(length=None)))
    assert closed.body == HTML
    announced = run(fetched(own, own, cut_after(reply())))
    assert announced.body == HTML


@pytest.mark.parametrize(
    ("shown", "trusted"),
    [
        pytest.param({}, None, id="self-signed"),
        pytest.param({}, {"name": "authority.example"}, id="by-somebody-else"),
        pytest.param({"name": "other.example"}, {"name": "other.example"}, id="wrong-name"),
        pytest.param({"names": ("*",)}, {"names": ("*",)}, id="any-name"),
        pytest.param({"names": ()}, {"names": ()}, id="name-in-the-subject-only"),
        pytest.param({"days": -1}, {"days": -1}, id="expired"),
        pytest.param({"days": 9, "begins": 5}, {"days": 9, "begins": 5}, id="not-yet-valid"),
    ],
)
def test_an_untrusted_site_is_not_read(
    shown: dict[str, Any], trusted: dict[str, Any] | None, tmp_path: Path, run: Run
) -> None:
    here = certificate(tmp_path, **shown)
    ours = (
        None if trusted is None else here if trusted == shown else certificate(tmp_path, **trusted)
    )
    failure = run(fetched(here, ours, reply()))
    assert (failure.code, failure.retry) == ("tls", Retry.NEXT_POLL)
    assert failure.message.count(":") >= 1


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        pytest.param(reply("400 Bad Request"), "tls", id="plain-http"),
        pytest.param(b"\x15\x03\x03\x00\x02\x02\x28", "tls", id="alert"),
        pytest.param(b"\x16\x03\x01\xff\xff" + b"x" * 70_000, "tls", id="endless-record"),
        pytest.param((b"\x16\x03\x03\x40\x00" + b"\x02" * 16_384) * 200, "tls", id="endless-hello"),
    ],
)
def test_what_is_no_handshake_ends_in_a_word(
    greeting: bytes, code: str, tmp_path: Path, run: Run
) -> None:
    failure = run(fetched(None, certificate(tmp_path), b"", greeting=greeting))
    assert failure.code == code


def knows_only_http2(server: ssl.SSLContext) -> None:
    """Make the server insist on a protocol that we do not offer."""
    server.set_alpn_protocols(["h2"])


def is_old(server: ssl.SSLContext) -> None:
    """Make the server speak at most what browsers gave up in 2020."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        server.minimum_version = ssl.TLSVersion.TLSv1
        server.maximum_version = ssl.TLSVersion.TLSv1_1
    server.set_ciphers("ALL:@SECLEVEL=0")


@pytest.mark.parametrize(
    ("prepare", "codes"),
    [
        pytest.param(knows_only_http2, {"page"}, id="http-2-only-in-name"),
        pytest.param(is_old, {"tls", "connect"}, id="tls-1.1"),
    ],
)
def test_servers_that_want_other_encryption(
    prepare: Prepare, codes: set[str], tmp_path: Path, run: Run
) -> None:
    own = certificate(tmp_path)
    answer = run(fetched(own, own, reply(), prepare=prepare))
    assert ("page" if isinstance(answer, Page) else answer.code) in codes


def test_a_refusal_after_the_handshake_is_still_one_of_encryption(run: Run) -> None:
    """In TLS 1.3 a server that wants a certificate of ours says so when the handshake is over."""

    class Refusing(httpx.AsyncBaseTransport):
        async def handle_async_request(self, _: httpx.Request) -> httpx.Response:
            raise ssl.SSLError(1, "tlsv13 alert certificate required")

    async def scenario() -> Any:
        async with Fetcher(FetchSettings(), MemoryGate(), transport=Refusing()) as fetcher:
            return await fetcher.fetch("https://paper.example/")

    failure = run(scenario())
    assert (failure.code, failure.retry) == ("tls", Retry.NEXT_POLL)
    assert "certificate required" in failure.message


def test_the_environment_neither_gets_our_keys_nor_gives_us_authorities(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path, name="authority.example")))
    context = public_trust.__wrapped__()
    assert context.keylog_filename is None
    assert not any("authority.example" in str(known) for known in context.get_ca_certs())
