"""Reading what an index of sitemaps names: the most promising first, and a word on all that was not read."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from ingest.adapters.fetch import Fetcher
from ingest.discover import Discovery, Refusal
from ingest.model import Entry, Failure, NotModified, Page

DEEPEST = 2  # indexes within an index; the protocol forbids even one
NAMED = 3  # documents that failed, in words

Understand = Callable[[Page], Awaitable[Discovery]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What the documents gave that an index names."""

    entries: tuple[Entry, ...] = ()
    read: int = 0
    failures: tuple[Failure, ...] = ()
    refused: tuple[Refusal, ...] = ()  # in those that were read
    truncated: int = 0
    left: int = 0  # named, but not asked for in this poll

    @property
    def failure(self) -> Failure | None:
        """The failure of the index: the most frequent of its parts when not one could be read."""
        if self.read or not self.failures:
            return None
        codes = Counter(failure.code for failure in self.failures)
        worst = max(self.failures, key=lambda failure: codes[failure.code])
        return Failure(
            url=worst.url,
            code=worst.code,
            message=self.unread,
            retry=worst.retry,
            retry_after=worst.retry_after,
            status=worst.status,
        )

    @property
    def unread(self) -> str:
        """In words, which parts could not be read and why; "" when all could."""
        if not self.failures:
            return ""
        asked = self.read + len(self.failures)
        named = [f"{each.url} ({each.code}: {each.message})" for each in self.failures[:NAMED]]
        if len(self.failures) > NAMED:
            named.append(f"{len(self.failures) - NAMED} more")
        return f"{len(self.failures)} of {asked} sub-sitemaps could not be read: {', '.join(named)}"

    @property
    def warning(self) -> str:
        """What could not be read, when it is half of what was asked for or more."""
        return self.unread if len(self.failures) >= max(self.read, 1) else ""

    @property
    def words(self) -> str:
        """In words, everything that was not read; what was refused is told with the entries."""
        older = f"{self.left} older sub-sitemaps not asked for" if self.left else ""
        return "; ".join(filter(None, (self.unread, older)))


async def follow(
    fetcher: Fetcher, understand: Understand, addresses: Sequence[str], most: int
) -> Followed:
    """Read at most *most* of *addresses*, and of those that an index among them names in its turn."""
    waiting = deque((address, 1) for address in addresses)
    known = set(addresses)
    entries: dict[str, Entry] = {}
    failures: list[Failure] = []
    found: list[Discovery] = []
    while waiting and len(found) + len(failures) < most:
        address, depth = waiting.popleft()
        said = await _read(fetcher, understand, address)
        if isinstance(said, Failure):
            failures.append(said)
            continue
        found.append(said)
        entries |= {entry.key: entry for entry in said.entries if entry.key not in entries}
        deeper = [each for each in said.follow if each not in known] if depth < DEEPEST else []
        known.update(deeper)
        waiting.extendleft((each, depth + 1) for each in reversed(deeper))
    return Followed(
        entries=tuple(entries.values()),
        read=len(found),
        failures=tuple(failures),
        refused=_together(refusal for said in found for refusal in said.refused),
        truncated=sum(said.truncated for said in found),
        left=len(waiting),
    )


async def _read(fetcher: Fetcher, understand: Understand, address: str) -> Discovery | Failure:
    """Return what the document at *address* announces, or why it announces nothing."""
    answer = await fetcher.fetch(address, kind="feed")
    if isinstance(answer, NotModified):
        return Failure(url=address, code="unasked-304", message="not modified, unasked")
    if isinstance(answer, Failure):
        return answer
    said = await understand(answer)
    nothing = said.problem and not said.entries and not said.refused
    if not nothing:
        return said
    return Failure(
        url=address,
        code="challenge" if said.wall else "invalid",
        message=said.problem,
        status=answer.status,
    )


def with_followed(found: Discovery, followed: Followed) -> tuple[tuple[Entry, ...], str]:
    """Return all entries of a document and its parts, and in words everything that was left out."""
    entries = {entry.key: entry for entry in (*followed.entries, *found.entries)}
    whole = Discovery(
        refused=_together((*found.refused, *followed.refused)),
        truncated=found.truncated + followed.truncated,
    )
    said = (found.problem, followed.words, whole.left_out)
    return tuple(entries.values()), "; ".join(filter(None, said))


def _together(refusals: Iterable[Refusal]) -> tuple[Refusal, ...]:
    """Return *refusals* with one for each reason, the most frequent first."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for refusal in refusals:
        counts[refusal.reason] += refusal.count
        examples.setdefault(refusal.reason, refusal.example)
    return tuple(
        Refusal(reason=reason, count=count, example=examples[reason])
        for reason, count in counts.most_common()
    )
