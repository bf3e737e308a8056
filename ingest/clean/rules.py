"""The boilerplate rules of ``config/boilerplate.toml``, read strictly and compiled once."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ingest.clean.lines import MAX_JUDGED, Line, make_line, match_form, words_of
from ingest.clean.stamps import StampWords, Vocabulary
from ingest.config import Block, read_toml
from ingest.errors import ConfigError
from ingest.model import Block as TextBlock

Place = Literal["anywhere", "inside", "head", "tail", "edges", "last"]
Follow = Literal["nothing", "links", "cues"]
Texts = Mapping[str, tuple[str, ...]]  # language → lines or patterns

_ENDING = "[ .:!]{0,4}"  # punctuation any label may end with
_REPEATS = ("+", "*", "{")


class RuleBlock(Block):
    """One ``[[rule]]``: a family of lines, its wording per language, its form and its place."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    rule_class: str = Field(alias="class", pattern=r"^[a-z-]+$")
    about: str = ""
    place: Place = "anywhere"
    max_chars: int = Field(default=200, gt=0, lt=MAX_JUDGED)
    open: bool = False  # only lines that do not end like a sentence
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


class RulesFile(Block):
    """The whole file."""

    stamp: StampWords
    rule: tuple[RuleBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule."""

    id: str
    rule_class: str
    place: Place = "anywhere"
    max_chars: int = 200
    open: bool = False
    follow: Follow = "nothing"
    phrases: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    cue: re.Pattern[str] | None = None

    def matches(self, line: Line) -> bool:
        """Whether wording and form fit; the place is for the engine to judge."""
        if len(line.text) > self.max_chars or (self.open and not line.is_open):
            return False
        return line.phrase in self.phrases or (
            self.pattern is not None and self.pattern.fullmatch(line.form) is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningRules:
    """All rules, ready to use. ``version`` changes with the content of the file."""

    version: str
    rules: tuple[Rule, ...]
    stamps: Vocabulary
    phrases: Mapping[str, tuple[Rule, ...]]
    patterned: tuple[Rule, ...]
    any_pattern: re.Pattern[str]

    def matching(self, line: Line) -> tuple[Rule, ...]:
        """Return the rules whose wording and form fit *line*, in the order of the file."""
        if not line.is_judged:
            return ()
        found = [rule for rule in self.phrases.get(line.phrase, ()) if rule.matches(line)]
        if self.any_pattern.match(line.form):
            found += [r for r in self.patterned if r not in found and r.matches(line)]
        return tuple(found)


def load_rules(path: Path) -> CleaningRules:
    """Return the rules of the file at *path*; every rule must pass its own test lines.

    Raises ``ConfigError`` that names the file, the rule, and the pattern or line at fault.
    """
    file = read_toml(path, RulesFile)
    version = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    rules = tuple(_compile(block, path) for block in file.rule)
    _refuse_repeated_ids(rules, path)
    for block, rule in zip(file.rule, rules, strict=True):
        _prove(block, rule, path)
    return assemble(rules, Vocabulary.compile(file.stamp), version)


def assemble(rules: tuple[Rule, ...], stamps: Vocabulary, version: str) -> CleaningRules:
    """Return *rules* with the look-up tables that make matching cheap."""
    phrases: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for phrase in rule.phrases:
            phrases[phrase].append(rule)
    patterned = tuple(rule for rule in rules if rule.pattern is not None)
    return CleaningRules(
        version=version,
        rules=rules,
        stamps=stamps,
        phrases={phrase: tuple(found) for phrase, found in phrases.items()},
        patterned=patterned,
        any_pattern=re.compile(
            "(?:" + "|".join(r.pattern.pattern for r in patterned if r.pattern) + r")\Z"
            if patterned
            else r"(?!)"
        ),
    )


def _compile(block: RuleBlock, path: Path) -> Rule:
    where = f"{path}: rule {block.id!r}"
    return Rule(
        id=block.id,
        rule_class=block.rule_class,
        place=block.place,
        max_chars=block.max_chars,
        open=block.open,
        follow=block.follow,
        phrases=frozenset(" ".join(words_of(match_form(text))) for text in _flat(block.lines)),
        pattern=_alternatives(_flat(block.patterns), where, _ENDING),
        cue=_alternatives(_flat(block.cues), where),
    )


def _alternatives(patterns: Iterable[str], where: str, ending: str = "") -> re.Pattern[str] | None:
    """Return one pattern for all; each is compiled alone first, so that an error names it."""
    found = tuple(patterns)
    for pattern in found:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ConfigError(where, f"pattern {pattern!r} is not valid: {error}") from error
        if not is_linear(pattern):
            raise ConfigError(where, f"pattern {pattern!r} has a repeat inside a repeat")
    return re.compile("(?:" + "|".join(found) + ")" + ending) if found else None


def is_linear(pattern: str) -> bool:
    """Whether no group with a repeat in it is itself repeated: no exponential search.

    >>> is_linear("read more: .{1,90}"), is_linear("(?:more )?news"), is_linear("(a+)+b")
    (True, True, False)
    """
    groups: list[bool] = []  # for every open group: is there a repeat in it?
    index, in_set = 0, False
    while index < len(pattern):
        char = pattern[index]
        if char == "\\":
            index += 1
        elif in_set:
            in_set = char != "]"
        elif char == "[":
            in_set = True
        elif char == "(":
            groups.append(False)
        elif char == ")":
            repeats = groups.pop() if groups else False
            if repeats and pattern[index + 1 : index + 2] in _REPEATS:
                return False
            if repeats and groups:
                groups[-1] = True
        elif char in _REPEATS and groups:
            groups[-1] = True
        index += 1
    return True


def _flat(texts: Texts) -> Iterator[str]:
    for group in texts.values():
        yield from group


def _refuse_repeated_ids(rules: Iterable[Rule], path: Path) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise ConfigError(f"{path}: rule {rule.id!r}", "this id is used twice")
        seen.add(rule.id)


def _prove(block: RuleBlock, rule: Rule, path: Path) -> None:
    for wanted, texts in ((True, block.hit), (False, block.miss)):
        for text in _flat(texts):
            line = make_line(0, TextBlock(text=text))
            if (line.is_judged and rule.matches(line)) is not wanted:
                verb = "does not match" if wanted else "matches"
                raise ConfigError(
                    f"{path}: rule {block.id!r}", f"{verb} its own test line {text!r}"
                )
