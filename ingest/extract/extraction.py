"""The order in which a page is read: metadata, then candidates for the body, then a verdict."""

from __future__ import annotations

from copy import copy
from datetime import datetime

from ingest.extract.candidates import Candidate, by_trafilatura
from ingest.extract.leaves import leaves_of
from ingest.extract.metadata import read_metadata
from ingest.extract.placing import refine
from ingest.extract.plaintext import read_lines
from ingest.extract.prune import prune
from ingest.extract.reading import read_page
from ingest.model import Entry, Extraction, Page, PageKind
from ingest.normalize.language import detect_language


def extract(page: Page, *, entry: Entry | None = None, now: datetime) -> Extraction:
    """Return what *page* says: an ``Extraction`` for any input, with a kind and a reason.

    *entry* fills in what the page leaves open (language); *now* bounds plausible dates.
    """
    url = page.final_url or page.url
    hint = entry.language if entry else ""
    reading = read_page(page)
    if reading.problem:
        return Extraction(url=url, kind=PageKind.EMPTY, blocks=(), reason=reading.problem)
    if reading.tree is None:
        return read_lines(reading.text, url=url, hint=hint)
    metadata = read_metadata(reading.tree, url, now)
    pruned = copy(reading.tree)
    leaves = leaves_of(pruned)
    prune(pruned, leaves)
    body = by_trafilatura(pruned, "pruned")
    body = Candidate(method=body.method, blocks=refine(body.blocks, leaves))
    text = "\n".join(block.text for block in body.blocks)
    return Extraction(
        url=url,
        kind=PageKind.ARTICLE if body.blocks else PageKind.EMPTY,
        blocks=body.blocks,
        headline=metadata.headline,
        titles=metadata.titles,
        canonical_url=metadata.canonical,
        authors=metadata.authors,
        published=metadata.published,
        modified=metadata.modified,
        language=detect_language(text, metadata.head.language or hint),
        section=metadata.section,
        image=metadata.image,
        site_name=metadata.site_name,
        method=body.method,
        reason="" if body.blocks else "no main text found",
    )
