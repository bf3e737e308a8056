"""Turns evidence into a score between 0 and 1, and says in words how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.relevance.evidence import Evidence
from ingest.relevance.topic import Score, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A score and the steps that led to it."""

    score: float
    reasons: tuple[str, ...]


def weigh(topic: Topic, evidence: Evidence, language: str) -> Verdict:
    """Return how strongly the *evidence* speaks for *topic*.

    The two countries that are strongest decide. Their strength becomes a share: 0.5 when both are
    just strong enough, towards 1 when they are more than that. Context then takes from it.
    """
    named = _strengths(topic.file.score, evidence)
    assumed = dict(_assumed(topic, evidence, named, language))
    known = named | {country: strength for country, (strength, _) in assumed.items()}
    implied = _implied(topic, evidence, known, language)
    strengths = known | {country: strength for country, (strength, _) in implied.items()}
    ranked = sorted(strengths, key=lambda country: -strengths[country])
    if not ranked:
        return Verdict(score=0.0, reasons=("no country of the topic is named",))
    if len(ranked) == 1:
        score, reasons = _alone(topic, evidence, strengths, ranked[0])
    else:
        score, reasons = _pair(topic, evidence, strengths, ranked[:2], assumed | implied)
    if score:
        for loss, reason in _losses(topic, evidence, language):
            score -= loss
            reasons.append(f"{reason}: −{loss:g}" if loss else reason)
    return Verdict(score=round(max(0.0, score), 4), reasons=tuple(reasons))


def _strengths(limits: Score, evidence: Evidence) -> dict[str, float]:
    return {
        country: limits.title_weight * min(evidence.title.get(country, 0.0), limits.title_hits)
        + limits.lead_weight * min(evidence.lead.get(country, 0.0), limits.lead_hits)
        + min(
            limits.body_limit,
            evidence.body.get(country, 0.0) * limits.body_per_words / evidence.words,
        )
        for country in {*evidence.title, *evidence.body}
    }


Guess = tuple[float, str]  # a strength, and why a country has it that is not named so strongly


def _assumed(
    topic: Topic, evidence: Evidence, named: Mapping[str, float], language: str
) -> Iterator[tuple[str, Guess]]:
    """Yield the countries that a text in their own language means without naming them."""
    if _words(topic, evidence.context, "elsewhere"):
        return
    for home in topic.file.home:
        words = _context(evidence.context, home.contexts)
        weaker = named.get(home.country, 0.0) < home.strength
        if home.language == language and weaker and len(words) >= home.words:
            name = topic.file.countries[home.country]
            yield home.country, (home.strength, f"{name} is meant at home: {', '.join(words)}")


def _implied(
    topic: Topic, evidence: Evidence, known: Mapping[str, float], language: str
) -> dict[str, Guess]:
    """Return the countries that are stronger by implication than by name.

    A text that tells of other wars implies nothing, unless its title names the country and only
    one word leads elsewhere. What is implied and named late is not named by the way.
    """
    name, limits = topic.file.countries, topic.file.score
    abroad = len(_words(topic, evidence.context, "elsewhere"))
    guesses: dict[str, Guess] = {}
    for rule in topic.file.implication:
        if abroad and (rule.country not in evidence.title or abroad >= limits.elsewhere_words):
            continue
        if rule.named and rule.implies not in known:
            continue
        if rule.title and rule.country not in evidence.title:
            continue
        if rule.abroad and language in _homes(topic, rule.country):
            continue
        words = _context(evidence.anywhere if rule.anywhere else evidence.context, rule.contexts)
        strength = min(rule.limit, known.get(rule.country, 0.0) * rule.share)
        guessed = guesses.get(rule.implies, (0.0, ""))[0]
        said = known.get(rule.implies, 0.0)
        meant = _is_late(evidence, rule.implies) and strength >= limits.enough_second
        if len(words) >= rule.words and strength > guessed and (meant or strength > said):
            reason = f"{name[rule.implies]} implied by {name[rule.country]} and {', '.join(words)}"
            guesses[rule.implies] = max(strength, said), reason
    return guesses


def _is_late(evidence: Evidence, country: str) -> bool:
    return not evidence.title.get(country, 0.0) + evidence.lead.get(country, 0.0)


def _alone(
    topic: Topic, evidence: Evidence, strengths: Mapping[str, float], country: str
) -> tuple[float, list[str]]:
    """Return what a text about one country scores: a person may want to see its wars and treaties."""
    limits = topic.file.score
    reason = f"{topic.file.countries[country]} is the only country of the topic named"
    strong = _words(topic, evidence.context, "topic", strong=True)
    doubtful = (
        strengths[country] >= limits.enough_first
        and len(strong) >= limits.alone_words
        and not _words(topic, evidence.context, "elsewhere")
    )
    return (limits.alone if doubtful else 0.0), [reason]


def _pair(
    topic: Topic,
    evidence: Evidence,
    strengths: Mapping[str, float],
    ranked: Sequence[str],
    guessed: Mapping[str, Guess],
) -> tuple[float, list[str]]:
    first, second = ranked
    name, limits = topic.file.countries, topic.file.score
    reasons = [
        f"{name[first]} {strengths[first]:.1f} (enough: {limits.enough_first:g})"
        f" with {name[second]} {strengths[second]:.1f} (enough: {limits.enough_second:g})"
    ]
    pair = min(strengths[first] / limits.enough_first, strengths[second] / limits.enough_second)
    reasons += [guessed[country][1] for country in ranked if country in guessed]
    factors = [*_in_passing(topic, evidence, first, second), *_dense(topic, evidence)]
    if not guessed.keys() & {first, second}:
        factors += _apart(topic, evidence, first, second)
    for factor, reason in factors:
        pair *= factor
        reasons.append(f"{reason}: ×{factor:g}")
    return pair / (1 + pair), reasons


