"""One look at one channel: asked, understood, and stored with what it tells of the channel's health."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ingest.adapters.fetch import Fetcher
from ingest.adapters.store import Store, Transaction
from ingest.discover import Discovery, discover
from ingest.health import (
    Proof,
    appeared_at,
    judge_channel,
    prove,
    unmodified,
    weigh,
)
from ingest.model import Channel, ChannelKind, Entry, Failure, NotModified, Page, Retry, Source
from ingest.normalize.urls import host_of
from ingest.polling import DISTRUST_FOR, NextPoll, Question, after_failure, after_success, question
from ingest.records import ALIVE, Arrival, ChannelState, Poll
from ingest.steps.following import Followed, follow, with_followed

MAX_FOLLOWED = 5  # sub-sitemaps read per poll of a sitemap index, newest first
EVIDENCE = 12  # latest polls from which a channel is judged
POLLS_BACK = 50  # a day at one poll every half hour: what came meanwhile may prove to be nothing
QUICK_RETRY = 180.0  # seconds: what a server asks for beyond this is left to the next poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at one channel. Parsing and storing happen in threads: other answers are on their way."""

    store: Store
    fetcher: Fetcher
    now: Callable[[], datetime]
    run_id: str
    batch: str
    source: Source
    channel: Channel

    async def poll(self, state: ChannelState) -> tuple[Poll, ChannelState]:
        """Ask, understand and store; return the poll and the state after it."""
        started = self.now()
        asked = question(self.channel, state, started)
        answer = await self.fetcher.fetch(asked.url, kind="feed", validators=asked.validators)
        poll = Poll(
            run_id=self.run_id,
            source_key=self.source.key,
            channel_url=self.channel.url,
            at=started,
            outcome="ok",
            validators=state.validators,
            body_hash=state.body_hash,
            newest_item_at=state.newest_item_at,
        )
        if isinstance(answer, NotModified):
            return await asyncio.to_thread(self._not_modified, poll, state)
        if isinstance(answer, Failure):
            return await asyncio.to_thread(self._failed, poll, answer, state)
        found = await self._discovered(answer)
        followed = await follow(self.fetcher, self._discovered, found.follow, MAX_FOLLOWED)
        entries, left_out = with_followed(found, followed)
        if (failure := _failure(answer, found, followed)) and not entries:
            return await asyncio.to_thread(self._failed, poll, failure, state)
        lies = await self._lies(asked, answer, entries, state)
        poll = _with_answer(poll, asked, answer, state)
        poll = replace(poll, reason=left_out, warning=followed.warning)
        return await asyncio.to_thread(self._read, poll, found, answer, entries, state, lies)

    async def _discovered(self, page: Page) -> Discovery:
        now = self.now()
        return await asyncio.to_thread(discover, self.channel, page, self.source, now=now)

    async def _lies(
        self, asked: Question, answer: Page, entries: Sequence[Entry], state: ChannelState
    ) -> bool:
        """Whether the server says "not modified" to the old validators though there is news."""
        if not asked.plain or not state.unmodified or answer.sha256 == state.body_hash:
            return False
        if not await asyncio.to_thread(self._unseen, entries):
            return False
        again = await self.fetcher.fetch(asked.url, kind="feed", validators=state.validators)
        return isinstance(again, NotModified)

    # ── storing ──────────────────────────────────────────────────────────────────────────────

    def _unseen(self, entries: Sequence[Entry]) -> int:
        with self.store.read() as tx:
            keys = [entry.key for entry in entries]
            return len(
                set(keys) - tx.channels.first_seen(self.source.key, self.channel.url, keys).keys()
            )

    def _proof(
        self, tx: Transaction, state: ChannelState, unread: Sequence[Arrival], now: datetime
    ) -> tuple[Proof, list[Poll]]:
        """Return what became of the addresses this channel announced of late, and its polls since."""
        proof = prove(
            [*unread, *tx.channels.arrivals(self.source.key, self.channel.url)],
            {host_of(self.channel.url), *self.source.link_hosts},
            alive=state.verdict.state in ALIVE,
            opens=self.source.body == "open",
            now=now,
        )
        return proof, tx.channels.history(self.source.key, POLLS_BACK, url=self.channel.url)

    def _read(
        self,
        poll: Poll,
        found: Discovery,
        answer: Page,
        entries: Sequence[Entry],
        state: ChannelState,
        lies: bool,
    ) -> tuple[Poll, ChannelState]:
        now = self.now()
        items = {entry.key: appeared_at(entry, now) for entry in entries}
        dates = [at for at in items.values() if at is not None]
        ttl = max(filter(None, (found.ttl, answer.max_age)), default=None)
        with self.store.write() as tx:
            seen = tx.channels.first_seen(self.source.key, self.channel.url, items)
            unread = [
                Arrival(key=entry.key, url=entry.url, at=now, title=entry.title)
                for entry in entries
                if entry.key not in seen
            ]
            proof, polls = self._proof(tx, state, unread, now)
            if self.channel.kind is ChannelKind.GDELT:  # says what others saw, not what to fetch
                tx.recall.witness(self.source.key, self.channel.url, [e.key for e in entries])
            else:
                tx.ledger.discover(self.run_id, self.batch, self.channel.url, entries)
            new = len(items.keys() - seen.keys())
            due = after_success(state, now=now, entries=len(items), new=new, ttl=ttl, dates=dates)
            poll = weigh(poll, items, seen, proof, state, polls, now)
            if lies:
                tx.channels.distrust(self.source.key, self.channel.url, now + DISTRUST_FOR)
            return self._record(tx, poll, due)

    def _not_modified(self, poll: Poll, state: ChannelState) -> tuple[Poll, ChannelState]:
        now = self.now()
        due = after_success(state, now=now, entries=0, new=0, ttl=None)
        with self.store.write() as tx:
            proof, polls = self._proof(tx, state, (), now)
            same = unmodified(poll, proof, state, polls, now)
            return self._record(tx, same, due)

    def _failed(
        self, poll: Poll, failure: Failure, state: ChannelState
    ) -> tuple[Poll, ChannelState]:
        due = after_failure(state, failure, now=self.now())
        bad = replace(
            poll,
            outcome=failure.code,
            reason=failure.message,
            status=failure.status,
            longest_silence=state.longest_silence,
            passing=failure.retry is Retry.LATER and (failure.retry_after or 0) <= QUICK_RETRY,
        )
        with self.store.write() as tx:
            return self._record(tx, bad, due)

    def _record(self, tx: Transaction, poll: Poll, due: NextPoll) -> tuple[Poll, ChannelState]:
        now = self.now()
        poll = replace(
            poll,
            seconds=(now - poll.at).total_seconds(),
            next_check_at=due.at,
            interval=due.interval,
            failure_score=due.failure_score,
        )
        tx.channels.record(poll)
        state = tx.channels.state(self.source.key, self.channel.url)
        latest = tx.channels.history(self.source.key, EVIDENCE, url=self.channel.url)
        verdict = judge_channel(self.channel.kind, state, latest, now)
        tx.channels.judged(self.source.key, self.channel.url, verdict)
        return poll, replace(state, verdict=verdict)


# ── pure decisions ───────────────────────────────────────────────────────────────────────────


def code_of(found: Discovery) -> str:
    """Return the failure code of an answer that announces nothing."""
    return "challenge" if found.wall else "invalid"


def _failure(answer: Page, found: Discovery, followed: Followed) -> Failure | None:
    """Return why *answer* announces nothing, by its own fault or by that of all its parts."""
    if not found.problem:
        return followed.failure
    return Failure(url=answer.url, code=code_of(found), message=found.problem, status=answer.status)


def _with_answer(poll: Poll, asked: Question, answer: Page, state: ChannelState) -> Poll:
    """Return *poll* with what the response itself said; asked at its new address, it has still moved."""
    stays_moved = asked.url == state.moved_to and not answer.moved_to
    return replace(
        poll,
        status=answer.status,
        body_hash=answer.sha256,
        validators=answer.validators,
        moved_to=state.moved_to if stays_moved else answer.moved_to,
    )
