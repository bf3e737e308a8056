"""Encrypted connections: trusted ones work, all others end in a word for it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hostile import HTML, hostile, reply

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.model import Page

Run = Callable[[Any], Any]


def certificate(folder: Path, *, name: str = "localhost", days: int = 1) -> Path:
    """Write a self-signed certificate with its key; return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=10)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=10 + days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}{days}.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


async def fetched(shown: Path | None, trusted: Path | None, answer: bytes) -> Any:
    """Fetch one page from a server that shows *shown* (None: speaks no TLS), trusting *trusted*."""

    server_side = None
    if shown:
        server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server_side.load_cert_chain(shown)
    client_side = ssl.create_default_context(cafile=trusted) if trusted else None
    greeting = b"" if shown else reply("400 Bad Request")

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


@pytest.mark.parametrize(
    ("shown", "trusted"),
    [
        pytest.param({}, None, id="self-signed"),
        pytest.param({"name": "other.example"}, {"name": "other.example"}, id="wrong-name"),
        pytest.param({"days": -1}, {"days": -1}, id="expired"),
        pytest.param(None, {}, id="no-tls-at-all"),
    ],
)
def test_an_untrusted_site_is_not(
    shown: dict[str, Any] | None, trusted: dict[str, Any] | None, tmp_path: Path, run: Run
) -> None:
    here = None if shown is None else certificate(tmp_path, **shown)
    ours = here if shown and trusted else certificate(tmp_path) if trusted is not None else None
    failure = run(fetched(here, ours, reply()))
    assert failure.code == "tls"
    assert failure.message.count(":") >= 1
