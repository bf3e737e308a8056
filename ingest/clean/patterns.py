"""The small dialect of regular expressions rules are written in, and what can be known of a pattern.

Python's ``re`` backtracks, so a careless pattern can take exponential time. Rules may use literals,
sets, ``.`` and escapes, ``(?:a|b)`` groups and bounded or unbounded repeats, but no repeat around
another repeat, no look-around and no back-reference: on the short lines rules see, that is fast.

Knowing the parts of a pattern also tells which words a line must contain to match at all
(*needles*), so that a line is tried only against the few patterns it has a needle of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick

_QUANTIFIER = re.compile(r"[?*+]|\{(\d*)(?:(,)(\d*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a sequence: a character, a group of branches, or anything else."""

    literal: str = ""
    branches: tuple[tuple[Part, ...], ...] = ()
    least: int = 1
    is_repeat: bool = False  # may occur a varying number of times, more than once


def parse(pattern: str) -> tuple[tuple[Part, ...], ...]:
    """Return the branches of *pattern*. Raises ``ValueError`` for what the dialect does not have."""
    branches, end = _branches(pattern, 0)
    if end != len(pattern):
        raise ValueError(f"unexpected {pattern[end]!r} at {end}")
    for branch in branches:
        _refuse_nesting(branch, inside=False)
    return branches


def needles(branches: Sequence[Sequence[Part]]) -> frozenset[str]:
    """Return strings of which every match contains at least one; empty if there are none.

    >>> sorted(needles(parse(r"(?:read|see) also: .{2,90}")))
    [' also: ']
    >>> sorted(needles(parse(r".{0,90}(?:share|sale)s? of \\d+|advert")))
    [' of ', 'advert']
    """
    found = [_best(branch) for branch in branches]
    return frozenset().union(*found) if all(found) else frozenset()


def _best(branch: Sequence[Part]) -> frozenset[str]:
    """Return the choice whose shortest needle is longest: it lets the fewest lines through."""
    choices = [frozenset({run}) for run in _runs(branch)]
    choices += [needles(part.branches) for part in branch if part.branches and part.least]
    return max(
        (choice for choice in choices if choice),
        key=lambda choice: (min(map(len, choice)), -len(choice)),
        default=frozenset(),
    )


def _runs(branch: Iterable[Part]) -> Iterator[str]:
    run = ""
    for part in branch:
        if part.literal and part.least:
            run += part.literal
            if not part.is_repeat:
                continue
        if run:
            yield run
        run = ""
    if run:
        yield run


def _branches(pattern: str, at: int) -> tuple[tuple[tuple[Part, ...], ...], int]:
    branches: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    while at < len(pattern) and pattern[at] != ")":
        if pattern[at] == "|":
            branches.append(tuple(parts))
            parts = []
            at += 1
            continue
        literal, inner, at = _atom(pattern, at)
        least, is_repeat, at = _quantifier(pattern, at)
        parts.append(Part(literal=literal, branches=inner, least=least, is_repeat=is_repeat))
    return (*branches, tuple(parts)), at


def _atom(pattern: str, at: int) -> tuple[str, tuple[tuple[Part, ...], ...], int]:
    char = pattern[at]
    if char == "(":
        if not pattern.startswith("(?:", at):
            raise ValueError(f"only (?:...) groups are allowed, at {at}")
        inner, end = _branches(pattern, at + 3)
        if end >= len(pattern):
            raise ValueError(f"group at {at} is not closed")
        return "", inner, end + 1
    if char == "[":
        end = pattern.index("]", at + 2)
        while pattern[end - 1] == "\\":
            end = pattern.index("]", end + 1)
        return "", (), end + 1
    if char == "\\":
        escaped = pattern[at + 1]
        if escaped == "x":
            return chr(int(pattern[at + 2 : at + 4], 16)), (), at + 4
        if escaped.isdigit():
            raise ValueError(f"back-references are not allowed, at {at}")
        return ("" if escaped.isalnum() else escaped), (), at + 2
    return ("" if char in ".^$" else char), (), at + 1


def _quantifier(pattern: str, at: int) -> tuple[int, bool, int]:
    match = _QUANTIFIER.match(pattern, at)
    if match is None:
        return 1, False, at
    end = match.end() + (pattern[match.end() : match.end() + 1] == "?")  # lazy
    if match[0] in "?*":
        return 0, match[0] == "*", end
    if match[0] == "+":
        return 1, True, end
    return int(match[1] or 0), match[2] is not None, end


def _refuse_nesting(branch: Iterable[Part], *, inside: bool) -> None:
    for part in branch:
        if part.is_repeat and inside:
            raise ValueError("a repeat inside a repeat")
        for inner in part.branches:
            _refuse_nesting(inner, inside=inside or part.is_repeat)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern of a rule, checked and compiled."""

    compiled: re.Pattern[str]
    needles: frozenset[str]

    @classmethod
    def compile(cls, text: str, ending: str = "") -> Pattern:
        """Return *text*, which may be followed by *ending*. Raises ``ValueError`` if it is wrong."""
        try:
            compiled = re.compile(f"(?:{text}){ending}")
        except re.error as error:
            raise ValueError(str(error)) from error
        return cls(compiled=compiled, needles=needles(parse(text)))


class Matcher:
    """Many patterns at once: which of them match a whole line?"""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Sort *patterns* by their needles."""
        self._patterns = patterns
        owners: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            if not pattern.needles:
                self._always.append(number)
            for needle in pattern.needles:
                owners.setdefault(needle, []).append(number)
        self._needles = ahocorasick.Automaton()
        for needle, numbers in owners.items():
            self._needles.add_word(needle, tuple(numbers))
        self._needles.make_automaton()

    def matching(self, form: str) -> list[int]:
        """Return the numbers of the patterns that match all of *form*, in order."""
        tried = set(self._always)
        if len(self._needles):
            tried.update(*{numbers for _, numbers in self._needles.iter(form)})
        return [n for n in sorted(tried) if self._patterns[n].compiled.fullmatch(form)]


class Finder:
    """Many patterns at once: does one of them occur anywhere in a line?"""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Join *patterns*; a line without any of their needles is not tried at all."""
        self._pattern = re.compile("|".join(pattern.compiled.pattern for pattern in patterns))
        self._always = not all(pattern.needles for pattern in patterns)
        self._needles = ahocorasick.Automaton()
        for needle in frozenset().union(*(pattern.needles for pattern in patterns)):
            self._needles.add_word(needle, True)
        self._needles.make_automaton()

    def occurs_in(self, form: str) -> bool:
        """Whether a pattern matches somewhere in *form*."""
        if not self._always and not (
            len(self._needles) and next(self._needles.iter(form), None) is not None
        ):
            return False
        return self._pattern.search(form) is not None
