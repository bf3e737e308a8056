"""Selecting a digest from the store: which changes it covers, what earlier ones told, what was unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from ingest.adapters.store import Store, Transaction
from ingest.digest import Edition, EditLine, Past, Rendered, render, select
from ingest.digest.wording import EDITS, one_line
from ingest.model import Source, StoredArticle, Story
from ingest.records import ChangeOp, DigestRun
from ingest.settings import DigestBlock
from ingest.steps.sight import completeness, left_out, sight
from ingest.stories import WINDOW, group
from ingest.versions import compare

CONSUMER = "digest"
REMEMBERED = 14  # digests whose articles count as told before
CONTEXT = (
    6  # latest articles of a story told before, by which a new text is recognised as its sequel
)
CHANGES_AT_ONCE = 5_000


def day_of(now: datetime, settings: DigestBlock) -> str:
    """Return today's date where the readers are."""
    return now.astimezone(ZoneInfo(settings.time_zone)).date().isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A digest before it is stored."""

    edition: Edition
    told: Mapping[str, str]  # article id → story id
    after: int  # the changes it covers: after this number
    upto: int  # and up to this one


def preview(
    store: Store, sources: Mapping[str, Source], settings: DigestBlock, now: datetime, *, demo: bool
) -> tuple[Edition, Rendered]:
    """Return the digest as it would be sent now; nothing is stored."""
    draft = _draft(store, sources, settings, now, demo=demo)
    return draft.edition, _rendered(draft.edition, settings)


def select_digest(
    store: Store, sources: Mapping[str, Source], settings: DigestBlock, now: datetime, *, demo: bool
) -> DigestRun:
    """Select and keep today's digest; a second call on the same day returns the same one.

    The selection and the move of the watermark are one transaction: what a digest covers is never told
    again, and never skipped. The work before it is done on a snapshot, so that nobody has to wait; when
    somebody else selected meanwhile, theirs counts.
    """
    digest_id = f"digest-{day_of(now, settings)}"
    while True:
        with store.read() as tx:
            if kept := next((d for d in tx.digests.list(limit=2) if d.id == digest_id), None):
                return kept
        draft = _draft(store, sources, settings, now, demo=demo)
        rendered = _rendered(draft.edition, settings)
        with store.write() as tx:
            tx.lock()
            if tx.changes.cursor(CONSUMER) == draft.after:
                return _keep(tx, digest_id, draft, rendered)


def _keep(tx: Transaction, digest_id: str, draft: Draft, rendered: Rendered) -> DigestRun:
    edition = draft.edition
    run = tx.digests.start(digest_id, day=edition.day, feed_after=draft.after, feed_upto=draft.upto)
    if run.state != "started":
        return run
    tx.changes.advance(CONSUMER, draft.upto)
    return tx.digests.render(
        digest_id,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        article_ids=draft.told.keys(),
        stories=draft.told,
        stats={
            "stories": edition.stories,
            "articles": edition.articles,
            "sources": edition.sources,
            "duplicates": edition.duplicates,
        },
    )


def _rendered(edition: Edition, settings: DigestBlock) -> Rendered:
    return render(edition, web_url=settings.web_url, unsubscribe_url=settings.unsubscribe_url)


# ── what goes into it ────────────────────────────────────────────────────────────────────────


def _draft(
    store: Store, sources: Mapping[str, Source], settings: DigestBlock, now: datetime, *, demo: bool
) -> Draft:
    with store.read() as tx:
        after, upto = tx.changes.cursor(CONSUMER), tx.changes.last_no()
        earlier = [d for d in tx.digests.list(limit=REMEMBERED) if d.state != "started"]
        start = max((d.created_at for d in earlier), default=None)
        past = _past(tx, earlier)
        fresh = tx.articles.since_feed(after, upto)
        stories = group(_with_context(tx, fresh, earlier, past, now), past.stories)
        edits, withdrawn = _since_told(tx, fresh, past, after, upto)
        answered, blind = sight(tx, sources, start, now)
        ids = {article.id for article in fresh}
        edition = select(
            stories,
            sources,
            day=day_of(now, settings),
            start=start,
            end=now,
            fresh=ids,
            past=past,
            edits=_worded(edits, sources),
            withdrawn=withdrawn,
            left_out=left_out(tx, start, now),
            blind=blind,
            answered=answered,
            most=settings.max_stories,
            demo=demo,
        )
        edition = replace(edition, completeness=completeness(tx, now))
    return Draft(edition=edition, told=_told(stories, ids), after=after, upto=upto)


def _told(stories: Sequence[Story], fresh: set[str]) -> dict[str, str]:
    members = ((a.id, s.id) for s in stories for a in (*s.members, *s.copies))
    return {article: story for article, story in members if article in fresh}


def _past(tx: Transaction, earlier: Sequence[DigestRun]) -> Past:
    stories: dict[str, str] = {}
    days: dict[str, str] = {}
    for run in sorted(earlier, key=lambda run: run.created_at):
        for article, story in tx.digests.stories(run.id).items():
            stories[article] = story or article  # told before stories were remembered
            days.setdefault(stories[article], run.day)
    return Past(stories=stories, days=days)


def _with_context(
    tx: Transaction,
    fresh: Sequence[StoredArticle],
    earlier: Sequence[DigestRun],
    past: Past,
    now: datetime,
) -> list[StoredArticle]:
    """Return *fresh* and the articles by which a sequel or a late copy is recognised as such."""
    recent = (d for d in earlier if now - d.created_at <= WINDOW)
    told = tx.articles.many(
        chain.from_iterable(map(tx.digests.article_ids, (d.id for d in recent)))
    )
    of_story: defaultdict[str, list[StoredArticle]] = defaultdict(list)
    for article in sorted(told, key=lambda a: (a.first_seen, a.id), reverse=True):
        of_story[past.stories[article.id]].append(article)
    latest = [a for articles in of_story.values() for a in articles[:CONTEXT]]
    origins = tx.articles.many(
        sorted({r.b for a in fresh for r in a.relations if r.b in past.stories})
    )
    context = {a.id: a for a in (*latest, *origins) if a.status == "kept"}
    return [*(context | {a.id: a for a in fresh}).values()]


Edited = dict[str, list[tuple[str, str, str, str]]]  # article id → kind, before, after, source key


def _since_told(
    tx: Transaction, fresh: Sequence[StoredArticle], past: Past, after: int, upto: int
) -> tuple[Edited, list[StoredArticle]]:
    """Return what was edited in articles told before, and which of them were taken back."""
    told_version: dict[str, int] = {}
    taken_back: set[str] = set()
    while past.stories and (changes := tx.changes.after(after, CHANGES_AT_ONCE)):
        for change in changes:
            if change.no > upto or change.article_id not in past.stories:
                continue
            if change.op is ChangeOp.CHANGED:
                told_version.setdefault(change.article_id, change.version - 1)
            elif change.op is ChangeOp.WITHDRAWN:
                taken_back.add(change.article_id)
        after = changes[-1].no
    edits: Edited = {}
    for stored in fresh:
        if version := told_version.get(stored.id):
            told, *_, latest = tx.articles.versions(stored.id)[version - 1 :]
            edits[stored.id] = [
                (str(edit.kind), edit.before, edit.after, stored.article.source_key)
                for edit in compare(told, latest).edits
            ]
    withdrawn = [a for a in tx.articles.many(sorted(taken_back)) if a.status != "kept"]
    return edits, withdrawn


def _worded(edits: Edited, sources: Mapping[str, Source]) -> dict[str, list[EditLine]]:
    return {
        article: [
            EditLine(
                what=EDITS.get(kind, kind),
                before=one_line(before, 2_000),
                after=one_line(after, 2_000),
                by=one_line(sources[key].name if key in sources else key, 80),
            )
            for kind, before, after, key in found
        ]
        for article, found in edits.items()
    }
