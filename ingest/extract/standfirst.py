"""The standfirst: the lines between headline and body that sum the article up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.extract.leaves import Leaf
from ingest.normalize.text import fold, normalize_text

_LONGEST = 600  # characters
_HEAD = 3  # prose leaves below which nothing is a standfirst any more


def find_standfirst(descriptions: Iterable[str], leaves: Sequence[Leaf]) -> str:
    """Return the line above the body that reads like one of the page's *descriptions*, or ``""``.

    Only a line that is on the page counts: descriptions written for search engines are not. Nor is
    the first paragraph of the body, which many publishers repeat as the description.
    """
    wanted = {fold(text) for text in descriptions if text} - {""}
    prose = 0
    for position, leaf in enumerate(leaves):
        if leaf.length <= _LONGEST and fold(leaf.text) in wanted and not _is_body(position, leaves):
            return " ".join(normalize_text(leaf.text).split())
        prose += bool(leaf.prose)
        if prose > _HEAD and wanted:
            break
    return ""


def _is_body(position: int, leaves: Sequence[Leaf]) -> bool:
    """A paragraph directly followed by another one under the same parent."""
    leaf = leaves[position]
    following = leaves[position + 1] if position + 1 < len(leaves) else None
    parent = leaf.element.getparent()
    if leaf.element.tag != "p" or following is None or parent is None:
        return False
    return following.element.tag == "p" and following.element.getparent() is parent
