"""Damaged feeds, item by item: what is wrong in one item costs at most that item."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.discover.markup import opening_tag
from ingest.normalize.text import unescaped

_MARK = re.compile(r"<!\[CDATA\[|<(/?)(?:[\w.-]+:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
# Elements that hold words or HTML: whatever is inside them cannot break what is around.
_LEAF = re.compile(
    r"<((?:[\w.-]+:)?(?:title|description|summary|content|encoded|link|guid|id|pubdate|published|updated|"
    r"date|author|name|creator|category))(\s[^<>]*)?(?<!/)>",
    re.IGNORECASE,
)
_MOST_LEAVES = 60  # per item; each costs one look through the item
_START = re.compile(r"<([\w.:-]+)[^<>]*>")


@dataclass(frozen=True, slots=True)
class Pieces:
    """A feed cut at its items."""

    head: str  # everything before the first item
    start: str  # the start tag of the root, with its namespaces
    items: tuple[str, ...]

    def document(self, item: str) -> str:
        """Return *item* as a document of its own, with the namespaces of the whole."""
        name = self.start[1:].split(maxsplit=1)[0].rstrip("/>")
        return f"{self.start}{item}</{name}>"


def cut(text: str) -> Pieces:
    """Return *text* cut where items begin and end; what stands between two items is left out."""
    items: list[str] = []
    head = text
    start = position = 0
    inside, may_close = False, True
    while found := _MARK.search(text, position):
        position = found.end()
        if found[0] == "<![CDATA[":
            end = text.find("]]>", position) if may_close else -1
            may_close = (
                end >= 0
            )  # an open section is damage; searching again for each would never end
            position = max(position, end)
            continue
        if inside:
            items.append(text[start : found.start()])
        elif not items:
            head = text[: found.start()]
        inside, start = not found[1], found.start()
    if inside:  # cut off: half an address would be a wrong one
        items.append(_whole(text[start:]))
    return Pieces(head, opening_tag(head) or "<rss>", tuple(items))


def _whole(item: str) -> str:
    """Return *item* up to the end of the last element in it that ends."""
    last = item.rfind("</", 0, item.rfind(">") + 1)
    return item[: item.find(">", last) + 1] if last >= 0 else ""


def closed(item: str) -> str:
    """Return *item* with a plain start tag and its end tag."""
    found = _START.match(item)
    if not found:
        return item
    return f"<{found[1]}>{item[found.end() :]}</{found[1]}>"


def mended(item: str) -> str:
    """Return *item* with the content of its text elements made safe, so that tags in it need not match."""
    parts: list[str] = []
    position = 0
    for number, leaf in enumerate(_LEAF.finditer(item)):
        if leaf.start() < position or number > _MOST_LEAVES:
            continue
        end = item.find(f"</{leaf[1]}", leaf.end())
        inside = item[leaf.end() : end] if end >= 0 else ""
        if end < 0 or "<![CDATA[" in inside or _LEAF.match(inside.lstrip()):
            continue
        words = unescaped(inside).replace("]]>", "]]&gt;")
        parts += [item[position : leaf.end()], f"<![CDATA[{words}]]>"]
        position = end
    return "".join((*parts, item[position:]))
