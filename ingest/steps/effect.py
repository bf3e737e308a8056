"""What another way of cleaning would do to the texts already stored. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.adapters.store.articles import text_lines
from ingest.model import Article, Block, CleanText, Extraction, PageKind, StoredArticle

Cleaner = Callable[[Extraction], CleanText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The lines of one article that only the new way takes, or that it lets back in."""

    stored: StoredArticle
    gone: tuple[str, ...]
    back: tuple[str, ...]


def effects(articles: Iterable[StoredArticle], before: Cleaner, after: Cleaner) -> list[Effect]:
    """Return the articles of which *after* leaves another text than *before*.

    Both read the lines that were extracted when the article was stored, so that the difference is that
    of the two and of nothing else.
    """
    found = []
    for stored in articles:
        extraction = _as_extracted(stored.article)
        old = {line.position: line.line for line in before(extraction).removed}
        new = {line.position: line.line for line in after(extraction).removed}
        gone = tuple(line for at, line in new.items() if at not in old)
        back = tuple(line for at, line in old.items() if at not in new)
        if gone or back:
            found.append(Effect(stored=stored, gone=gone, back=back))
    return found


def _as_extracted(item: Article) -> Extraction:
    return Extraction(
        url=item.url,
        kind=PageKind.ARTICLE,
        blocks=tuple(Block(text=line.text) for line in text_lines(item)),
        headline=item.headline,
        titles=(item.headline,),
        authors=item.authors,
        published=item.published,
        language=item.language,
    )
