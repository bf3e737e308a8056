"""The line cleaner: what is not the article goes, each line with the rule that took it out.

Wording is data (``config/boilerplate/``); place and form are here: the title near the top,
captions by credit or place, links by their neighbours, and lines learned per publisher.
"""

from ingest.clean.engine import clean
from ingest.clean.family import with_family
from ingest.clean.memory import (
    EMPTY,
    LineCount,
    SiteMemory,
    article_keys,
    is_boilerplate,
    learn,
    memory_keys,
    memory_of,
    seen_lines,
)
from ingest.clean.rules import CleaningRules, load_rules

__all__ = [
    "EMPTY",
    "CleaningRules",
    "LineCount",
    "SiteMemory",
    "article_keys",
    "clean",
    "is_boilerplate",
    "learn",
    "load_rules",
    "memory_keys",
    "memory_of",
    "seen_lines",
    "with_family",
]
