"""Which stories a digest tells, in which order, and what they say. Pure: values in, an Edition out."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from ingest.digest.edition import Blind, Edition, Item, SourceLine, Status
from ingest.digest.sentences import quotable
from ingest.model import Source, StoredArticle, Story

QUOTES_PER_STORY = 2
SOURCES_SHOWN = 6
HALF_LIFE = timedelta(hours=18)  # a story loses half its weight in the time between two front pages
_BALANCE = {  # camps whose silence readers must be told of (see docs/decisions.md)
    "ukraine": "no fresh Ukrainian source",
    "russia-indep": "no fresh independent Russian source",
}


def select(
    stories: Sequence[Story],
    sources: Mapping[str, Source],
    *,
    day: str,
    start: datetime | None,
    end: datetime,
    told_before: Collection[str] = (),
    edits: Mapping[str, Sequence[str]] | None = None,
    left_out: Mapping[str, int] | None = None,
    blind: Sequence[Blind] = (),
    answered: Collection[str] = (),
    most: int = 30,
    demo: bool = False,
) -> Edition:
    """Return the digest of *stories*: the widest told and freshest first, at most *most* in full.

    *told_before* are ids of articles of earlier digests, *edits* what changed in an article since then,
    *answered* the keys of the sources that were read in the window. Nothing is left out silently: what
    exceeds *most* is still named, what was not stored is counted by reason.
    """
    items = sorted(
        (_item(story, sources, told_before, edits or {}) for story in stories),
        key=lambda item: (-_rank(item, end), item.id),
    )
    members = [a for story in stories for a in (*story.members, *story.copies)]
    return Edition(
        day=day,
        start=start,
        end=end,
        items=tuple(items[:most]),
        further=tuple(items[most:]),
        articles=len(members),
        sources=len({a.article.source_key for a in members}),
        duplicates=sum(item.copies for item in items),
        left_out={k: n for k, n in sorted((left_out or {}).items()) if n},
        blind=tuple(sorted(blind, key=lambda b: b.name)),
        warnings=tuple(_imbalance(sources, answered)),
        answered=len(set(answered)),
        demo=demo,
    )


def _item(
    story: Story,
    sources: Mapping[str, Source],
    told_before: Collection[str],
    edits: Mapping[str, Sequence[str]],
) -> Item:
    told = (*story.members, *story.copies)
    quoted = next((a for a in story.members if quotable(a.article.text)), story.members[0])
    changed = tuple(edit for a in told for edit in edits.get(a.id, ()))
    lead = story.members[0].article
    return Item(
        id=story.id,
        status=_status(story, told_before, changed),
        headline=lead.headline or lead.standfirst or lead.url,
        language=lead.language,
        quotes=quotable(quoted.article.text, QUOTES_PER_STORY),
        quoted_from=_name(quoted, sources),
        changes=changed,
        sources=tuple(_source_line(a, sources, a in story.copies) for a in told),
        publishers=len({a.article.publisher for a in story.members}),
        copies=len(story.copies),
        latest=max(_when(a) for a in told),
    )


def _status(story: Story, told_before: Collection[str], changed: Sequence[str]) -> Status:
    known = [a for a in (*story.members, *story.copies) if a.id in told_before]
    if not known and story.id not in told_before:
        return "new"
    return "changed" if changed else "developing"


def _source_line(stored: StoredArticle, sources: Mapping[str, Source], is_copy: bool) -> SourceLine:
    article = stored.article
    return SourceLine(
        name=_name(stored, sources),
        headline=article.headline,
        url=article.url,
        language=article.language,
        country=article.country,
        state_media=article.state_media,
        is_copy=is_copy,
        is_full_text=article.is_full_text,
    )


def _name(stored: StoredArticle, sources: Mapping[str, Source]) -> str:
    source = sources.get(stored.article.source_key)
    return source.name if source else stored.article.publisher


def _rank(item: Item, end: datetime) -> float:
    """Independent tellings count by their logarithm, copies hardly; age halves the weight."""
    width = math.log2(1 + item.publishers) + 0.2 * math.log2(1 + item.copies)
    age = max(timedelta(), end - item.latest) if item.latest else HALF_LIFE
    novelty = {"new": 1.0, "changed": 1.1, "developing": 0.8}[item.status]
    return float(width * novelty * 0.5 ** (age / HALF_LIFE))


def _when(stored: StoredArticle) -> datetime:
    """When a text became known to us, or was published, whichever is earlier: dates can lie ahead."""
    published = stored.article.published
    return min(published.at, stored.first_seen) if published else stored.first_seen


def _imbalance(sources: Mapping[str, Source], answered: Collection[str]) -> Iterable[str]:
    for camp, warning in _BALANCE.items():
        members = [s for s in sources.values() if s.group == camp]
        if not members:
            continue
        if not any(s.enabled for s in members):
            yield f"{warning}: none is monitored"
        elif not any(s.key in answered for s in members):
            yield f"{warning}: none of {sum(s.enabled for s in members)} could be read"
