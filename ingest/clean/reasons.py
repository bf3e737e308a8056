"""Why a line went, in words: what a rule of the files says of itself, and what the code goes by."""

from __future__ import annotations

from ingest.clean.rules import CleaningRules

BY_FORM = {
    "title": "repeats the headline near the top",
    "title-variant": "is the headline in nearly the same words",
    "headline": "is the headline of a text that came without one",
    "above-title": "stood above the headline",
    "kicker": "is a short label in capitals before the text",
    "head-word": "is a word or two beside the byline or stamp, before the text",
    "standfirst": "is the page's own description, before the text",
    "caption-in-head": "is an open line between headline and text",
    "caption-block": "stood in a figure",
    "caption-of-image": "is the lead image's caption",
    "caption-repeated": "begins a caption told by its credit",
    "caption-above-credit": "stands right above a credit",
    "caption-below-counter": "stands right below a gallery's picture count",
    "gallery": "ends with an agency's name, and so does its neighbour",
    "house-credit": "ends with the name of the house",
    "credit-line": "is only a photographer and a house",
    "gallery-counter": "is a bare number beside a caption",
    "stamp": "only says when",
    "author-name": "is only a known author's name",
    "author-bio": "tells about a known author at the end",
    "name-line": "is only a name, before or after the text",
    "house-voice": "the house asks or offers its reader something",
    "appeal-heading": "heads such an appeal",
    "shouted-link": "is a headline in capitals between paragraphs",
    "dangling-heading": "is the heading of a box whose content is gone",
    "trailing-tags": "is a short label after the last stamp or signature",
    "site-memory": "is repeated on many articles of this publisher (`wirewatch memory list`)",
}


def reason(rule: str, rules: CleaningRules) -> str:
    """Return why the rule called *rule* takes a line, or "" if that is not known."""
    written = next((known.about for known in rules.rules if known.id == rule), "")
    return written or BY_FORM.get(rule, "")
