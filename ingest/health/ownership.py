"""Whether a site looks as if somebody else had it: sold, expired and bought, or broken into.

A suspicion only, so several signs have to agree. A redesign changes every address and neither words nor
topic, another edition changes the language and not the topic, a World Cup changes the topic and not the
addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.model import Outcome
from ingest.normalize.language import detect_language
from ingest.records import Arrival

ENOUGH = 8  # addresses on either side; fewer headlines prove nothing
SPAM, NO_SPAM = 0.3, 0.05  # of the headlines, now and before
ENOUGH_WORDS = 16  # headlines of before, below which unknown words are chance
STRANGE = 0.08  # of the words were known; of ordinary news of one house a fifth and more are
STRANGER = 0.05
BY_CHANCE = 0.01

_ON_TOPIC = frozenset({Outcome.STORED, Outcome.DUPLICATE, Outcome.REVIEW, Outcome.NEW_VERSION})
_READ = _ON_TOPIC | {Outcome.OFF_TOPIC}
_WORDS = re.compile(r"\b[^\W\d_]{5}")  # their beginnings: endings are inflected
_PAIRS = re.compile("(?=([\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]{2}))")
_SPAM = re.compile(
    r"\b(?:casinos?|slots?|slot\d+|jackpots?|poker|roulette|blackjack|baccarat|sportsbooks?|bookmakers?|"
    r"betting|free spins|bonus codes?|gacor|judi|togel|bandar|taruhan|viagra|cialis|levitra|tadalafil|"
    r"sildenafil|online pharmacy|payday loans?|escorts?|porn|backlinks?|essay writing|replica watches|"
    r"казино|слоты|букмекер\w*|ставки на спорт|виагра|сиалис|микрозайм\w*|онлайн казино|"
    r"glücksspiel|sportwetten|spielautomaten|apuestas|tragamonedas|tragaperras|bahis|kumar|"
    r"nhà cái|cá cược|nổ hũ)\b|赌场|赌博|博彩|老虎机|百家乐|娱乐城|彩票|カジノ|카지노|토토|바카라|"
    r"คาสิโน|สล็อต|บาคาร่า",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What the addresses of one time are like."""

    titles: tuple[str, ...]
    words: frozenset[str]
    language: str
    shapes: frozenset[str]
    read: int
    on_topic: int

    @property
    def spam(self) -> float:
        """Which share of the headlines is about what spam is about."""
        return sum(bool(_SPAM.search(title)) for title in self.titles) / max(len(self.titles), 1)


def changed_hands(before: Sequence[Arrival], lately: Sequence[Arrival]) -> str:
    """Return why the addresses that came *lately* look like somebody else's, "" when they do not.

    *before*: those that the same channels announced weeks ago.
    """
    if min(len(before), len(lately)) < ENOUGH:
        return ""
    was, now = _look(before), _look(lately)
    if len(now.titles) >= ENOUGH and now.spam >= SPAM and was.spam <= NO_SPAM:
        shown = next(title for title in now.titles if _SPAM.search(title))
        return f"changed hands, or broken into? {now.spam:.0%} of its headlines read like “{shown[:80]}”"
    signs = _signs(was, now)
    if len(signs) < 2 or not _suffice(was, now, signs):
        return ""
    return f"changed hands? {', '.join(signs.values())}"


def _look(arrivals: Sequence[Arrival]) -> _Look:
    titles = tuple(dict.fromkeys(arrival.title for arrival in arrivals if arrival.title))
    joined = " . ".join(titles).lower()
    outcomes = [arrival.outcome for arrival in arrivals]
    return _Look(
        titles=titles,
        words=frozenset([*_WORDS.findall(joined), *_PAIRS.findall(joined)]),
        language=detect_language(joined),
        shapes=frozenset(_shape(arrival.url) for arrival in arrivals),
        read=sum(outcome in _READ for outcome in outcomes),
        on_topic=sum(outcome in _ON_TOPIC for outcome in outcomes),
    )


def _signs(was: _Look, now: _Look) -> dict[str, str]:
    """Return what differs, by its name, in words."""
    signs: dict[str, str] = {}
    if was.language and now.language and was.language != now.language:
        signs["language"] = f"its language was {was.language} and is {now.language}"
    elif _can_tell_words(was, now) and (known := _known(was, now)) < STRANGE:
        signs["words"] = f"only {known:.0%} of the words in its headlines are known of it"
    if was.read and (1 - was.on_topic / was.read) ** now.read < BY_CHANCE and not now.on_topic:
        signs["topic"] = f"none of {now.read} texts is on topic, {was.on_topic} of {was.read} were"
    if not was.shapes & now.shapes:
        signs["addresses"] = "its addresses are made in another way"
    return signs


def _suffice(was: _Look, now: _Look, signs: dict[str, str]) -> bool:
    """Whether *signs* cannot be a redesign, another edition or a great event."""
    if "topic" in signs:
        return "words" in signs or "language" in signs
    never_on_topic = not was.on_topic and "words" in signs and "addresses" in signs
    return never_on_topic and _known(was, now) < STRANGER


def _can_tell_words(was: _Look, now: _Look) -> bool:
    return len(was.titles) >= ENOUGH_WORDS and len(now.titles) >= ENOUGH


def _known(was: _Look, now: _Look) -> float:
    """Return which share of the words of today's headlines was in those of before."""
    return len(was.words & now.words) / max(len(now.words), 1)


def _shape(url: str) -> str:
    """Return what addresses of one system share: folders with their numbers made equal, and the ending.

    >>> _shape("https://a.example/news/2026/11/21/talks-go-on-4711.html")
    'news/0/0/0/a-0.html'
    """
    *folders, last = urlsplit(url).path.lower().strip("/").split("/")
    name = re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", last.partition(".")[0]))
    plain = [re.sub(r"\d+", "0", folder) for folder in folders]
    ending = last.partition(".")[2]
    return "/".join(
        [*plain, re.sub("(?:a[-_]?)+", "a-", name).rstrip("-") + f".{ending}".rstrip(".")]
    )
