"""Turns evidence into a score between 0 and 1, and says in words how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.relevance.evidence import Evidence
from ingest.relevance.topic import Topic


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
    name, limits = topic.file.countries, topic.file.score
    named = _strengths(topic, evidence)
    implied = dict(_implied(topic, evidence, named))
    strengths = named | {country: strength for country, (strength, _) in implied.items()}
    ranked = sorted(strengths, key=lambda country: -strengths[country])
    if not ranked:
        return Verdict(score=0.0, reasons=("no country of the topic is named",))
    if len(ranked) == 1:
        reason = f"{name[ranked[0]]} is the only country of the topic named"
        return Verdict(score=0.0, reasons=(reason,))
    first, second = ranked[:2]
    reasons = [
        f"{name[first]} {strengths[first]:.1f} (enough: {limits.enough_first:g})"
        f" with {name[second]} {strengths[second]:.1f} (enough: {limits.enough_second:g})"
    ]
    reasons += [implied[country][1] for country in (first, second) if country in implied]
    pair = min(strengths[first] / limits.enough_first, strengths[second] / limits.enough_second)
    if not implied.keys() & {first, second}:
        for factor, reason in _factors(topic, evidence, first, second):
            pair *= factor
            reasons.append(f"{reason}: ×{factor:g}")
    score = pair / (1 + pair)
    for loss, reason in _losses(topic, evidence, language):
        score -= loss
        reasons.append(f"{reason}: −{loss:g}" if loss else reason)
    return Verdict(score=round(max(0.0, score), 4), reasons=tuple(reasons))


def _strengths(topic: Topic, evidence: Evidence) -> dict[str, float]:
    limits = topic.file.score
    return {
        country: limits.title_weight * min(evidence.title.get(country, 0.0), limits.title_hits)
        + limits.lead_weight * min(evidence.lead.get(country, 0.0), limits.lead_hits)
        + min(
            limits.body_limit,
            evidence.body.get(country, 0.0) * limits.body_per_words / evidence.words,
        )
        for country in {*evidence.title, *evidence.body}
    }


def _implied(
    topic: Topic, evidence: Evidence, named: Mapping[str, float]
) -> Iterator[tuple[str, tuple[float, str]]]:
    """Yield countries that are stronger by implication than by name: strength and reason.

    Implications stand in the file from the weakest to the strongest; the last that applies counts.
    """
    if _words(topic, evidence, "elsewhere"):
        return
    name = topic.file.countries
    for rule in topic.file.implication:
        words = evidence.context.get(rule.context, frozenset())
        strength = min(rule.limit, named.get(rule.country, 0.0) * rule.share)
        if len(words) >= rule.words and strength > named.get(rule.implies, 0.0):
            reason = (
                f"{name[rule.implies]} implied by {name[rule.country]} and {rule.context}"
                f" ({', '.join(sorted(words))})"
            )
            yield rule.implies, (strength, reason)


def _factors(topic: Topic, evidence: Evidence, first: str, second: str) -> list[tuple[float, str]]:
    limits = topic.file.score
    name = topic.file.countries
    factors = []
    early = evidence.title.get(second, 0.0) + evidence.lead.get(second, 0.0) > 0
    in_title = evidence.title.get(first, 0.0) + evidence.title.get(second, 0.0) > 0
    if not early:
        factors.append((limits.late_pair, f"{name[second]} neither in title nor lead"))
    if frozenset((first, second)) not in evidence.near:
        factors.append((limits.apart, "the two are never named near each other"))
    sentences = evidence.sentences.get(first, frozenset()) | evidence.sentences.get(
        second, frozenset()
    )
    strong = _words(topic, evidence, "topic", strong=True)
    if len(sentences) < 2 and len(strong) < 2 and not in_title:
        factors.append((limits.in_passing, "the two are named in one sentence only"))
    abroad = _words(topic, evidence, "elsewhere")
    if len(abroad) >= limits.elsewhere_words and not in_title:
        factors.append((limits.elsewhere, f"more about elsewhere: {', '.join(abroad)}"))
    return factors


def _losses(topic: Topic, evidence: Evidence, language: str) -> list[tuple[float, str]]:
    ours, others = (_words(topic, evidence, kind) for kind in ("topic", "off-topic"))
    limits = topic.file.score
    losses = []
    if ours:
        losses.append((0.0, f"words of the topic: {', '.join(ours)}"))
    elif language in topic.languages:
        losses.append((limits.no_context, "no word of the topic in title and lead"))
    if others and len(others) >= len(ours):
        losses.append((limits.off_topic, f"cues of another subject: {', '.join(others)}"))
    return losses


def _words(topic: Topic, evidence: Evidence, kind: str, *, strong: bool = False) -> list[str]:
    """Return the different words found that belong to contexts of *kind*, or to its strong ones."""
    words = {
        word
        for context in topic.file.context
        if context.kind == kind and context.strong >= strong
        for word in evidence.context.get(context.key, ())
    }
    return sorted(words)
