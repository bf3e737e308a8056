"""Word banks of four languages, from which the stream invents its stories."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """The parts of sentences of one language."""

    language: str
    glue: str  # between the parts of a sentence
    end: str
    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    when: tuple[str, ...]
    why: tuple[str, ...]
    said: tuple[str, ...]
    unit: tuple[str, ...]
    furniture: tuple[str, ...]


def _parts(value: str | list[str]) -> tuple[str, ...]:
    listed = value.split("|") if isinstance(value, str) else value
    return tuple(" ".join(part.split()) for part in listed)


def _bank(language: str, block: dict[str, str | list[str]]) -> Bank:
    glue, end = str(block.pop("glue")), str(block.pop("end"))
    parts = {name: _parts(value) for name, value in block.items()}
    return Bank(language=language, glue=glue, end=end, **parts)


_FILE = Path(__file__).with_suffix(".toml")
BANKS = tuple(_bank(name, block) for name, block in tomllib.loads(_FILE.read_text("utf-8")).items())
ENGLISH, RUSSIAN, UKRAINIAN, CHINESE = BANKS
