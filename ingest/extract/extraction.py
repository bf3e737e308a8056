"""The order in which a page is read: metadata, then candidates for the body, then a verdict."""

from __future__ import annotations

from datetime import datetime

from ingest.extract.agencies import agency_credited
from ingest.extract.choice import read_body
from ingest.extract.corrections import find_corrections
from ingest.extract.kind import judge_kind
from ingest.extract.metadata import read_metadata
from ingest.extract.plaintext import read_lines
from ingest.extract.platform import platform_of
from ingest.extract.reading import read_page
from ingest.extract.shape import shape_of
from ingest.extract.standfirst import find_standfirst
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
    body, leaves = read_body(reading.tree, metadata.ld.body)
    verdict = judge_kind(metadata, body, shape_of(leaves, body.blocks), reading.tree, page)
    return Extraction(
        url=url,
        kind=verdict.kind,
        blocks=body.blocks,
        headline=metadata.headline,
        titles=metadata.titles,
        canonical_url=metadata.canonical,
        standfirst=find_standfirst(metadata.descriptions, leaves),
        authors=metadata.authors,
        agency=metadata.agency or agency_credited([block.text for block in body.blocks]),
        published=metadata.published,
        modified=metadata.modified,
        language=detect_language(body.text, metadata.head.language or hint),
        section=metadata.section,
        image=metadata.image,
        site_name=metadata.site_name,
        corrections=find_corrections(metadata.ld.corrections, body.blocks, reading.tree),
        platform=platform_of(reading.tree),
        method=body.method,
        confidence=body.confidence,
        reason=verdict.reason,
    )
