"""How the pipeline's terms read on a page."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.model import Outcome, RelationKind
from ingest.records import SourceState
from ingest.versions import EditKind

_OUTCOMES: Mapping[Outcome, tuple[str, str, str]] = {
    # label, tone, what it means
    Outcome.STORED: ("stored", "good", "a new text, stored"),
    Outcome.NEW_VERSION: ("new version", "new", "a known article whose text was changed"),
    Outcome.UNCHANGED: ("unchanged", "quiet", "fetched again, the same text"),
    Outcome.KNOWN: ("seen before", "quiet", "announced again, not fetched again"),
    Outcome.DUPLICATE: ("duplicate", "copy", "stored, and linked to the text it repeats"),
    Outcome.REVIEW: ("review", "ask", "stored, waits for a person's decision"),
    Outcome.OFF_TOPIC: ("off topic", "quiet", "an article about something else"),
    Outcome.TEASER: ("teaser", "quiet", "only the beginning of an article, the rest is not public"),
    Outcome.EMPTY: ("empty", "quiet", "no article text on the page"),
    Outcome.NOT_ARTICLE: ("not an article", "quiet", "a list, a section or a home page"),
    Outcome.ROBOTS: ("robots.txt", "quiet", "the publisher's robots.txt forbids it"),
    Outcome.BLOCKED: ("blocked", "bad", "the publisher refused to serve it"),
    Outcome.GONE: ("gone", "quiet", "the publisher says that it is no longer there"),
    Outcome.FAILED: ("failed", "bad", "could not be read; tried again later"),
    Outcome.DEFERRED: ("deferred", "quiet", "not reached in this run; first in the next"),
}

_RELATIONS: Mapping[RelationKind, tuple[str, str, str, str]] = {
    # the later text towards the earlier one, and the other way round; as nouns for badges
    RelationKind.EXACT: ("the same text as", "the same text, before", "same text", "copied"),
    RelationKind.COPY: ("a copy of", "copied by", "copy", "copied"),
    RelationKind.EXCERPT_OF: ("an excerpt of", "excerpted by", "excerpt", "excerpted"),
    RelationKind.CONTAINS: ("contains", "contained in", "round-up", "in a round-up"),
    RelationKind.UPDATE_OF: ("an update of", "updated by", "update", "updated elsewhere"),
    RelationKind.SAME_SERIES: ("the same series as", "the same series as", "series", "series"),
}


_STATES: Mapping[SourceState, tuple[str, str, str]] = {
    # tone, what it means, what to do about it; the ones to look at first
    SourceState.GONE: (
        "bad",
        "no such address any more",
        "Find its new address, or switch it off.",
    ),
    SourceState.BLOCKED: (
        "bad",
        "does not let us read it",
        "Give it another channel, or ask the publisher; a refusal is never worked around.",
    ),
    SourceState.INVALID: (
        "bad",
        "answers with something else than a feed, sitemap or list",
        "Open the address: correct its kind or url.",
    ),
    SourceState.UNREACHABLE: (
        "bad",
        "gives no usable answer",
        "Wait a day. Many sources at once: look at this machine’s network.",
    ),
    SourceState.STALE: (
        "bad",
        "answers, but has had nothing new for longer than is usual",
        "Look at the site: such a feed is often abandoned. Find another channel.",
    ),
    SourceState.EMPTY: (
        "bad",
        "answers, but lists nothing",
        "Look at the site: such a feed is often abandoned. Find another channel.",
    ),
    SourceState.THIN: (
        "bad",
        "announces articles whose pages hold no text",
        "A paywall or a page drawn by script: set its body, or switch it off.",
    ),
    SourceState.MOVED: (
        "ask",
        "delivers from another address: change the configuration",
        "Put the new address into the configuration.",
    ),
    SourceState.UNDATED: ("good", "delivers, but its dates say nothing", ""),
    SourceState.FRESH: ("good", "delivers", ""),
    SourceState.QUIET: ("good", "works, and is no more silent than usual", ""),
    SourceState.NEW: ("quiet", "not asked yet", ""),
}

_EDITS: Mapping[EditKind, tuple[str, str]] = {
    EditKind.DELETED: ("taken down", "bad"),
    EditKind.CORRECTION: ("correction notice", "bad"),
    EditKind.BACK_DATED: ("moved back in time", "bad"),
    EditKind.HEADLINE: ("headline", "ask"),
    EditKind.CASUALTIES: ("number of casualties", "bad"),
    EditKind.NUMBER: ("figure", "new"),
    EditKind.QUOTE: ("quotation", "new"),
    EditKind.ATTRIBUTION: ("who said it", "new"),
    EditKind.NAME: ("name", "new"),
    EditKind.REMOVED: ("passage removed", "new"),
    EditKind.ADDED: ("passage added", "quiet"),
    EditKind.WORDING: ("wording", "quiet"),
}


def edit_words(kind: EditKind) -> str:
    """Return what sort of edit it is, in a word or three."""
    return _EDITS[kind][0]


def edit_tone(kind: EditKind) -> str:
    """Return which colour an edit has: what readers should know of first stands out."""
    return _EDITS[kind][1]


def state_tone(state: SourceState | None) -> str:
    """Return which colour the state of a source has; None: switched off."""
    return _STATES[state][0] if state else "quiet"


def state_meaning(state: SourceState | None) -> str:
    """Return what a state means, in one sentence."""
    return _STATES[state][1] if state else "switched off, or read from files"


def state_todo(state: SourceState | None) -> str:
    """Return what a person can do about a state; nothing for those that need nobody."""
    return _STATES[state][2] if state else ""


def urgency(state: SourceState | None) -> int:
    """Return the place of a state in a list that begins with what needs a person."""
    return list(_STATES).index(state) if state else len(_STATES)


def outcome_words(outcome: Outcome | None) -> str:
    """Return an outcome as people say it."""
    return _OUTCOMES[outcome][0] if outcome else "on its way"


def outcome_tone(outcome: Outcome | None) -> str:
    """Return which colour an outcome has."""
    return _OUTCOMES[outcome][1] if outcome else "ask"


def outcome_meaning(outcome: Outcome) -> str:
    """Return what an outcome means, in one sentence."""
    return _OUTCOMES[outcome][2]


def relation_words(kind: RelationKind, from_later: bool = True) -> str:
    """Return what one text is to another."""
    return _RELATIONS[kind][0 if from_later else 1]


def relation_noun(kind: RelationKind, from_later: bool = True) -> str:
    """Return the same in a word or two."""
    return _RELATIONS[kind][2 if from_later else 3]
