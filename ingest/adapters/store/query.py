"""What a person typed, as a search the engines understand. Nothing typed reaches an engine raw.

Words must all occur; "words in quotes" and runs of Chinese must occur as they stand. Everything else
that search engines give a meaning to (``-``, ``*``, ``NEAR``, ``AND``) is just words or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.adapters.store.tokens import token_list

_PART = re.compile(r'"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S+)')

_LANGUAGES = ("ru", "uk", "")  # a word may stand in a text of any language, stemmed by its rules


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand side by side; *ways* are the forms it takes, one per language."""

    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Phrases that must all occur."""

    phrases: tuple[Phrase, ...]

    def __bool__(self) -> bool:
        return bool(self.phrases)

    def for_sqlite(self) -> str:
        """Return the query for FTS5 ``MATCH``: every token quoted."""
        return " AND ".join(
            "(" + " OR ".join(f'"{" ".join(way)}"' for way in phrase.ways) + ")"
            for phrase in self.phrases
        )

    def for_postgres(self) -> str:
        """Return the query as the text of a ``tsquery``: every token quoted."""
        return " & ".join(
            "("
            + " | ".join(
                "(" + " <-> ".join(f"'{token}'" for token in way) + ")" for way in phrase.ways
            )
            + ")"
            for phrase in self.phrases
        )


MAX_PHRASES = 32  # a query is typed; a pasted article is not one


def parse(typed: str) -> Query:
    """Return what *typed* asks for; an empty query when there is no word in it.

    >>> parse('china "peace talks" -x*').for_sqlite()
    '("china") AND ("peac talk") AND ("x")'
    """
    phrases: dict[Phrase, None] = {}
    for match in _PART.finditer(unicodedata.normalize("NFKC", typed)):
        part = next(group for group in match.groups() if group is not None)
        ways = dict.fromkeys(tuple(token_list(part, language)) for language in _LANGUAGES)
        phrase = Phrase(tuple(way for way in ways if way))
        if phrase.ways:
            phrases[phrase] = None
    return Query(tuple(phrases)[:MAX_PHRASES])
