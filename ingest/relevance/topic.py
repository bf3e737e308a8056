"""A topic as data: who and what belongs to it, in every language, with a test line for each."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from ingest.config import Block, read_toml
from ingest.errors import ConfigError
from ingest.relevance.folding import fold
from ingest.relevance.matcher import Match, Matcher, Pattern

# Part of every topic's version: raise it when the same file would give another judgement.
SCORING = "3"


def _is_pattern(written: str) -> str:
    Pattern.parse(written)
    return written


Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Written = Annotated[str, AfterValidator(_is_pattern)]
Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(gt=0, le=2)]


class Names(Block):
    """How one language writes an entity or a mask."""

    find: tuple[Written, ...] = Field(min_length=1)
    hits: tuple[str, ...] = Field(min_length=1)  # between them, these lines contain every pattern
    misses: tuple[str, ...] = ()  # lines that look alike and must not count
    only: bool = False  # look for it in texts of this language alone: elsewhere it is another word


class Entity(Block):
    """Somebody or something that stands for one country or several."""

    key: str
    countries: dict[str, Weight] = Field(min_length=1)
    in_passing: bool = False  # named in many texts that are about something else
    names: dict[Language, Names] = Field(min_length=1)


class Mask(Block):
    """A phrase that contains a name but means something else. Its ``hits`` must not count for anyone."""

    key: str
    names: dict[Language, Names] = Field(min_length=1)


class Context(Block):
    """Words that tell what a text is about: signs of the topic, or cues that it is something else."""

    key: str
    kind: Literal["topic", "off-topic", "elsewhere"]
    strong: bool = False  # two of its words show that a single sentence is not in passing
    words: dict[Language, tuple[Written, ...]] = Field(min_length=1)


class Implication(Block):
    """Where one country and enough words of some contexts imply the other, which need not be named."""

    country: str
    implies: str
    contexts: tuple[str, ...] = Field(min_length=1)
    words: int = Field(ge=1)  # different words of these contexts, in title and lead ...
    anywhere: bool = False  # ... or in the whole text
    abroad: bool = False  # not in the language of a home of the country
    share: Share  # of the country's strength that the other one gets ...
    limit: float = Field(default=100.0, gt=0)  # ... but not more than this
    named: bool = False  # only where the text names the other one somewhere, however seldom
    title: bool = False  # only where the title names the country


class Home(Block):
    """Where texts in a country's own language mean that country without naming it."""

    language: Language
    country: str
    contexts: tuple[str, ...] = Field(min_length=1)
    words: int = Field(ge=1)  # different words of these contexts, in title and lead
    strength: float = Field(gt=0)  # what the country then has at least


class Score(Block):
    """The numbers of the score; ``docs/decisions.md`` says how they were chosen."""

    lead_characters: int = Field(ge=50)
    title_weight: float
    title_hits: float  # more hits in the title than these count no further
    lead_weight: float
    lead_hits: float
    body_per_words: float
    body_limit: float
    fewest_words: int = Field(ge=1)  # shorter texts count as this long
    enough_second: float  # strength the weaker country of the pair needs
    enough_first: float
    late_pair: Share  # factor when title and lead do not name both
    apart: Share  # factor when the two are never named near each other
    once: Share  # factor when the weaker one is named once only, and not in the title
    near_characters: int = Field(ge=1)
    in_passing: Share  # factor when the title names neither and the text each in one sentence only
    in_passing_words: int = Field(ge=1)  # so many words of the topic show that it is not in passing
    elsewhere: (
        Share  # factor when title and lead tell of other countries, and the title not of ours
    )
    elsewhere_words: int = Field(ge=1)  # different words of that kind that make it so
    no_context: Share  # taken off when no word of the topic is in title and lead
    late_words: int = Field(ge=1)  # so many different strong words count wherever they stand
    dense: float = Field(ge=1)  # factor when the whole text has so many different strong words ...
    dense_words: int = Field(ge=1)  # ... and few that lead elsewhere
    off_topic: Share  # taken off when cues weigh at least as much as words of the topic ...
    one_cue: Share  # ... and instead of that when it is one cue only
    alone: Share  # score of a text about one country only that is full of strong words ...
    alone_words: int = Field(ge=1)  # ... so many different ones, in title and lead
    keep: Share
    review: Share

    @model_validator(mode="after")
    def _ordered(self) -> Score:
        if self.review > self.keep:
            raise ValueError("review must not be above keep")
        return self


