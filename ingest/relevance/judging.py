"""Judges a text: how strongly two countries of the topic meet in it, and in what context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ingest.model import Judgement, Relevance
from ingest.relevance.evidence import gather
from ingest.relevance.folding import Folded, fold
from ingest.relevance.matcher import Match, Matcher
from ingest.relevance.scoring import weigh
from ingest.relevance.topic import Mask, Rule, Topic, unmasked

_NORWEGIAN = ("nb", "nn")


class Topics:
    """Several topics that are looked for in one pass."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics: Sequence[Topic] = tuple(topics)
        self._places = tuple(
            (number, index)
            for number, topic in enumerate(self.topics)
            for index in range(len(topic.rules))
        )
        self._matcher = Matcher(rule.pattern for topic in self.topics for rule in topic.rules)

    def scan(self, text: Folded) -> list[list[Match]]:
        """Return the matches of each topic."""
        found: list[list[Match]] = [[] for _ in self.topics]
        for match in self._matcher.scan(text):
            number, index = self._places[match.index]
            found[number].append(Match(match.start, match.end, index))
        return found


def judge(topic: Topic, *, title: str, text: str, language: str) -> Relevance:
    """Return whether *title* and *text* are about *topic*, with score, reasons and evidence.

    *language* (ISO 639-1, or "" if not known) decides which words count as context and which names
    are names only in another language. Spans of the hits are offsets into title + newline + text.
    """
    folded = fold(f"{title}\n{text}")
    return _judge(topic, list(topic.matcher.scan(folded)), folded, title, text, language)


def judge_all(topics: Topics, *, title: str, text: str, language: str) -> tuple[Relevance, ...]:
    """Return the judgement of ``judge`` for each of *topics*, in one pass over the text."""
    folded = fold(f"{title}\n{text}")
    return tuple(
        _judge(topic, matches, folded, title, text, language)
        for topic, matches in zip(topics.topics, topics.scan(folded), strict=True)
    )


def _judge(
    topic: Topic, matches: Sequence[Match], folded: Folded, title: str, text: str, language: str
) -> Relevance:
    language = _base(language) or _likeliest(topic.rules, matches)
    found = unmasked(topic.rules, matches, language)
    evidence = gather(topic, found, folded, title=title, text=text)
    verdict = weigh(topic, evidence, language)
    limits = topic.file.score
    return Relevance(
        judgement=_judgement(topic, verdict.score),
        score=verdict.score,
        topic=topic.key,
        rules_version=topic.version,
        reasons=(
            *verdict.reasons,
            f"score {verdict.score:.2f} (keep from {limits.keep:g}, review from {limits.review:g})",
        ),
        hits=evidence.hits,
    )


def _judgement(topic: Topic, score: float) -> Judgement:
    if score >= topic.file.score.keep:
        return "keep"
    return "review" if score >= topic.file.score.review else "drop"


def _base(language: str) -> str:
    base = language.partition("-")[0].lower()
    return "no" if base in _NORWEGIAN else base


def _likeliest(rules: Sequence[Rule], matches: Sequence[Match]) -> str:
    """Return the language most of the different words found belong to; "" if there are none."""
    words = {
        (rule.language, rule.written)
        for match in matches
        if not isinstance((rule := rules[match.index]).owner, Mask)
    }
    ranked = Counter(language for language, _ in sorted(words)).most_common(1)
    return ranked[0][0] if ranked else ""
