"""What another way of cleaning would do to the texts already stored. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest.adapters.store.articles import text_lines
from ingest.clean import EMPTY, CleaningRules, SiteMemory, clean
from ingest.model import Article, Block, Extraction, PageKind, StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of cleaning: by these rules, and what is learned of each publisher."""

    rules: CleaningRules
    memories: Mapping[str, SiteMemory] = field(default_factory=dict)

    def removed(self, item: Article) -> dict[int, str]:
        """Return the lines this way takes out of what was extracted, by their place."""
        memory = self.memories.get(item.publisher, EMPTY)
        cleaned = clean(_as_extracted(item), self.rules, memory=memory)
        return {line.position: line.line for line in cleaned.removed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The lines of one article that only the new way takes, or that it lets back in."""

    stored: StoredArticle
    gone: tuple[str, ...]
    back: tuple[str, ...]


def effects(articles: Iterable[StoredArticle], before: Way, after: Way) -> list[Effect]:
    """Return the articles of which *after* leaves another text than *before*.

    Both read the lines that were extracted when the article was stored, so that the difference is that
    of the two and of nothing else.
    """
    found = []
    for stored in articles:
        old, new = before.removed(stored.article), after.removed(stored.article)
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