class TopicPart(Block):
    """A file of the folder beside a topic file: words and names, sorted as their editors like."""

    context: tuple[Context, ...] = ()
    mask: tuple[Mask, ...] = ()
    entity: tuple[Entity, ...] = ()


class TopicFile(TopicPart):
    """``config/topic.toml`` and its parts, ``config/topic/*.toml``, taken together."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str
    countries: dict[str, str] = Field(min_length=2)  # key → name, for reasons in words
    score: Score
    implication: tuple[Implication, ...] = ()
    home: tuple[Home, ...] = ()

    def with_parts(self, parts: Iterable[TopicPart]) -> TopicFile:
        """Return the topic with what *parts* add to it. Raises ``ValueError`` when they contradict."""
        every = (self, *parts)
        whole = self.model_copy(
            update={
                "context": tuple(block for part in every for block in part.context),
                "mask": tuple(block for part in every for block in part.mask),
                "entity": tuple(block for part in every for block in part.entity),
            }
        )
        whole._check()
        return whole

    def _check(self) -> None:
        if not self.entity:
            raise ValueError("no entity: neither the file nor a part of it names anybody")
        wanted = {c for entity in self.entity for c in entity.countries}
        wanted |= {c for rule in self.implication for c in (rule.country, rule.implies)}
        wanted |= {home.country for home in self.home}
        if unknown := wanted - set(self.countries):
            raise ValueError(f"{', '.join(sorted(unknown))}: not among the countries of the topic")
        contexts = {context.key for context in self.context}
        asked = {c for rule in self.implication for c in rule.contexts}
        asked |= {c for home in self.home for c in home.contexts}
        if unknown := asked - contexts:
            raise ValueError(f"{', '.join(sorted(unknown))}: no context has this key")
        for blocks in (self.entity, self.mask, self.context):
            keys = [block.key for block in blocks]
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise ValueError(f"key used twice: {', '.join(sorted(twice))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one pattern of a topic stands for."""

    topic: str
    written: str
    owner: Entity | Mask | Context
    language: str
    only: bool = False  # counts in texts of its language alone


class Topic:
    """A topic file, read and ready to judge with.

    ``version`` changes with what the file says, not with its comments. Names count wherever they
    stand; words of context by where, which is why they are matched apart.
    """

    def __init__(self, file: TopicFile) -> None:
        self.file = file
        self.key = file.key
        content = f"{SCORING}\n{file.model_dump_json()}".encode()
        self.version = hashlib.sha256(content).hexdigest()[:12]

    @cached_property
    def names(self) -> Matcher[Rule]:
        """The patterns of its entities and masks."""
        return Matcher(names_of(self.file))

    @cached_property
    def words(self) -> Matcher[Rule]:
        """The patterns of its contexts."""
        return Matcher(words_of(self.file))

    @cached_property
    def languages(self) -> frozenset[str]:
        """Languages with words of context: only in these does their absence mean something."""
        return frozenset(language for context in self.file.context for language in context.words)


def load_topic(path: Path) -> Topic:
    """Return the topic at *path* with its parts, the files in the folder of its name beside it.

    ``ConfigError`` names the file, block and key that do not fit.
    """
    head = read_toml(path, TopicFile)
    parts = [read_toml(part, TopicPart) for part in sorted(path.with_suffix("").glob("*.toml"))]
    try:
        return Topic(head.with_parts(parts))
    except ValueError as error:
        raise ConfigError(str(path), str(error)) from error


