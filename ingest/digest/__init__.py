"""The daily digest: which stories, in which order, quoted how, and what it could not see."""

from ingest.digest.edition import Blind, Completeness, Edition, EditLine, Item, Quote, SourceLine
from ingest.digest.render import Rendered, render
from ingest.digest.selection import Past, select

__all__ = [
    "Blind",
    "Completeness",
    "EditLine",
    "Edition",
    "Item",
    "Past",
    "Quote",
    "Rendered",
    "SourceLine",
    "render",
    "select",
]
