"""The files rules are written in: ``config/boilerplate/``, and an operator's own file beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from ingest.clean.lines import MAX_JUDGED
from ingest.clean.stamps import StampWords
from ingest.clean.voice import VoiceWords
from ingest.config import Block, parse, parse_toml, read_toml
from ingest.errors import ConfigError

Place = Literal["anywhere", "inside", "head", "below", "tail", "edges", "last"]
Follow = Literal["nothing", "links", "cues"]
Texts = Mapping[str, tuple[str, ...]]  # language → lines or patterns

# A line that also asks, links or warns does that first: "© 2024 The Beacon Ltd" is no caption.
_LAST = ("byline", "caption", "chrome")
_WORDING = ("lines", "patterns", "cues", "hit", "miss")


class RuleBlock(Block):
    """One ``[[rule]]``: a family of lines, its wording per language, its form and its place."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    rule_class: str = Field(alias="class", pattern=r"^[a-z-]+$")
    about: str = ""
    off: bool = False  # for the operator's own file: a shipped rule that is not wanted
    place: Place = "anywhere"
    max_chars: int = Field(default=200, gt=0, lt=MAX_JUDGED)
    open: bool = False  # only lines that do not end like a sentence; a colon may stand there
    names: bool = False  # only lines made of names: by "X in Y" a third of the words have capitals
    person: bool = False  # only lines that begin with two words with a capital: a person's name
    headings: bool = True  # whether marked headings are judged, too
    follow: Follow = "nothing"
    lines: Texts = Field(default_factory=dict)  # whole lines; case and punctuation do not matter
    patterns: Texts = Field(
        default_factory=dict
    )  # regular expressions over the whole line in its match form
    cues: Texts = Field(
        default_factory=dict
    )  # with follow = "cues": what a following paragraph must contain to go too
    hit: Texts
    miss: Texts

    @model_validator(mode="after")
    def _says_something(self) -> RuleBlock:
        if not self.lines and not self.patterns:
            raise ValueError("a rule needs lines or patterns")
        if (self.follow == "cues") != bool(self.cues):
            raise ValueError("cues and follow = 'cues' belong together")
        return self


class _File(Block):
    """One shipped file; together they are all rules."""

    stamp: StampWords | None = None
    reported: Texts = Field(default_factory=dict)  # verbs of saying: a sentence with one is prose
    voice: Mapping[str, VoiceWords] = Field(default_factory=dict)
    rule: tuple[RuleBlock, ...] = ()


class _OwnFile(Block):
    """The operator's file: a rule with a shipped id adds to that rule, or switches it off."""

    reported: Texts = Field(default_factory=dict)
    voice: Mapping[str, VoiceWords] = Field(default_factory=dict)
    rule: tuple[dict[str, Any], ...] = ()  # complete only together with the shipped block


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """What all files say together. ``version`` changes with their content."""

    version: str
    stamp: StampWords
    reported: Texts
    voice: Mapping[str, VoiceWords]
    rules: tuple[tuple[RuleBlock, str], ...]  # block, and the file that is named if it is wrong


def read_rules(path: Path, *, draft: str = "") -> RuleBook:
    """Return what the rule files say.

    *path* is a folder of ``.toml`` files, read in the order of their names, or one such file (of a
    missing folder, the file ``PATH.toml``). ``PATH.local.toml`` beside it, the operator's own, is
    laid over it, and the text *draft* over both. Raises ``ConfigError`` that names file and block.
    """
    shipped = [(read_toml(file, _File), file) for file in _files(path)]
    own = path.with_suffix(".local.toml")
    overlays = [(read_toml(own, _OwnFile), str(own))] if own.exists() else []
    if draft:
        overlays.append((parse_toml(draft, _OwnFile, "the new rule"), "the new rule"))
    blocks = {block.id: (block, str(file)) for block, file in _unique(shipped)}
    for overlay, name in overlays:
        for change in overlay.rule:
            base = blocks.get(str(change.get("id")))
            merged = _laid_over(base[0], change) if base else change
            block = parse({"rule": [merged]}, _File, name).rule[0]
            blocks[block.id] = (block, name)
    files: list[_File | _OwnFile] = [*(f for f, _ in shipped), *(o for o, _ in overlays)]
    return RuleBook(
        version=_version((*_files(path), *([own] if own.exists() else [])), draft),
        stamp=_the_one(shipped, path),
        reported=_joined(file.reported for file in files),
        voice=_spoken(file.voice for file in files),
        rules=tuple(
            sorted(
                (found for found in blocks.values() if not found[0].off),
                key=lambda found: found[0].rule_class in _LAST,
            )
        ),
    )


def _files(path: Path) -> tuple[Path, ...]:
    if path.is_dir():
        return tuple(sorted(path.glob("*.toml")))
    file = path if path.exists() else path.with_suffix(".toml")
    return (file,) if file.exists() else (path,)


def _version(files: Iterable[Path], draft: str) -> str:
    digest = hashlib.sha256(draft.encode())
    for file in files:
        digest.update(f"\n{file.name}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _unique(shipped: Iterable[tuple[_File, Path]]) -> Iterator[tuple[RuleBlock, Path]]:
    seen: set[str] = set()
    for file, path in shipped:
        for block in file.rule:
            if block.id in seen:
                raise ConfigError(f"{path}: rule {block.id!r}", "this id is used twice")
            seen.add(block.id)
            yield block, path


def _laid_over(base: RuleBlock, change: Mapping[str, Any]) -> dict[str, Any]:
    """Return *base* with the wording of *change* added, and its other keys replaced."""
    shipped = base.model_dump(by_alias=True, exclude_unset=True)
    merged = {**shipped, **change}
    for key in _WORDING:
        if isinstance(change.get(key), Mapping) and key in shipped:
            added = {lang: texts for lang, texts in change[key].items() if isinstance(texts, list)}
            merged[key] = {**_joined([shipped[key], added]), **_without(change[key], added)}
    return merged


def _without(texts: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is no list of lines: it goes on, to be complained of."""
    return {language: text for language, text in texts.items() if language not in known}


def _joined(groups: Iterable[Mapping[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for language, texts in group.items():
            found[language] = (*found.get(language, ()), *texts)
    return found


def _spoken(groups: Iterable[Mapping[str, VoiceWords]]) -> dict[str, VoiceWords]:
    found: dict[str, VoiceWords] = {}
    for group in groups:
        for language, words in group.items():
            known = found.get(language, VoiceWords())
            both = _joined([known.model_dump(), words.model_dump()])
            found[language] = VoiceWords(**both)
    return found


def _the_one(shipped: Iterable[tuple[_File, Path]], path: Path) -> StampWords:
    found = [file.stamp for file, _ in shipped if file.stamp is not None]
    if len(found) != 1:
        raise ConfigError(str(path), f"one [stamp] block is needed, there are {len(found)}")
    return found[0]
