"""Which stories a digest tells, in which order, and what they say. Pure: values in, an Edition out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ingest.digest.edition import Blind, Edition, EditLine, Item, Quote, SourceLine, Status
from ingest.digest.sentences import adjoining, quotable, sentences
from ingest.digest.wording import one_line
from ingest.model import Source, StoredArticle, Story
from ingest.stories import place, since

QUOTES_PER_STORY = 2
HALF_LIFE = timedelta(hours=18)  # a story loses half its weight in the time between two front pages
NEWS = timedelta(
    days=7
)  # an article published so long before the window is no news when it is found
TOO_OLD = "published more than a week before"
UNTOUCHED = "told before and unchanged in substance"
_BALANCE = {  # camps whose silence readers must be told of (see docs/decisions.md)
    "ukraine": "no fresh Ukrainian source",
    "russia-indep": "no fresh independent Russian source",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What earlier digests told."""

    stories: Mapping[str, str] = field(default_factory=dict)  # article id → story id
    days: Mapping[str, str] = field(default_factory=dict)  # story id → day it was first told


def select(
    stories: Sequence[Story],
    sources: Mapping[str, Source],
    *,
    day: str,
    start: datetime | None,
    end: datetime,
    fresh: Collection[str] | None = None,
    past: Past | None = None,
    edits: Mapping[str, Sequence[EditLine]] | None = None,
    withdrawn: Iterable[StoredArticle] = (),
    left_out: Mapping[str, int] | None = None,
    blind: Sequence[Blind] = (),
    answered: Collection[str] = (),
    most: int = 30,
    demo: bool = False,
) -> Edition:
    """Return the digest of *stories*: the widest told and freshest first, at most *most* in full.

    *fresh* are the ids of the articles this digest is about (default: all); the others are what earlier
    digests told of the same stories. *edits* say what changed in an article since then, *answered* are
    the keys of the sources that were read in the window. Nothing is left out silently: what exceeds
    *most* is still named, what is not told is counted by reason.
    """
    past, edits = past or Past(), edits or {}
    oldest = (start or end) - NEWS
    skipped: Counter[str] = Counter(left_out or {})
    drafts: list[tuple[Item, _Part]] = []
    told: list[StoredArticle] = []
    for story in stories:
        part = _part(story, fresh, past, edits, oldest)
        skipped[TOO_OLD] += part.too_old
        if part.status is None:
            skipped[UNTOUCHED] += len(part.again)
            continue
        drafts.append((_item(part, part.status, sources, past, edits, day), part))
        told += (*part.own, *part.copies, *part.again)
    drafts.sort(key=lambda draft: (-_rank(draft[0], end), draft[0].id))
    return Edition(
        day=day,
        start=start,
        end=end,
        items=tuple(_quoting(item, part, sources, edits) for item, part in drafts[:most]),
        further=tuple(item for item, _ in drafts[most:]),
        withdrawn=tuple(_line(a, sources) for a in sorted(withdrawn, key=place)),
        topic=_topic(told),
        articles=len(told),
        sources=len({a.article.source_key for a in told}),
        duplicates=sum(item.copies for item, _ in drafts),
        left_out={reason: n for reason, n in sorted(skipped.items()) if n},
        blind=tuple(sorted(blind, key=lambda b: (b.kind, b.name.casefold()))),
        warnings=tuple(_imbalance(sources, answered)),
        answered=len(set(answered)),
        demo=demo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What one digest tells of one story."""

    story: Story
    status: Status | None
    own: tuple[StoredArticle, ...]  # new, in own words
    copies: tuple[StoredArticle, ...]  # new, repeating others
    again: tuple[StoredArticle, ...]  # told before, touched since
    before: tuple[StoredArticle, ...]  # told before
    too_old: int


def _part(
    story: Story,
    fresh: Collection[str] | None,
    past: Past,
    edits: Mapping[str, Sequence[EditLine]],
    oldest: datetime,
) -> _Part:
    here = [a for a in (*story.members, *story.copies) if fresh is None or a.id in fresh]
    new = [a for a in here if a.id not in past.stories]
    young = {a.id for a in new if since(a) >= oldest}
    own = tuple(a for a in story.members if a.id in young)
    copies = tuple(a for a in story.copies if a.id in young)
    again = tuple(a for a in here if a.id in past.stories)
    before = tuple(a for a in (*story.members, *story.copies) if a.id in past.stories)
    status: Status | None = None
    if own:
        status = "developing" if before else "new"
    elif any(edits.get(a.id) for a in again):
        status = "changed"
    elif copies:
        status = "copied" if before else "new"
    return _Part(
        story=story,
        status=status,
        own=own,
        copies=copies,
        again=again,
        before=before,
        too_old=len(new) - len(young),
    )


def _speakers(part: _Part, edits: Mapping[str, Sequence[EditLine]]) -> tuple[StoredArticle, ...]:
    """Return who tells the story now, the one whose headline it gets first."""
    own = part.own or tuple(a for a in part.again if edits.get(a.id)) or part.story.members[:1]
    lead = own[0] if len(own) == 1 else min(own, key=_lead_first)
    return lead, *(a for a in own if a is not lead)


def _item(
    part: _Part,
    status: Status,
    sources: Mapping[str, Source],
    past: Past,
    edits: Mapping[str, Sequence[EditLine]],
    day: str,
) -> Item:
    lead, *others = _speakers(part, edits)
    first = part.story.members[0]
    alone = len(part.story.members) + len(part.story.copies) == 1
    return Item(
        id=part.story.id,
        status=status,
        headline=_headline(lead),
        language=lead.article.language,
        lead=_line(lead, sources),
        changes=tuple(dict.fromkeys(edit for a in part.again for edit in edits.get(a.id, ()))),
        sources=_by_publisher((lead, *others), sources),
        copied_by=_by_publisher(part.copies, sources),
        copies=len(part.copies),
        day=_day_of_story(part.story.id, past, day),
        latest=max(since(a) for a in (*part.own, *part.copies) or part.again),
        first=None if alone else _line(first, sources),
        first_at=None if alone else since(first),
    )


def _quoting(
    item: Item,
    part: _Part,
    sources: Mapping[str, Source],
    edits: Mapping[str, Sequence[EditLine]],
) -> Item:
    """Return *item* with what its texts say; only for stories told in full, as it takes reading them."""
    lead, *others = _speakers(part, edits)
    known = [s for a in part.before for s in sentences(a.article.text)[:8] if part.own]
    return replace(item, quotes=tuple(_quotes(lead, (lead, *others), known, sources)))


def _lead_first(stored: StoredArticle) -> tuple[object, ...]:
    """Who speaks first: whole texts before teasers, others before state media, then the earliest."""
    article = stored.article
    mute = not quotable(article.text, 1, headline=article.headline)
    return (mute, not article.is_full_text, article.state_media, place(stored))


def _quotes(
    lead: StoredArticle,
    own: Sequence[StoredArticle],
    known: Sequence[str],
    sources: Mapping[str, Source],
) -> Iterable[Quote]:
    """Yield what the lead says (what is new, when the story was told before), then another camp's voice."""
    said = _say(lead, QUOTES_PER_STORY, known) or _say(lead, QUOTES_PER_STORY, ())
    if said:
        together = adjoining(lead.article.text, said)
        yield Quote(sentences=said, source=_line(lead, sources), adjoining=together)
    for other in sorted(own, key=_lead_first):
        if _camp(other) != _camp(lead) and (words := _say(other, 1, (*known, *said))):
            yield Quote(sentences=words, source=_line(other, sources))
            return


def _say(stored: StoredArticle, count: int, known: Sequence[str]) -> tuple[str, ...]:
    article = stored.article
    return quotable(article.text, count, headline=article.headline, known=known)


def _camp(stored: StoredArticle) -> tuple[str, bool]:
    return stored.article.country, stored.article.state_media


def _by_publisher(
    articles: Sequence[StoredArticle], sources: Mapping[str, Source]
) -> tuple[SourceLine, ...]:
    """Return one line a publisher, whose first article here speaks for it."""
    families: dict[str, list[StoredArticle]] = {}
    for stored in articles:
        families.setdefault(stored.article.publisher or stored.article.source_key, []).append(
            stored
        )
    return tuple(_line(first, sources, len(rest)) for first, *rest in families.values())


def _line(stored: StoredArticle, sources: Mapping[str, Source], more: int = 0) -> SourceLine:
    article = stored.article
    source = sources.get(article.source_key)
    return SourceLine(
        name=one_line(source.name if source else article.publisher, 80),
        headline=_headline(stored),
        url=article.url,
        language=article.language,
        country=article.country,
        state_media=article.state_media,
        is_full_text=article.is_full_text,
        more=more,
    )


def _headline(stored: StoredArticle) -> str:
    article = stored.article
    return one_line(article.headline) or one_line(article.standfirst) or one_line(article.url)


def _day_of_story(identity: str, past: Past, day: str) -> int:
    first = past.days.get(identity, day)
    return (datetime.fromisoformat(day) - datetime.fromisoformat(first)).days + 1


def _topic(articles: Iterable[StoredArticle]) -> str:
    """Return what most of *articles* were judged to be about: "China · Russia · Ukraine"."""
    keys = Counter(a.article.relevance.topic for a in articles if a.article.relevance.topic)
    if not keys:
        return ""
    key = min(keys, key=lambda k: (-keys[k], k))
    return " · ".join(part.capitalize() for part in key.split("-"))


def _rank(item: Item, end: datetime) -> float:
    """Independent tellings count by their logarithm, copies hardly; age halves the weight."""
    width = math.log2(1 + item.publishers) + 0.1 * math.log2(1 + len(item.copied_by))
    age = max(timedelta(), end - item.latest) if item.latest else HALF_LIFE
    novelty = {"new": 1.0, "changed": 1.1, "developing": 0.9, "copied": 0.4}[item.status]
    return float(width * novelty * 0.5 ** (age / HALF_LIFE))


def _imbalance(sources: Mapping[str, Source], answered: Collection[str]) -> Iterable[str]:
    for camp, warning in _BALANCE.items():
        members = [s for s in sources.values() if s.group == camp]
        if not members:
            continue
        if not any(s.enabled for s in members):
            yield f"{warning}: none is monitored"
        elif not any(s.key in answered for s in members):
            yield f"{warning}: none of {sum(s.enabled for s in members)} could be read"
