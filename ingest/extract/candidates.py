"""Readings of one page's body by different methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import trafilatura
from lxml.html import HtmlElement

from ingest.extract.agreement import Triples, triples
from ingest.extract.blocks import blocks_of
from ingest.extract.leaves import Leaf
from ingest.extract.placing import refine
from ingest.model import Block

Mode = Literal["fast", "balanced", "precision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One reading of the body."""

    method: str
    blocks: tuple[Block, ...] = ()
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def triples(self) -> Triples:
        """What is compared when candidates are."""
        return triples(self.text)


def by_trafilatura(
    tree: HtmlElement, leaves: Sequence[Leaf], method: str, mode: Mode = "balanced"
) -> Candidate:
    """Return trafilatura's reading of *tree*, laid beside the *leaves* of that tree."""
    try:
        document = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=False,
            fast=mode == "fast",
            favor_precision=mode == "precision",
        )
    except ValueError:  # it unescapes what it read: a number of thousands of digits, put together
        return Candidate(method=method)
    body = None if document is None or isinstance(document, dict) else document.body
    blocks = blocks_of(body) if body is not None else ()
    return Candidate(method=method, blocks=refine(blocks, leaves))


def by_publisher(body: str) -> Candidate:
    """Return the body the publisher gives in its structured data: rarely all of it."""
    lines = body.splitlines()
    return Candidate(method="json-ld", blocks=tuple(Block(text=line) for line in lines if line))
