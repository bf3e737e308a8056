"""Plain text: every line is a block, in its place."""

from __future__ import annotations

from ingest.extract.corrections import find_corrections
from ingest.extract.kind import no_language
from ingest.model import Block, Extraction, PageKind
from ingest.normalize.language import detect_language
from ingest.normalize.text import normalize_text


def read_lines(text: str, *, url: str, hint: str = "") -> Extraction:
    """Return *text* as an extraction whose blocks are its non-empty lines."""
    lines = [" ".join(line.split()) for line in normalize_text(text).splitlines()]
    blocks = tuple(Block(text=line) for line in lines if line)
    reason = no_language("\n".join(lines)) if blocks else "the page is empty"
    return Extraction(
        url=url,
        kind=PageKind.EMPTY if reason else PageKind.ARTICLE,
        blocks=blocks,
        language=detect_language("\n".join(block.text for block in blocks), hint),
        corrections=find_corrections((), blocks),
        method="text",
        reason=reason,
    )
