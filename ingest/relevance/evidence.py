"""What a text says, counted: names by country and place, words of context, countries near each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.model import Hit
from ingest.relevance.folding import Folded
from ingest.relevance.matcher import Match
from ingest.relevance.topic import Context, Entity, Score, Topic

_LONGEST_HEADLINE = 200  # a first line that stands in for a missing title is not longer
_UNSPACED_RUN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The counts of one text. Weights by country; words by the key of their context."""

    hits: tuple[Hit, ...]
    title: Mapping[str, float]
    lead: Mapping[str, float]
    body: Mapping[str, float]  # the whole text, the lead included
    words: int
    context: Mapping[str, frozenset[str]]
    near: frozenset[frozenset[str]]  # pairs of countries named close to each other


def gather(
    topic: Topic, found: Sequence[Match], folded: Folded, *, title: str, text: str
) -> Evidence:
    """Return what *found* amounts to, as evidence for *topic*."""
    score = topic.file.score
    title_end, text_start = _title_end(title, text), len(title) + 1
    lead_end = max(title_end, text_start) + score.lead_characters
    weights: tuple[dict[str, float], ...] = (
        defaultdict(float),
        defaultdict(float),
        defaultdict(float),
    )
    in_title, in_lead, in_body = weights
    hits = tuple(_hits(topic, found, folded))
    for hit in hits:
        if hit.start < title_end:
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
        words=max(score.fewest_words, _count_words(text)),
        context=_context(topic, found, folded, lead_end),
        near=_near(hits, score),
    )


def _title_end(title: str, text: str) -> int:
    """Return where the headline ends; without one, the first line of the text stands in for it."""
    if title.strip():
        return len(title)
    first_line = text.lstrip().partition("\n")[0]
    offset = len(title) + 1 + len(text) - len(text.lstrip())
    return offset + len(first_line) if len(first_line) <= _LONGEST_HEADLINE else 0


def _count_words(text: str) -> int:
    """Return the words of *text*; two Chinese or Japanese characters count as one."""
    if text.isascii():
        return len(text.split())
    runs = _UNSPACED_RUN.findall(text)
    return len(text.split()) + sum(map(len, runs)) // 2


def _hits(topic: Topic, found: Sequence[Match], folded: Folded) -> Iterator[Hit]:
    """Yield a hit for each country an entity stands for; of overlapping ones the longest."""
    taken: dict[str, int] = defaultdict(int)
    for match in sorted(found, key=lambda m: (m.start, -m.end)):
        owner = topic.rules[match.index].owner
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


def _context(
    topic: Topic, found: Sequence[Match], folded: Folded, lead_end: int
) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = defaultdict(set)
    for match in found:
        rule = topic.rules[match.index]
        if (
            isinstance(rule.owner, Context)
            and folded.original(match.start, match.end)[0] < lead_end
        ):
            words[rule.owner.key].add(rule.written)
    return {key: frozenset(found_words) for key, found_words in words.items()}


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
