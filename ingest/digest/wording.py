"""Texts of others made fit for one line, and our own words for what happened to them."""

from __future__ import annotations

import re

from ingest.normalize.text import normalize_text

HEADLINE = 220  # characters; longer ones are texts in disguise
EDIT = 180
REASON = 90

# By the kinds of ``ingest.versions``, which name edits for programs.
EDITS = {
    "deleted": "taken down",
    "correction-notice": "correction",
    "back-dated": "publication date moved back",
    "headline": "headline",
    "casualty-figure": "number of casualties",
    "number": "figure",
    "quote": "quotation",
    "attribution": "who is said to have said it",
    "name": "name",
    "paragraph-removed": "passage",
    "paragraph-added": "passage",
    "wording": "wording",
}

LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "de": "German", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "it": "Italian", "ja": "Japanese", "kk": "Kazakh",
    "ko": "Korean", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip

_LINK = re.compile(r"https?://[^\s\x00-\x20\x7f\"<>\\]+", re.IGNORECASE)
LONGEST_LINK = 2_000  # characters; mail programs cut longer ones


def one_line(text: str, most: int = HEADLINE) -> str:
    """Return *text* as one line of at most *most* characters, without control characters.

    Marks that turn the direction of writing go as well: they would turn our own words, too.

    >>> one_line("Talks\\r\\nBcc: all \\u202etxet"), one_line("a" * 300, 5)
    ('Talks Bcc: all txet', 'aaaa…')
    """
    line = " ".join(normalize_text(text[: most * 20]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def safe_link(url: str) -> str:
    """Return *url* if it may be a link, else "": only the web, never a script, nothing to break out.

    >>> safe_link("https://a.example/1"), safe_link("javascript:alert(1)"), safe_link("https://a/ b")
    ('https://a.example/1', '', '')
    """
    return url if len(url) <= LONGEST_LINK and _LINK.fullmatch(url) else ""


def language_name(code: str) -> str:
    """Return the English name of a language, or its code.

    >>> language_name("uk"), language_name("xx")
    ('Ukrainian', 'xx')
    """
    return LANGUAGES.get(code, code)
