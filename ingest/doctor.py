"""Examining an installation: every finding says what was looked at and what to do about it."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ingest.adapters.archive import Archive
from ingest.adapters.store import open_store
from ingest.dedupe import DETECTOR
from ingest.errors import WirewatchError
from ingest.settings import Settings, load_settings

LOW_BYTES = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    ok: bool
    says: str


def examine(environ: Mapping[str, str]) -> list[Finding]:
    """Return one finding per part of the installation; nothing is changed."""
    try:
        settings = load_settings(environ)
    except WirewatchError as error:
        return [Finding(what="settings", ok=False, says=str(error))]
    looks: dict[str, Callable[[Settings], str]] = {
        "rules": _rules,
        "topic": _topic,
        "sources": _sources,
        "store": _store,
        "archive": _archive,
        "disk": _disk,
        "contact": _contact,
        "mail": _mail,
    }
    findings = [Finding(what="settings", ok=True, says=str(settings.config / "wirewatch.toml"))]
    for what, look in looks.items():
        try:
            findings.append(Finding(what=what, ok=True, says=look(settings)))
        except (WirewatchError, _Complaint) as error:
            findings.append(Finding(what=what, ok=False, says=str(error)))
    return findings


class _Complaint(Exception):
    """Something to mend that is no error of a file or service."""


def _rules(settings: Settings) -> str:
    from ingest.clean import load_rules

    return f"cleaning rules, version {load_rules(settings.config / 'boilerplate').version}"


def _topic(settings: Settings) -> str:
    from ingest.relevance import check_topic, load_topic

    topic = load_topic(settings.config / "topic.toml")
    if complaints := check_topic(topic):
        raise _Complaint(f"{len(complaints)} test lines fail, the first: {complaints[0]}")
    return f"topic {topic.key}, version {topic.version}"


def _sources(settings: Settings) -> str:
    from ingest.sources import load_sources

    found = load_sources(settings.sources, None)
    return f"{sum(s.enabled for s in found)} of {len(found)} sources on"


def _store(settings: Settings) -> str:
    store = open_store(settings.store_url)
    try:
        with store.read() as tx:
            if (made_by := tx.texts.detector()) != DETECTOR:
                raise _Complaint(
                    f"its index of texts was made by {made_by}, this version compares by {DETECTOR}:"
                    " run `wirewatch db reindex`"
                )
            return f"{tx.articles.count()} articles, {tx.changes.last_no()} changes"
    finally:
        store.close()


def _archive(settings: Settings) -> str:
    archive = Archive(settings.archive_url)
    name = archive.put(b"wirewatch doctor")
    archive.get(name)
    return settings.archive_url


def free_bytes(home: Path) -> int:
    """Return how much room is left on the disk that holds, or will hold, *home*."""
    folder = next(f for f in (home, *home.parents) if f.exists())
    return shutil.disk_usage(folder).free


def _disk(settings: Settings) -> str:
    free = free_bytes(settings.home)
    if free < LOW_BYTES:
        raise _Complaint(f"only {free // 2**20} MB free under {settings.home}")
    return f"{free // 2**30} GB free"


def _contact(settings: Settings) -> str:
    if not settings.fetch.contact:
        raise _Complaint(
            "set fetch.contact in config/wirewatch.toml: publishers should know whom to turn to"
        )
    return settings.fetch.contact


def _mail(settings: Settings) -> str:
    if not settings.smtp_url:
        return (
            "no server set here; the digest uses Airflow's connection smtp_default, if there is one"
        )
    server = urlsplit(settings.smtp_url)
    try:
        with smtplib.SMTP(server.hostname or "", server.port or 25, timeout=10) as smtp:
            smtp.noop()
    except (OSError, smtplib.SMTPException) as error:
        raise _Complaint(
            f"{server.hostname}:{server.port or 25} does not answer: {error}"
        ) from error
    return f"{server.hostname}:{server.port or 25} answers"