def _apart(
    topic: Topic, evidence: Evidence, first: str, second: str
) -> Iterator[tuple[float, str]]:
    """Yield factors for two countries that are both named, but do not meet."""
    name, limits = topic.file.countries, topic.file.score
    if _is_late(evidence, second):
        yield limits.late_pair, f"{name[second]} neither in title nor lead"
    if frozenset((first, second)) not in evidence.near:
        yield limits.apart, "the two are never named near each other"
    if _is_named_once(topic, evidence, second):
        yield limits.once, f"{name[second]} named once"
    if abroad := _elsewhere(topic, evidence, ours_in_title=_in_title(evidence, first, second)):
        yield limits.elsewhere, f"more about elsewhere: {', '.join(abroad)}"


def _is_named_once(topic: Topic, evidence: Evidence, country: str) -> bool:
    """Whether a text of some length has only one name for *country*, and few strong words."""
    named = sum(hit.country == country for hit in evidence.hits)
    strong = _words(topic, evidence.anywhere, "topic", strong=True)
    is_long = evidence.words > topic.file.score.fewest_words
    is_rare = named == 1 and not evidence.title.get(country)
    return is_long and is_rare and len(strong) < topic.file.score.late_words


def _elsewhere(topic: Topic, evidence: Evidence, *, ours_in_title: bool) -> list[str]:
    """Return the words that lead elsewhere if they outweigh ours, or have the headline to themselves."""
    abroad = _words(topic, evidence.context, "elsewhere")
    here = _words(topic, evidence.context, "topic", strong=True) if ours_in_title else ()
    many = len(abroad) >= topic.file.score.elsewhere_words and len(abroad) > len(here)
    alone = not ours_in_title and _words(topic, evidence.headline, "elsewhere")
    return abroad if many or alone else []


def _in_passing(
    topic: Topic, evidence: Evidence, first: str, second: str
) -> Iterator[tuple[float, str]]:
    """Yield a factor when the title names neither, and the text both in one sentence or one each.

    A name that means both, such as a town at the front, is no mention in passing.
    """
    places = [evidence.sentences.get(country, frozenset()) for country in (first, second)]
    if _in_title(evidence, first, second) or any(len(sentences) > 1 for sentences in places):
        return
    spans = [
        {(hit.start, hit.end, hit.entity) for hit in evidence.hits if hit.country == country}
        for country in (first, second)
    ]
    both = {entity for _, _, entity in spans[0] & spans[1]}
    if both - {entity.key for entity in topic.file.entity if entity.in_passing}:
        return
    together = len(places[0] | places[1]) == 1
    words = _words(topic, evidence.context, "topic", strong=together)
    if both or len(words) < topic.file.score.in_passing_words:
        yield topic.file.score.in_passing, "named in passing only"


def _dense(topic: Topic, evidence: Evidence) -> Iterator[tuple[float, str]]:
    """Yield a factor for a text that is full of strong words and leads nowhere else."""
    limits = topic.file.score
    words = _words(topic, evidence.anywhere, "topic", strong=True)
    abroad = _words(topic, evidence.anywhere, "elsewhere")
    if len(words) >= limits.dense_words and len(words) > 2 * len(abroad):
        yield limits.dense, f"{len(words)} strong words of the topic"


def _in_title(evidence: Evidence, first: str, second: str) -> bool:
    return evidence.title.get(first, 0.0) + evidence.title.get(second, 0.0) > 0


def _losses(topic: Topic, evidence: Evidence, language: str) -> list[tuple[float, str]]:
    ours, others = (_words(topic, evidence.context, kind) for kind in ("topic", "off-topic"))
    limits = topic.file.score
    late = _words(topic, evidence.anywhere, "topic", strong=True)
    if len(late) >= limits.late_words:
        ours = sorted({*ours, *late})
        others = _words(topic, evidence.anywhere, "off-topic")
    losses = []
    if ours:
        losses.append((0.0, f"words of the topic: {', '.join(ours)}"))
    elif language in topic.languages:
        losses.append((limits.no_context, "no word of the topic in title and lead"))
    if others and len(others) >= len(ours):
        loss = limits.off_topic if len(others) > 1 else limits.one_cue
        losses.append((loss, f"cues of another subject: {', '.join(others)}"))
    return losses


def _context(found: Mapping[str, frozenset[str]], keys: Sequence[str]) -> list[str]:
    return sorted({word for key in keys for word in found.get(key, ())})


def _homes(topic: Topic, country: str) -> frozenset[str]:
    return frozenset(home.language for home in topic.file.home if home.country == country)


def _words(
    topic: Topic, found: Mapping[str, frozenset[str]], kind: str, *, strong: bool = False
) -> list[str]:
    """Return the different words *found* that belong to contexts of *kind*, or to its strong ones."""
    keys = [c.key for c in topic.file.context if c.kind == kind and c.strong >= strong]
    return _context(found, keys)
