"""Readings of one page's body by different methods."""

from __future__ import annotations

from dataclasses import dataclass

import trafilatura
from lxml.html import HtmlElement

from ingest.extract.blocks import blocks_of
from ingest.model import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One reading of the body."""

    method: str
    blocks: tuple[Block, ...]


def by_trafilatura(tree: HtmlElement, method: str, *, precision: bool = False) -> Candidate:
    """Return trafilatura's reading of *tree*, which is left as it is."""
    document = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, favor_precision=precision
    )
    body = None if document is None or isinstance(document, dict) else document.body
    return Candidate(method=method, blocks=blocks_of(body) if body is not None else ())
