"""The boilerplate rules of ``config/boilerplate/``, compiled once and proven by their test lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ingest.clean.lines import SIMPLIFY, Line, make_line, match_form, words_of
from ingest.clean.patterns import Finder, Matcher, Pattern
from ingest.clean.rulefiles import Follow, Place, RuleBlock, Texts, read_rules
from ingest.clean.stamps import Vocabulary
from ingest.clean.voice import Voices
from ingest.errors import ConfigError
from ingest.model import Block as TextBlock

_ENDING = "[ .:!]{0,4}"  # punctuation any label may end with


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One compiled rule."""

    id: str
    rule_class: str
    about: str = ""
    place: Place = "anywhere"
    max_chars: int = 200
    open: bool = False
    names: bool = False
    person: bool = False
    headings: bool = True
    follow: Follow = "nothing"
    phrases: frozenset[str] = frozenset()
    patterns: tuple[Pattern, ...] = ()
    cue: re.Pattern[str] | None = None

    def allows(self, line: Line) -> bool:
        """Whether the form of *line* is one this rule may judge."""
        return (
            len(line.text) <= self.max_chars
            and (line.is_label or not self.open)
            and (not self.names or line.is_named)
            and (not self.person or line.begins_with_name)
            and (line.kind != "heading" or self.headings)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningRules:
    """All rules, ready to use. ``version`` changes with the content of the files."""

    version: str
    rules: tuple[Rule, ...]
    stamps: Vocabulary
    reported: Finder
    voices: Voices
    phrases: Mapping[str, tuple[int, ...]]  # phrase → numbers of rules
    matcher: Matcher
    owners: tuple[int, ...]  # pattern number → number of its rule

    def matching(self, line: Line) -> tuple[Rule, ...]:
        """Return the rules whose wording and form fit *line*, in the order of the file."""
        if not line.is_judged:
            return ()
        numbers = set(self.phrases.get(line.phrase, ()))
        numbers.update(self.owners[number] for number in self.matcher.matching(line.form))
        if not numbers or (not line.is_label and self._is_said(line)):
            return ()
        return tuple(rule for n in sorted(numbers) if (rule := self.rules[n]).allows(line))

    def _is_said(self, line: Line) -> bool:
        """Whether somebody says it: no line of the house, whatever words it contains."""
        return line.begins_with_speech or self.reported.occurs_in(line.form)


def load_rules(path: Path, *, draft: str = "") -> CleaningRules:
    """Return the rules of the folder or file at *path*; every rule must pass its own test lines.

    ``PATH.local.toml``, the operator's own file, and the text *draft* are laid over them.
    Raises ``ConfigError`` that names the file, the rule, and the pattern or line at fault.
    """
    book = read_rules(path, draft=draft)
    compiled = tuple(_compile(block, file) for block, file in book.rules)
    reported = Finder([_pattern(text, f"{path}: reported") for text in _flat(book.reported)])
    rules = assemble(
        compiled, Vocabulary.compile(book.stamp), reported, Voices(book.voice), book.version
    )
    for block, file in book.rules:
        _prove(block, rules, file)
    return rules


def assemble(
    rules: tuple[Rule, ...],
    stamps: Vocabulary,
    reported: Finder,
    voices: Voices,
    version: str,
) -> CleaningRules:
    """Return *rules* with the look-up tables that make matching cheap."""
    phrases: defaultdict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        for phrase in rule.phrases:
            phrases[phrase].append(number)
    patterns = [(number, p) for number, rule in enumerate(rules) for p in rule.patterns]
    return CleaningRules(
        version=version,
        rules=rules,
        stamps=stamps,
        reported=reported,
        voices=voices,
        phrases={phrase: tuple(found) for phrase, found in phrases.items()},
        matcher=Matcher([pattern for _, pattern in patterns]),
        owners=tuple(number for number, _ in patterns),
    )


def _compile(block: RuleBlock, file: str) -> Rule:
    where = f"{file}: rule {block.id!r}"
    return Rule(
        id=block.id,
        rule_class=block.rule_class,
        about=block.about,
        place=block.place,
        max_chars=block.max_chars,
        open=block.open,
        names=block.names,
        person=block.person,
        headings=block.headings,
        follow=block.follow,
        phrases=frozenset(" ".join(words_of(match_form(text))) for text in _flat(block.lines)),
        patterns=tuple(_pattern(text, where, _ENDING) for text in _flat(block.patterns)),
        cue=re.compile(_either(block.cues, where)) if block.cues else None,
    )


def _either(texts: Texts, where: str) -> str:
    return "|".join(_pattern(text, where).compiled.pattern for text in _flat(texts))


def _pattern(text: str, where: str, ending: str = "") -> Pattern:
    try:
        return Pattern.compile(text.translate(SIMPLIFY), ending)
    except ValueError as error:
        raise ConfigError(where, f"pattern {text!r} is not allowed: {error}") from error


def _flat(texts: Texts) -> Iterator[str]:
    for group in texts.values():
        yield from group


def _prove(block: RuleBlock, rules: CleaningRules, file: str) -> None:
    for wanted, texts in ((True, block.hit), (False, block.miss)):
        for text in _flat(texts):
            matching = rules.matching(make_line(0, TextBlock(text=text)))
            if (block.id in (rule.id for rule in matching)) is not wanted:
                verb = "does not match" if wanted else "matches"
                raise ConfigError(
                    f"{file}: rule {block.id!r}", f"{verb} its own test line {text!r}"
                )
