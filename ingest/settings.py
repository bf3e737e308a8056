"""The settings of one installation: ``config/wirewatch.toml`` with the environment laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from ingest.config import Block, read_toml
from ingest.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"{name!r} is not a time zone such as 'Europe/Kyiv'") from None
    return name


class StoreBlock(Block):
    """Where articles live."""

    url: str = ""


class ArchiveBlock(Block):
    """Where raw pages live."""

    url: str = ""
    keep_days: int = Field(default=400, ge=1)


class FetchBlock(Block):
    """How politely and how much is fetched."""

    contact: str = ""
    min_delay: float = Field(default=5.0, ge=0)
    page_deadline: float = Field(default=20.0, gt=0)
    feed_deadline: float = Field(default=30.0, gt=0)
    pages_per_source: int = Field(default=30, ge=1)
    minutes_per_run: float = Field(default=10.0, gt=0)


class DigestBlock(Block):
    """The daily mail."""

    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    hour: int = Field(default=6, ge=0, le=23)
    recipients: tuple[str, ...] = ()
    sender: str = "wirewatch@localhost"
    max_stories: int = Field(default=30, ge=1)
    web_url: str = ""
    unsubscribe_url: str = ""


class MailBlock(Block):
    """The server that takes our mail."""

    url: str = ""


class ExportBlock(Block):
    """Where Parquet partitions go."""

    folder: str = ""


class SettingsFile(Block):
    """The whole of ``wirewatch.toml``."""

    store: StoreBlock = StoreBlock()
    archive: ArchiveBlock = ArchiveBlock()
    fetch: FetchBlock = FetchBlock()
    digest: DigestBlock = DigestBlock()
    mail: MailBlock = MailBlock()
    export: ExportBlock = ExportBlock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the composition root needs to know, resolved: no empty URL, no relative path."""

    home: Path  # data of this installation
    config: Path  # folder with the configuration files
    sources: Path
    store_url: str
    archive_url: str
    export_folder: Path
    smtp_url: str  # "": use Airflow's connection, or none
    fetch: FetchBlock
    digest: DigestBlock
    keep_days: int
    allowed_private: tuple[str, ...] = ()  # "127.0.0.1:8901": only for demo and tests
    demo: bool = False  # everything shown comes from the built-in newsroom


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of this installation; *environ* wins over the file.

    Raises ``ConfigError`` for a broken file.
    """
    config = Path(environ.get("WIREWATCH_CONFIG") or ROOT / "config").resolve()
    home = Path(environ.get("WIREWATCH_HOME") or ROOT / ".wirewatch").resolve()
    file = read_toml(config / "wirewatch.toml", SettingsFile)
    fetch = file.fetch.model_copy(
        update={
            "contact": environ.get("WIREWATCH_CONTACT", file.fetch.contact),
            "min_delay": _number(environ, "WIREWATCH_MIN_DELAY", file.fetch.min_delay),
            "feed_deadline": _number(environ, "WIREWATCH_FEED_DEADLINE", file.fetch.feed_deadline),
        }
    )
    recipients = environ.get("WIREWATCH_RECIPIENTS")
    digest = file.digest.model_copy(
        update={} if recipients is None else {"recipients": _words(recipients)}
    )
    return Settings(
        home=home,
        config=config,
        sources=Path(environ.get("WIREWATCH_SOURCES") or config / "sources.toml"),
        store_url=environ.get("WIREWATCH_STORE_URL")
        or file.store.url
        or f"sqlite:///{home}/store.db",
        archive_url=environ.get("WIREWATCH_ARCHIVE_URL")
        or file.archive.url
        or f"file://{home}/pages",
        export_folder=Path(
            environ.get("WIREWATCH_EXPORT") or file.export.folder or home / "export"
        ).resolve(),
        smtp_url=environ.get("WIREWATCH_SMTP_URL") or file.mail.url,
        fetch=fetch,
        digest=digest,
        keep_days=file.archive.keep_days,
        allowed_private=_words(environ.get("WIREWATCH_ALLOW_PRIVATE", "")),
        demo=environ.get("WIREWATCH_DEMO", "") == "1",
    )


def _number(environ: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(environ.get(name, default))
    except ValueError:
        raise ConfigError(name, f"must be a number of seconds, not {environ[name]!r}") from None


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())
