"""The body of a page that only scripts would draw: the longest run of paragraphs in its JSON.

``Fusion.globalContent``, ``__NEXT_DATA__``, ``window.__NUXT__`` and the like differ in everything but
this: somewhere in them the paragraphs of the article follow one another in a list, or stand in one
string of HTML.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ingest.extract.blocks import merged
from ingest.extract.jsonld import Json, plain, plain_lines
from ingest.extract.leaves import extent
from ingest.model import Block

_MAX_SCRIPT = 3_000_000  # characters of one script
_MAX_NODES = 60_000  # values looked at on one page
_MAX_STARTS = 40  # places in a script where an object may begin
_DEEPEST = 60
_PARAGRAPH = 60  # characters from which a string is running text
_LONGEST = 3_000  # characters; longer "paragraphs" are whole articles in a list of articles
_LINES = 2  # paragraphs from which a list is a body
_START = re.compile(r"=\s*(?=[{\[])|\(\s*(?=[{\[])")
_AUTHOR = re.compile(r"\"(?:authors?|byline|bylines|creators?)\"\s{0,3}:\s{0,3}(?=[\[{\"])")
_MOST_NAMES = 8
_MARKED = re.compile(r"<(?:p|br|div|h[2-6]|li)\b", re.IGNORECASE)
# names under which blocks keep their text; anything else (captions, addresses) is not read
_TEXT = (
    "text",
    "content",
    "html",
    "value",
    "body",
    "paragraph",
    "children",
    "model",
    "blocks",
    "data",
)
_NOT_TEXT = frozenset(
    "image img photo video gallery related link_list interstitial_link oembed_response ad embed quote"
    " author tag".split()
)


def script_body(tree: HtmlElement) -> tuple[Block, ...]:
    """Return the paragraphs the scripts of *tree* carry, or ``()``. Bounded in size and time."""
    best: list[str] = []
    budget = _MAX_NODES
    for script in tree.iter("script"):
        text = script.text or ""
        if not 200 < len(text) <= _MAX_SCRIPT or "ld+json" in (script.get("type") or ""):
            continue
        for root in _values(text):
            for node in _nodes(root, budget):
                budget -= 1
                lines = _paragraphs(node)
                if _size(lines) > _size(best):
                    best = lines
    return tuple(merged((line, "paragraph") for line in best))


def script_authors(tree: HtmlElement) -> list[str]:
    """Return the author lines of the first author named in the scripts of *tree*, as written."""
    decoder = json.JSONDecoder(strict=False)
    for script in tree.iter("script"):
        text = script.text or ""
        if not 200 < len(text) <= _MAX_SCRIPT or "ld+json" in (script.get("type") or ""):
            continue
        for found in itertools.islice(_AUTHOR.finditer(text), _MAX_STARTS):
            try:
                value, _ = decoder.raw_decode(text, found.end())
            except (ValueError, RecursionError):
                continue
            if names := [*itertools.islice(_named(value), _MOST_NAMES)]:
                return names
    return []


def _named(value: Json) -> Iterator[str]:
    """Yield the names of an author value: a text, an object with a name, or a list of either."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            names = (item.get(key) for key in ("name", "displayName", "fullName", "display_name"))
            item = next((name for name in names if isinstance(name, str) and name), None)
        if isinstance(item, str) and item.strip():
            yield plain(item)


def _values(script: str) -> Iterator[Json]:
    """Yield the JSON documents in *script*: the whole of it, or what it assigns and passes on."""
    decoder = json.JSONDecoder(strict=False)
    position = 0
    stripped = script.strip()
    if stripped[:1] in "{[":
        script = stripped
    else:
        start = _START.search(script)
        position = start.end() if start else -1
    for _ in range(_MAX_STARTS):
        if position < 0:
            return
        try:
            value, position = decoder.raw_decode(script, position)
            yield value
        except (ValueError, RecursionError):
            pass
        start = _START.search(script, position)
        position = start.end() if start else -1


def _nodes(root: Json, budget: int) -> Iterator[Json]:
    stack: list[tuple[Json, int]] = [(root, 0)]
    while stack and budget > 0:
        node, depth = stack.pop()
        budget -= 1
        yield node
        if depth < _DEEPEST and isinstance(node, (dict, list)):
            inner = node.values() if isinstance(node, dict) else node
            stack.extend((x, depth + 1) for x in inner if isinstance(x, (dict, list, str)))


def _paragraphs(node: Json) -> list[str]:
    """Return the paragraphs of *node* itself: a list of texts, or one string of marked-up text."""
    if isinstance(node, str):
        return plain_lines(node).splitlines() if len(_MARKED.findall(node)) > _LINES else []
    if not isinstance(node, list):
        return []
    lines = [line for item in node for line in _text_of(item, 0).splitlines() if line]
    return lines if all(len(line) <= _LONGEST for line in lines) else []


def _text_of(item: Json, depth: int) -> str:
    """Return the text of one block: a string, or an object that keeps it under a known name."""
    if isinstance(item, str):
        return plain_lines(item) if _MARKED.search(item) else plain(item)
    if isinstance(item, list):
        return "".join(_text_of(part, depth + 1) for part in item) if depth < 6 else ""
    if not isinstance(item, dict) or depth >= 6:
        return ""
    kind = item.get("type") or item.get("kind") or item.get("__typename")
    if isinstance(kind, str) and kind.lower() in _NOT_TEXT:
        return ""
    return next((text for name in _TEXT if (text := _text_of(item.get(name), depth + 1))), "")


def _size(lines: list[str]) -> int:
    """Return how much running text *lines* hold: lists of titles and menus have none."""
    prose = [size for size in map(extent, lines) if size >= _PARAGRAPH]
    return sum(prose) if len(prose) >= _LINES else 0
