"""Judges a text: how strongly two countries of the topic meet in it, and in what context."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ingest.errors import ConfigError
from ingest.model import Judgement, Relevance
from ingest.relevance.evidence import Document, gather
from ingest.relevance.matcher import Match, Matcher
from ingest.relevance.scoring import weigh
from ingest.relevance.topic import Mask, Rule, Topic, countable, load_topic, names_of, words_of

_NORWEGIAN = ("nb", "nn")
ENOUGH_TO_CONTRADICT = 3  # different words of another language, with none of the claimed one


class Topics:
    """The topics of an installation, looked for in one pass. Their keys differ."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self.topics: Sequence[Topic] = tuple(topics)
        if len({topic.key for topic in self.topics}) < len(self.topics):
            raise ValueError("two topics have the same key")

    @cached_property
    def names(self) -> Matcher[Rule]:
        """The patterns of all entities and masks."""
        return Matcher(p for topic in self.topics for p in names_of(topic.file))

    @cached_property
    def words(self) -> Matcher[Rule]:
        """The patterns of all contexts."""
        return Matcher(p for topic in self.topics for p in words_of(topic.file))


def load_topics(config: Path) -> Topics:
    """Return ``topic.toml`` of the folder *config* and every file in its ``topics/``, by name.

    ``ConfigError`` names the file and what does not fit; two topics of one key do not fit.
    """
    topics: dict[str, Topic] = {}
    for path in (config / "topic.toml", *sorted((config / "topics").glob("*.toml"))):
        topic = load_topic(path)
        if topic.key in topics:
            raise ConfigError(str(path), f'key = "{topic.key}" is another topic\'s: choose one')
        topics[topic.key] = topic
    return Topics(topics.values())


def judge(topic: Topic, *, title: str, text: str, language: str) -> Relevance:
    """Return whether *title* and *text* are about *topic*, with score, reasons and evidence.

    *language* (ISO 639-1, or "" if not known) decides which words count as context and which names
    are names only in another language. Spans of the hits are offsets into title + newline + text.
    """
    document = Document.of(title, text)
    names, words = _scan(topic, document)
    return _judge(topic, names, words, document, language)


def judge_for(topics: Topics, *, title: str, text: str, language: str) -> Relevance:
    """Return the judgement of the topic that claims the text most; ``also`` names the others that do.

    A text that one topic keeps is kept, whatever the others say. Of equals the first counts.
    """
    judged = judge_all(topics, title=title, text=text, language=language)
    best = max(judged, key=lambda one: (_RANK[one.judgement], one.score))
    also = (one.topic for one in judged if one is not best and one.judgement == "keep")
    return replace(best, also=tuple(also))


_RANK: Mapping[Judgement, int] = {"drop": 0, "review": 1, "keep": 2}


def judge_all(topics: Topics, *, title: str, text: str, language: str) -> tuple[Relevance, ...]:
    """Return the judgement of ``judge`` for each of *topics*, in one pass over the text."""
    document = Document.of(title, text)
    names, words = _scan(topics, document)
    return tuple(
        _judge(
            topic,
            [match for match in names if match.stands_for.topic == topic.key],
            [match for match in words if match.stands_for.topic == topic.key],
            document,
            language,
        )
        for topic in topics.topics
    )


def _scan(
    matchers: Topic | Topics, document: Document
) -> tuple[list[Match[Rule]], list[Match[Rule]]]:
    return list(matchers.names.scan(document.folded)), list(matchers.words.scan(document.folded))


def _judge(
    topic: Topic,
    names: Sequence[Match[Rule]],
    words: Sequence[Match[Rule]],
    document: Document,
    language: str,
) -> Relevance:
    language = _language(topic, language, (*names, *words))
    evidence = gather(topic, countable(names, language), countable(words, language), document)
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


def _language(topic: Topic, claimed: str, matches: Sequence[Match[Rule]]) -> str:
    """Return the language to judge in: the claimed one, unless the words found contradict it."""
    base = claimed.partition("-")[0].lower()
    base = "no" if base in _NORWEGIAN else base
    rules = (match.stands_for for match in matches)
    words_found = {(r.language, r.written) for r in rules if not isinstance(r.owner, Mask)}
    found = Counter(sorted(language for language, _ in words_found))
    likeliest, words = next(iter(found.most_common(1)), ("", 0))
    contradicted = base in topic.languages and not found[base] and words >= ENOUGH_TO_CONTRADICT
    return likeliest if contradicted or not base else base
