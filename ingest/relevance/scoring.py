"""Turns evidence into a score between 0 and 1, and says in words how."""

from __future__ import annotations

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
    strengths, reasons = _with_implied(topic, evidence, _strengths(topic, evidence))
    ranked = sorted(strengths, key=lambda country: -strengths[country])
    if not ranked:
        return Verdict(score=0.0, reasons=("no country of the topic is named",))
    name = topic.file.countries
    if len(ranked) == 1 or not strengths[ranked[1]]:
        return Verdict(
            score=0.0, reasons=(f"{name[ranked[0]]} is the only country of the topic named",)
        )
    first, second = ranked[:2]
    limits = topic.file.score
    reasons.insert(
        0,
        f"{name[first]} {strengths[first]:.1f} (enough: {limits.enough_first:g})"
        f" with {name[second]} {strengths[second]:.1f} (enough: {limits.enough_second:g})",
    )
    pair = min(strengths[first] / limits.enough_first, strengths[second] / limits.enough_second)
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


def _with_implied(
    topic: Topic, evidence: Evidence, strengths: dict[str, float]
) -> tuple[dict[str, float], list[str]]:
    """Return *strengths* with countries that the context implies, and the reasons."""
    result, reasons = dict(strengths), []
    elsewhere = _words(topic, evidence, "elsewhere")
    for rule in topic.file.implication:
        words = evidence.context.get(rule.context, frozenset())
        implied = strengths.get(rule.country, 0.0) * rule.share
        if elsewhere or len(words) < rule.words or implied <= result.get(rule.implies, 0.0):
            continue
        result[rule.implies] = implied
        name = topic.file.countries
        reasons.append(
            f"{name[rule.implies]} implied by {name[rule.country]} and {rule.context}"
            f" ({', '.join(sorted(words))})"
        )
    return result, reasons


def _factors(topic: Topic, evidence: Evidence, first: str, second: str) -> list[tuple[float, str]]:
    limits = topic.file.score
    name = topic.file.countries
    factors = []
    named = evidence.title.get(second, 0.0) + evidence.body.get(second, 0.0) > 0
    early = evidence.title.get(second, 0.0) + evidence.lead.get(second, 0.0) > 0
    if named and not early:
        factors.append((limits.late_pair, f"{name[second]} neither in title nor lead"))
    if named and frozenset((first, second)) not in evidence.near:
        factors.append((limits.apart, "the two are never named near each other"))
    abroad = _words(topic, evidence, "elsewhere")
    in_title = evidence.title.get(first, 0.0) + evidence.title.get(second, 0.0) > 0
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


def _words(topic: Topic, evidence: Evidence, kind: str) -> list[str]:
    """Return the different words found that belong to contexts of *kind*."""
    return sorted(
        word
        for context in topic.file.context
        if context.kind == kind
        for word in evidence.context.get(context.key, ())
    )
