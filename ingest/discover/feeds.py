"""RSS 0.9x to 2.0, RDF and Atom, by what the elements mean rather than by what the feed calls itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.discover.items import XML, ItemReader, Slots, authors, first
from ingest.discover.markup import Element, NotXml, children, elements, local, repair, strip_doctype
from ingest.discover.model import Announcement, Document
from ingest.discover.pieces import closed, cut, mended
from ingest.normalize.urls import host_of, is_http_url, join

MAX_ITEMS = 5_000  # more than any live feed; what is beyond is counted

_ITEM_TAGS = ("{*}item", "{*}entry", "{*}ITEM", "{*}Item", "{*}ENTRY")
_PARENTS = frozenset({"channel", "rss", "rdf", "feed", "items", "item", "entry"})
_LEFT_OVER = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_PERIODS = {
    "hourly": 3600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}


@dataclass(slots=True)
class _Reading:
    """What has been read so far, in strict or in recovering mode."""

    items: list[Announcement] = field(default_factory=list)
    root: Element | None = None
    truncated: int = 0
    problem: str = ""


def read_feed(text: str, address: str) -> Document:
    """Return the feed in *text*, which was found at *address*. Raises ``NotXml`` when nothing can be had.

    As strictly as the document allows: as it stands, with its characters repaired, item by item.
    """
    text = strip_doctype(text)
    reading = _read(text, address, recover=False)
    if reading.problem and (repaired := repair(text)) != text:
        reading = _read(repaired, address, recover=False)
    if reading.problem:
        rescued = _read_in_pieces(text, address)
        if len(rescued.items) >= len(reading.items):
            reading = rescued
    if reading.root is None and not reading.items:
        raise NotXml(reading.problem or "it has no element")
    channel = _channel(reading.root)
    top = ItemReader().slots(channel) if channel is not None else {}
    return Document(
        format=_format(reading.root),
        items=tuple(reading.items),
        base=_base_of_links(top, address),
        language=_language(reading.root, channel, top),
        authors=authors(top) if channel is not None and local(channel) == "feed" else (),
        ttl=_ttl(top),
        truncated=reading.truncated,
    )


def _read(text: str, address: str, *, recover: bool) -> _Reading:
    reading = _Reading()
    based = f"{XML}base" if "xml:base" in text else ""
    reader = ItemReader()
    try:
        for element in elements(text, _ITEM_TAGS, recover=recover):
            parent = element.getparent()
            if reading.root is None:
                reading.root = element.getroottree().getroot()
            if not _is_item(element, parent, reading):
                continue
            base = _base(element, address, based) if based else ""
            reading.items.append(reader.announcement(element, base))
            if parent is not None:
                element.clear()
            if len(reading.items) >= MAX_ITEMS:
                reading.truncated = max(0, sum(1 for _ in _LEFT_OVER.finditer(text)) - MAX_ITEMS)
                return reading
    except NotXml as error:
        reading.problem = str(error)
    return reading


def _is_item(element: Element, parent: Element | None, reading: _Reading) -> bool:
    """Return whether *element* is an item; one entry alone may be the whole document (RFC 5023)."""
    if parent is None:
        return not reading.items and local(element) in ("item", "entry")
    return local(parent) in _PARENTS


def _read_in_pieces(text: str, address: str) -> _Reading:
    """Read a damaged document item by item, each as strictly as it allows."""
    pieces = cut(text)
    reading = _read(repair(pieces.head), address, recover=True)
    reading.items.clear()
    for item in pieces.items[:MAX_ITEMS]:
        found = _read(pieces.document(closed(item)), address, recover=False)
        if found.problem or not found.items:
            found = _read(repair(pieces.document(closed(mended(item)))), address, recover=True)
        reading.items += found.items[-1:]
    reading.truncated = max(0, len(pieces.items) - MAX_ITEMS)
    return reading


# ── the feed around the items ────────────────────────────────────────────────────────────────


def _base(element: Element, address: str, attribute: str) -> str:
    base = address
    for ancestor in [*reversed(list(element.iterancestors())), element]:
        if step := ancestor.get(attribute):
            base = join(base, step) or base
    return base


def _channel(root: Element | None) -> Element | None:
    if root is None or local(root) == "feed":
        return root
    return next((child for child in children(root) if local(child) == "channel"), root)


def _format(root: Element | None) -> str:
    name = local(root) if root is not None else ""
    if root is None or name == "rss":
        return f"rss {root.get('version', '')}".strip() if root is not None else "rss"
    return {"feed": "atom", "rdf": "rdf"}.get(name, f"feed <{name}>")


def _base_of_links(top: Slots, address: str) -> str:
    """Return what relative links are relative to: a feed on a host of its own means its site's addresses."""
    home = first(top, "link")
    return home if is_http_url(home) and host_of(home) != host_of(address) else address


def _language(root: Element | None, channel: Element | None, top: Slots) -> str:
    around = (element for element in (channel, root) if element is not None)
    return next(filter(None, (e.get(f"{XML}lang") for e in around)), "") or first(top, "language")


def _ttl(top: Slots) -> float | None:
    """Return the seconds the feed asks for. Hourly and shorter periods are every generator's default."""
    minutes = _number(first(top, "ttl"))
    if minutes:
        return minutes * 60
    period = _PERIODS.get(first(top, "period").lower(), 0)
    seconds = period / (_number(first(top, "frequency")) or 1)
    return seconds if seconds >= 6 * 3600 else None


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", text) else 0.0
