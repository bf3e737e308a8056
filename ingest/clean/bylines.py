"""Who wrote it, told by form: a name alone at either end, a name after "by", a line about an author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ingest.clean.draft import Draft, Verdict, Verdicts, in_place
from ingest.clean.lines import Line, match_form, words_of
from ingest.clean.titles import has_title

MAX_NAME = 40
MAX_ZONE = 5  # open lines before or after the prose; more of them are a list

AUTHOR_NAME = Verdict(rule="author-name", rule_class="byline")
AUTHOR_BIO = Verdict(rule="author-bio", rule_class="byline")
NAME_LINE = Verdict(rule="name-line", rule_class="byline")

_BY = re.compile(
    r"^(?:by|von|par|por|di|door|av|автор|авторка|текст|作者|بقلم)(?:\s*[:：]\s*|\s+)(?P<names>.+)$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|&|/| and | und | et | y | и | та )\s*")
_BIO_VERBS = frozenset(
    ("is", "was", "covers", "writes", "reports", "joined", "has", "ist", "schreibt", "est", "es")
)


def drop_authors(draft: Draft) -> Verdicts:
    """Drop known authors' names, alone or after "by", and what is said about them at the end."""
    names = [words_of(match_form(name)) for name in draft.case.extraction.authors]
    count, first, last = len(draft.lines), draft.first_prose, draft.last_prose
    found: dict[int, Verdict] = {}
    for index, line in enumerate(draft.lines):
        at_edge = in_place("edges", index, count, first, last)
        if (line.words in names and at_edge) or _is_by(line, names):
            found[line.position] = AUTHOR_NAME
        elif in_place("last", index, count, first, last) and _is_bio(line, names):
            found[line.position] = AUTHOR_BIO
    return found


def _is_by(line: Line, names: Iterable[tuple[str, ...]]) -> bool:
    match = _BY.match(line.text) if line.is_open and len(line.text) < MAX_NAME * 2 else None
    return match is not None and words_of(match_form(match["names"])) in names


def _is_bio(line: Line, names: Iterable[tuple[str, ...]]) -> bool:
    """Whether the line speaks about an author: "Ann Example covers …"."""
    return any(
        len(name) >= 2
        and line.words[: len(name)] == name
        and not _BIO_VERBS.isdisjoint(line.words[len(name) : len(name) + 1])
        for name in names
    )


def drop_name_lines(draft: Draft) -> Verdicts:
    """Drop a name alone between title and text, or below the text.

    Several names are not signatures but a list: winners, dead, line-ups.
    """
    head = draft.head if has_title(draft) else ()
    tail = draft.lines[draft.last_prose + 1 :] if draft.last_prose >= 0 else ()
    found: dict[int, Verdict] = {}
    for zone in (head, tail):
        names = [line for line in zone if _is_name_line(line)]
        if len(names) == 1 and len(zone) <= MAX_ZONE:
            found[names[0].position] = NAME_LINE
    return found


def _is_name_line(line: Line) -> bool:
    return line.kind == "paragraph" and line.is_open and is_person(line.text)


def authors_in(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the persons that removed byline lines name."""
    for line in lines:
        match = _BY.match(line.text)
        names = _AND.split(match["names"]) if match else [line.text]
        yield from (name.strip() for name in names if is_person(name.strip()))


def is_person(text: str) -> bool:
    """Whether *text* has the form of a person's name: two to four words with a capital.

    >>> is_person("Ann Example"), is_person("Ann Example, Kyiv"), is_person("TOP STORIES")
    (True, False, False)
    """
    words = text.split()
    return (
        2 <= len(words) <= 4
        and len(text) <= MAX_NAME
        and all(word[0].isupper() and word.strip(".").replace("-", "").isalpha() for word in words)
        and not text.isupper()
    )