def names_of(file: TopicFile) -> Iterator[tuple[Pattern, Rule]]:
    """Yield every pattern of the entities and masks of *file*."""
    owners: tuple[Entity | Mask, ...] = (*file.entity, *file.mask)
    for owner in owners:
        for language, names in owner.names.items():
            for written in names.find:
                yield (
                    Pattern.parse(written),
                    Rule(
                        topic=file.key,
                        written=written,
                        owner=owner,
                        language=language,
                        only=names.only,
                    ),
                )


def words_of(file: TopicFile) -> Iterator[tuple[Pattern, Rule]]:
    """Yield every pattern of the contexts of *file*."""
    for context in file.context:
        for language, words in context.words.items():
            for written in words:
                yield (
                    Pattern.parse(written),
                    Rule(
                        topic=file.key,
                        written=written,
                        owner=context,
                        language=language,
                        only=True,
                    ),
                )


def countable(matches: Iterable[Match[Rule]], language: str) -> list[Match[Rule]]:
    """Return *matches* without what is a name in other languages only, and without what a mask covers.

    Masks themselves stay out of the answer.
    """
    valid = [
        match
        for match in matches
        if not match.stands_for.only or match.stands_for.language == language
    ]
    masks: list[Match[Rule]] = []
    names: list[Match[Rule]] = []
    for match in valid:
        (masks if isinstance(match.stands_for.owner, Mask) else names).append(match)
    masks.sort(key=lambda mask: mask.start)
    starts = [mask.start for mask in masks]
    longest = max((mask.end - mask.start for mask in masks), default=0)

    def is_masked(name: Match[Rule]) -> bool:
        nearby = slice(bisect_left(starts, name.start - longest), bisect_left(starts, name.end))
        return any(_covers(mask, name) for mask in masks[nearby])

    return [name for name in names if not is_masked(name)]


def _covers(mask: Match[Rule], match: Match[Rule]) -> bool:
    """A mask hides every name it touches, but not one that is longer and contains it."""
    touches = mask.start < match.end and match.start < mask.end
    longer = match.end - match.start > mask.end - mask.start
    return touches and not (longer and match.start <= mask.start and mask.end <= match.end)


# ── the test lines ───────────────────────────────────────────────────────────────────────────


def check_topic(topic: Topic) -> list[str]:
    """Return what the test lines of *topic* object to, in words; nothing when all is well."""
    return [
        f"entity {entity.key!r}, {language}: {problem}"
        for entity in topic.file.entity
        for language, names in entity.names.items()
        for problem in _missing(topic, entity, language, names)
    ] + [
        f"mask {mask.key!r}, {language}: {problem}"
        for mask in topic.file.mask
        for language, names in mask.names.items()
        for problem in _unmasked(topic, mask, language, names)
    ]


def _missing(topic: Topic, entity: Entity, language: str, names: Names) -> Iterator[str]:
    seen: set[str] = set()
    for line in names.hits:
        mine = _written(countable(topic.names.scan(fold(line)), language), entity, language)
        if not mine:
            yield f"nothing is found in {line!r}"
        seen |= mine
    yield from (f"no test line has {written!r}" for written in names.find if written not in seen)
    for line in names.misses:
        wrong = _written(countable(topic.names.scan(fold(line)), language), entity, language)
        yield from (f"{written!r} must not be found in {line!r}" for written in sorted(wrong))


def _unmasked(topic: Topic, mask: Mask, language: str, names: Names) -> Iterator[str]:
    seen: set[str] = set()
    for line in names.hits:
        matches = list(topic.names.scan(fold(line)))
        seen |= _written(matches, mask, language)
        for left in countable(matches, language):
            yield f"{left.stands_for.written!r} still counts in {line!r}"
    yield from (f"no test line has {written!r}" for written in names.find if written not in seen)


def _written(matches: Iterable[Match[Rule]], owner: Entity | Mask, language: str) -> set[str]:
    rules = (match.stands_for for match in matches)
    return {rule.written for rule in rules if rule.owner is owner and rule.language == language}
