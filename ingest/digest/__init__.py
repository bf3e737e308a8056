"""The daily digest: which stories, in which order, quoted how, and what it could not see."""

from ingest.digest.edition import Blind, Edition, Item, SourceLine
from ingest.digest.render import Rendered, render
from ingest.digest.selection import select

__all__ = ["Blind", "Edition", "Item", "Rendered", "SourceLine", "render", "select"]
