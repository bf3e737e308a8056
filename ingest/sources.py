"""The list of sources: ``config/sources.toml`` and an operator's overlay, strictly read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StrictBool, field_validator, model_validator

from ingest.config import Block, parse, read_toml
from ingest.errors import ConfigError
from ingest.model import Channel, ChannelKind, Source
from ingest.normalize.urls import host_of, is_http_url, registrable_domain

LOCAL_KINDS = frozenset({ChannelKind.FOLDER, ChannelKind.WARC})

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Text = Annotated[str, Field(min_length=1)]
Group = Literal[
    "seed", "west", "ukraine", "russia-indep", "russia", "russia-state", "china", "china-state",
    "asia", "india", "gulf", "central-asia", "analysis", "official", "own", "negative",
]  # fmt: skip
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class ChannelBlock(Block):
    """One channel: how it is read, and where it is."""

    kind: ChannelKind
    url: Text

    @model_validator(mode="after")
    def _url_fits_kind(self) -> ChannelBlock:
        if self.kind not in LOCAL_KINDS and not is_http_url(self.url):
            raise ValueError(f"url {self.url!r} is no http(s) address, as kind {self.kind!r} needs")
        return self


class OverlayBlock(Block):
    """What an operator may say about a source: everything but the key is optional."""

    key: Key
    name: Text = ""
    publisher: Key = ""
    country: Annotated[str, Field(pattern="^(|[A-Z]{2})$")] = ""
    language: Annotated[str, Field(pattern="^(|[a-z]{2,3})$")] = ""
    group: Group = "own"
    kind: ChannelKind = ChannelKind.RSS
    url: Text = ""
    fallback: tuple[ChannelBlock, ...] = ()
    state_media: StrictBool = False
    body: Literal["open", "partial", "paywall", "headline-only"] = "open"
    enabled: StrictBool = True
    deduplicate: StrictBool = True
    link_hosts: tuple[str, ...] = ()
    note: str = ""
    confidence: Literal["A", "B", "C", "X"] = "C"
    evidence: str = ""

    @field_validator("link_hosts")
    @classmethod
    def _hosts_are_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        for host in hosts:
            if not _HOST.fullmatch(host):
                raise ValueError(f"{host!r} is not the name of a host in lower case")
        return hosts


class SourceBlock(OverlayBlock):
    """One complete block ``[[source]]``."""

    name: Text
    kind: ChannelKind
    url: Text

    @model_validator(mode="after")
    def _makes_sense(self) -> SourceBlock:
        urls = Counter(channel.url for channel in self.channels())
        twice = [url for url, times in urls.items() if times > 1]
        if twice:
            raise ValueError(f"url {twice[0]!r} is given twice")
        if self.confidence == "X" and self.enabled:
            raise ValueError("enabled must be false while confidence is 'X' (known to be dead)")
        if self.kind in LOCAL_KINDS and self.fallback:
            raise ValueError("fallback is for channels on the web, not for folders and files")
        return self

    def channels(self) -> tuple[Channel, ...]:
        """Return the channels, the preferred one first."""
        first = ChannelBlock(kind=self.kind, url=self.url)
        return tuple(Channel(kind=c.kind, url=c.url) for c in (first, *self.fallback))


class _File(Block):
    source: tuple[SourceBlock, ...]


class _OverlayFile(Block):
    source: tuple[OverlayBlock, ...] = ()


AnyBlock = TypeVar("AnyBlock", bound=OverlayBlock)


def load_sources(path: Path, overlay: Path | None = None) -> tuple[Source, ...]:
    """Return the sources of the file at *path*, changed and extended by the file *overlay*.

    A block of the overlay with a known key changes only what it says; with a new key it is a source
    of its own. Raises ``ConfigError`` that names file, block and key.
    """
    blocks = {block.key: block for block in _unique(read_toml(path, _File).source, path)}
    if overlay is not None:
        for change in _unique(read_toml(overlay, _OverlayFile).source, overlay):
            base = blocks[change.key].model_dump(exclude_unset=True) if change.key in blocks else {}
            merged = base | change.model_dump(exclude_unset=True)
            blocks[change.key] = parse(merged, SourceBlock, f"{overlay}: source {change.key!r}")
    _no_url_twice(blocks.values(), overlay or path)
    return _informed([_source(block) for block in blocks.values()])


def _informed(sources: list[Source]) -> tuple[Source, ...]:
    """Return *sources*; one of kind ``gdelt`` that names no hosts looks out for those of all others."""
    hosts = {
        registrable_domain(host)
        for source in sources
        for host in (*(host_of(channel.url) for channel in source.channels), *source.link_hosts)
    }
    own = tuple(sorted(host for host in hosts if host))
    return tuple(
        replace(source, link_hosts=own)
        if not source.link_hosts and all(c.kind is ChannelKind.GDELT for c in source.channels)
        else source
        for source in sources
    )


def _unique(blocks: Iterable[AnyBlock], path: Path) -> Iterator[AnyBlock]:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        if block.key in seen:
            raise ConfigError(str(path), f"source[{number}].key {block.key!r} is used twice")
        seen.add(block.key)
        yield block


def _no_url_twice(blocks: Iterable[SourceBlock], path: Path) -> None:
    owners: dict[str, str] = {}
    for block in blocks:
        other = owners.setdefault(block.url, block.key)
        if other != block.key:
            raise ConfigError(
                str(path), f"sources {other!r} and {block.key!r} have the same url {block.url!r}"
            )


def _source(block: SourceBlock) -> Source:
    return Source(
        key=block.key,
        name=block.name,
        channels=block.channels(),
        publisher=block.publisher or block.key,
        country=block.country,
        language=block.language,
        group=block.group,
        state_media=block.state_media,
        body=block.body,
        enabled=block.enabled,
        deduplicate=block.deduplicate,
        link_hosts=block.link_hosts,
        note=block.note,
    )


def to_toml(sources: Iterable[Source]) -> str:
    """Return *sources* as ``[[source]]`` blocks that :func:`load_sources` reads back to the same."""
    return "\n".join(_block(source) for source in sources)


def _block(source: Source) -> str:
    first, *rest = source.channels
    facts: dict[str, object] = {
        "key": source.key, "name": source.name, "publisher": source.publisher,
        "country": source.country, "language": source.language, "group": source.group,
        "kind": first.kind.value, "url": first.url, "state_media": source.state_media,
        "body": "" if source.body == "open" else source.body, "link_hosts": list(source.link_hosts),
        "note": source.note,
    }  # fmt: skip
    lines = ["[[source]]", *(f"{name} = {_value(fact)}" for name, fact in facts.items() if fact)]
    lines += [f"{name} = false" for name in ("enabled", "deduplicate") if not getattr(source, name)]
    for channel in rest:
        lines += [
            "",
            "[[source.fallback]]",
            f"kind = {_value(channel.kind.value)}",
            f"url = {_value(channel.url)}",
        ]
    return "\n".join(lines) + "\n"


def _value(fact: object) -> str:
    """Return *fact* as TOML: JSON's strings, lists and booleans are TOML's, but for the DEL character."""
    return json.dumps(fact, ensure_ascii=False).replace("\x7f", "\\u007f")
