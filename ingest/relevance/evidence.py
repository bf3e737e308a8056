"""What a text says, counted: names by country and place, words of context, countries near each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.model import Hit
from ingest.relevance.folding import Folded, fold
from ingest.relevance.matcher import Match
from ingest.relevance.topic import Context, Entity, Rule, Score, Topic

LONGEST_HEADLINE = 200  # a first line that stands in for a missing title is not longer
_SENTENCE_END = re.compile("[.!?…。！？؟।\n]")
_UNSPACED_RUN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text ready for look-up. Places are offsets into title + newline + text."""

    whole: str
    folded: Folded
    words: int
    title_end: int
    text_start: int

    @classmethod
    def of(cls, title: str, text: str) -> Document:
        """Return *title* and *text* ready for look-up."""
        whole = f"{title}\n{text}"
        return cls(
            whole=whole,
            folded=fold(whole),
            words=_count_words(text),
            title_end=_title_end(title, text),
            text_start=len(title) + 1,
        )

    def lead_end(self, characters: int) -> int:
        """Return where the lead ends if it is *characters* long; it begins after the headline."""
        return max(self.title_end, self.text_start) + characters


def _title_end(title: str, text: str) -> int:
    """Return where the headline ends; without one, the first line of the text stands in for it."""
    if title.strip():
        return len(title)
    indent = len(text) - len(text.lstrip())
    first_line = text.lstrip().partition("\n")[0]
    return len(title) + 1 + indent + len(first_line) if len(first_line) <= LONGEST_HEADLINE else 0


def _count_words(text: str) -> int:
    """Return the words of *text*; two Chinese or Japanese characters count as one."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + sum(map(len, _UNSPACED_RUN.findall(text))) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The counts of one text. Weights by country; words by the key of their context."""

    hits: tuple[Hit, ...]
    title: Mapping[str, float]
    lead: Mapping[str, float]
    body: Mapping[str, float]  # the whole text, the lead included
    words: int
    headline: Mapping[str, frozenset[str]]
    context: Mapping[str, frozenset[str]]  # in title and lead
    anywhere: Mapping[str, frozenset[str]]  # in the whole text
    near: frozenset[frozenset[str]]  # pairs of countries named close to each other
    sentences: Mapping[str, frozenset[int]]  # in which sentences of the text, by country


def gather(
    topic: Topic,
    names: Iterable[Match[Rule]],
    words: Iterable[Match[Rule]],
    document: Document,
) -> Evidence:
    """Return what the *names* and *words* found in *document* amount to."""
    score = topic.file.score
    lead_end = document.lead_end(score.lead_characters)
    in_title: dict[str, float] = defaultdict(float)
    in_lead: dict[str, float] = defaultdict(float)
    in_body: dict[str, float] = defaultdict(float)
    hits = tuple(_hits(names, document.folded))
    found = tuple(_words(words, document.folded))
    for hit in hits:
        if hit.start < document.title_end:
            in_title[hit.country] += hit.weight
            continue
        in_body[hit.country] += hit.weight
        if hit.start < lead_end:
            in_lead[hit.country] += hit.weight
    return Evidence(
        hits=hits,
        title=in_title,
        lead=in_lead,
        body=in_body,
        words=max(score.fewest_words, document.words),
        headline=_context(found, document.title_end),
        context=_context(found, lead_end),
        anywhere=_context(found, len(document.whole)),
        near=_near(hits, score),
        sentences=_sentences(hits, document),
    )


def _hits(names: Iterable[Match[Rule]], folded: Folded) -> Iterator[Hit]:
    """Yield a hit for each country an entity stands for; of overlapping ones the longest."""
    taken: dict[str, int] = defaultdict(int)
    for match in sorted(names, key=lambda name: (name.start, -name.end)):
        owner = match.stands_for.owner
        if not isinstance(owner, Entity):
            continue
        start, end = folded.original(match.start, match.end)
        for country, weight in owner.countries.items():
            if match.start < taken[country]:
                continue
            taken[country] = match.end
            yield Hit(
                entity=owner.key,
                country=country,
                start=start,
                end=end,
                matched=folded.cased[match.start : match.end],
                weight=weight,
            )


def _words(words: Iterable[Match[Rule]], folded: Folded) -> Iterator[tuple[int, Rule]]:
    """Yield where each word of a context begins, and its rule.

    A word inside a longer one of another kind does not count: the Red Army is no army of today.
    """
    longest: Match[Rule] | None = None
    for match in sorted(words, key=lambda word: (word.start, -word.end)):
        if longest is not None and match.end <= longest.end and _kind(match) != _kind(longest):
            continue
        if longest is None or match.end > longest.end:
            longest = match
        start, _ = folded.original(match.start, match.end)
        yield start, match.stands_for


def _context(words: Iterable[tuple[int, Rule]], end: int) -> dict[str, frozenset[str]]:
    """Return the different words of each context in front of *end*."""
    found: dict[str, set[str]] = defaultdict(set)
    for start, rule in words:
        if start < end:
            found[rule.owner.key].add(rule.written)
    return {key: frozenset(written) for key, written in found.items()}


def _kind(match: Match[Rule]) -> str:
    owner = match.stands_for.owner
    return owner.kind if isinstance(owner, Context) else ""


def _near(hits: Sequence[Hit], score: Score) -> frozenset[frozenset[str]]:
    """Return the pairs of countries that are somewhere named within a sentence's length."""
    last: dict[str, int] = {}
    pairs: set[frozenset[str]] = set()
    for hit in hits:
        last[hit.country] = hit.end
        pairs |= {
            frozenset((a, b))
            for a, b in combinations(last, 2)
            if abs(last[a] - last[b]) <= score.near_characters
        }
    return frozenset(pairs)


def _sentences(hits: Sequence[Hit], document: Document) -> dict[str, frozenset[int]]:
    """Return which sentences name each country, counting only sentences that name one at all."""
    places: dict[str, set[int]] = defaultdict(set)
    number = last = 0
    for hit in hits:
        if hit.start < document.title_end:
            continue
        number += bool(_SENTENCE_END.search(document.whole, last, hit.start))
        last = hit.end
        places[hit.country].add(number)
    return {country: frozenset(numbers) for country, numbers in places.items()}
