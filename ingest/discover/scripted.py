"""Pages whose links are written by scripts: the data they carry along, JSON-LD lists and framework state."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator

from lxml import etree

from ingest.discover.plaintext import plain_title

_MAX_SCRIPT = 5_000_000  # characters of JSON
_MAX_NODES = 50_000
_TYPES = ("application/json", "application/ld+json")
_TITLES = ("headline", "title", "name")
_ADDRESSES = ("url", "href", "link", "canonicalUrl", "canonical_url", "webUrl", "path", "@id")
_ARTICLE_TYPES = ("Article", "BlogPosting", "Report")

Found = tuple[str, str, bool]  # address as written, title, whether the data call it an article


def links_in_scripts(root: etree._Element) -> Iterator[Found]:
    """Yield what the JSON in the page at *root* links to, with its title, as far as it is bounded."""
    budget = _MAX_NODES
    for script in root.iter("script"):
        text = script.text or ""
        if script.get("type", "").strip().lower() not in _TYPES or len(text) > _MAX_SCRIPT:
            continue
        try:
            waiting: deque[object] = deque((json.loads(text),))
        except (ValueError, RecursionError):
            continue
        while waiting and budget > 0:
            budget -= 1
            node = waiting.popleft()
            if isinstance(node, dict):
                yield from _link(node)
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node


def _link(node: dict[str, object]) -> Iterator[Found]:
    address = next((v for k in _ADDRESSES if isinstance(v := node.get(k), str) and v.strip()), "")
    title = next((v for k in _TITLES if isinstance(v := node.get(k), str) and v.strip()), "")
    said = str(node.get("@type", ""))
    listed = said == "ListItem" and node.get("position") is not None and not node.get("name")
    if address and (title or listed):
        yield address.strip(), plain_title(title), listed or any(t in said for t in _ARTICLE_TYPES)
