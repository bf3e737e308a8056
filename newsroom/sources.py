"""Writes the world as a source list, in the shape of ``config/sources.toml``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsroom.content import Publisher


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBlock:
    """One ``[[source]]``; further channels become its ``[[source.fallback]]`` blocks."""

    key: str
    name: str
    publisher: str
    country: str
    language: str
    group: str
    channels: tuple[tuple[str, str], ...]  # (kind, url), the preferred one first
    state_media: bool = False
    body: str = "open"
    enabled: bool = True
    link_hosts: tuple[str, ...] = ()
    note: str = ""


def site_block(publisher: Publisher, origin: str) -> SourceBlock:
    """Return the block of *publisher*, whose site is at *origin*."""
    return SourceBlock(
        key=publisher.key,
        name=publisher.name,
        publisher=publisher.key,
        country=publisher.country,
        language=publisher.language,
        group=publisher.group,
        channels=tuple((c.kind, origin + c.path) for c in publisher.channel),
        state_media=publisher.state_media,
        body=publisher.body,
        note=publisher.note,
    )


def write_toml(blocks: Iterable[SourceBlock]) -> str:
    """Return *blocks* as a file; JSON strings and lists are also TOML's."""
    head = "# The newsroom: an invented news world on this machine. Written at its start.\n"
    return "\n".join((head, *("\n".join(_lines(block)) + "\n" for block in blocks)))


def _lines(block: SourceBlock) -> Iterator[str]:
    (kind, url), *fallbacks = block.channels
    yield "[[source]]"
    for key, value in {
        "key": block.key,
        "name": block.name,
        "publisher": block.publisher,
        "country": block.country,
        "language": block.language,
        "group": block.group,
        "kind": kind,
        "url": url,
        "state_media": block.state_media,
        "body": block.body,
        "enabled": block.enabled,
        "link_hosts": list(block.link_hosts),
        "note": block.note,
        "confidence": "A",
        "evidence": "the newsroom that wrote this file",
    }.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for kind, url in fallbacks:
        yield "[[source.fallback]]"
        yield f"kind = {json.dumps(kind)}"
        yield f"url = {json.dumps(url)}"
