"""One item of a feed: what its elements mean, by family of namespaces rather than by kind of feed."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from operator import itemgetter

from ingest.discover.markup import Element, children, inner_markup, inner_text, local
from ingest.discover.model import Announcement
from ingest.discover.names import place_of
from ingest.discover.plaintext import one_line, plain_text, plain_title
from ingest.normalize.urls import is_http_url

XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_WHOLE_TEXT = 1_500  # characters of a description with paragraphs: an article, not its summary
_LONGEST_NAME = 300
_MAIL_AND_NAME = re.compile(r"^\S+@\S+\s*\((.+)\)$")
_NAME_AND_MAIL = re.compile(r"\s*[<(\[]?[\w.+-]+@[\w.-]+\.\w+[>)\]]?\s*")
_FOREIGN = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_ENCODED = ("application/octet-stream", "base64")
_PLAIN = ("text", "text/plain")
_rank = itemgetter(0)
_MOST_ALIKE = 100  # elements per slot; the rest of a flood is not looked at

Slots = dict[str, list[Element]]


class ItemReader:
    """Reads the items of one document; what an element means is looked up once per document."""

    __slots__ = ("_places", "_space")

    def __init__(self) -> None:
        self._places: dict[str, tuple[str, int] | None] = {}
        self._space = ""

    def announcement(self, item: Element, base: str) -> Announcement:
        """Return what *item*, an RSS item or Atom entry, announces."""
        slots = self.slots(item)
        summary, content = _texts(slots)
        return Announcement(
            link=_link(item, slots),
            base=base,
            entry_id=first(slots, "id") or item.get(_RDF_ABOUT, ""),
            title=_title(slots, local(item) == "entry"),
            published=texts(slots, "published"),
            modified=texts(slots, "modified") or _attribute(item, "lastmod"),
            authors=authors(slots) or self._authors_of_the_source(slots),
            summary_html=summary,
            content_html=content,
            language=item.get(f"{XML}lang") or first(slots, "language"),
        )

    def _authors_of_the_source(self, slots: Slots) -> tuple[str, ...]:
        """Return who signs the feed an entry was taken over from (RFC 4287 §4.2.1)."""
        return authors(self.slots(slots["source"][0])) if "source" in slots else ()

    def slots(self, element: Element) -> Slots:
        """Return the children by what they mean, the most trustworthy of each slot first."""
        space = element.tag.rpartition("}")[0][1:]
        if space != self._space:
            self._space, self._places = space, {}
        places = self._places
        ranked: dict[str, list[tuple[int, Element]]] = {}
        for child in element:
            tag = child.tag
            try:
                place = places[tag]
            except KeyError:
                place = None
                if isinstance(tag, str):  # an entity nobody declared is a node, but no element
                    place = places[tag] = place_of(tag, child.prefix, space)
            if place is None:
                continue
            slot, rank = place
            if slot in ranked:
                ranked[slot].append((rank, child))
            else:
                ranked[slot] = [(rank, child)]
        found = {slot: _in_order(filling) for slot, filling in ranked.items()}
        for group in found.pop("group", ()):  # what stands in it is said of the item
            for slot, inside in self.slots(group).items():
                found.setdefault(slot, []).extend(inside)
        return found


def _in_order(filling: list[tuple[int, Element]]) -> list[Element]:
    if len(filling) == 1:
        return [filling[0][1]]
    return [element for _, element in sorted(filling[:_MOST_ALIKE], key=_rank)]


def first(slots: Slots, slot: str) -> str:
    """Return the first text in *slot*, "" when there is none."""
    for element in slots.get(slot, ()):
        if text := inner_text(element).strip():
            return text
    return ""


def texts(slots: Slots, slot: str) -> tuple[str, ...]:
    """Return all texts in *slot*."""
    return tuple([text for e in slots.get(slot, ()) if (text := inner_text(e).strip())])


# ── the address ──────────────────────────────────────────────────────────────────────────────


def _link(item: Element, slots: Slots) -> str:
    """Return the address of the article: the first candidate that can be one, else the first of all."""
    refused = ""
    for candidate in _candidates(item, slots):
        if not _FOREIGN.match(candidate):
            return candidate
        refused = refused or candidate
    return refused


def _candidates(item: Element, slots: Slots) -> Iterator[str]:
    """Yield addresses: the original before a counter's, text before attributes, then permanent ids."""
    if "original" in slots and is_http_url(original := first(slots, "original")):
        yield original
    links = slots.get("link", ())
    for link in links:
        if (text := inner_text(link).strip()) and not link.get("href"):
            yield text
    for wanted in (_is_page, _is_alternate):
        yield from (
            href for link in links if wanted(link) and (href := link.get("href", "").strip())
        )
    for name in slots.get("id", ()):
        address = inner_text(name).strip()
        permanent = local(name) == "guid" and _permalink(name)
        if address and (is_http_url(address) or (permanent and address.startswith("/"))):
            yield address
    yield from filter(None, (item.get(_RDF_ABOUT, "").strip(), *_attribute(item, "href")))


def _permalink(guid: Element) -> bool:
    return "false" not in (_attribute(guid, "ispermalink") or ("true",))[0].lower()


def _attribute(element: Element, name: str) -> tuple[str, ...]:
    """Return the value of the attribute *name*, written in whatever case, as none or one text."""
    # Values one by one: of a tag with very many attributes, items() would look up each among all.
    for key in element.keys():  # noqa: SIM118
        if str(key).lower() == name:
            value = str(element.get(key, "")).strip()
            return (value,) if value else ()
    return ()


def _is_alternate(link: Element) -> bool:
    return link.get("rel", "alternate").rpartition("/")[2].strip().lower() in ("alternate", "")


def _is_page(link: Element) -> bool:
    return _is_alternate(link) and "html" in link.get("type", "text/html")


# ── words ────────────────────────────────────────────────────────────────────────────────────


def _title(slots: Slots, atom: bool) -> str:
    for element in slots.get("title", ()):
        kind = element.get("type", "text")
        if _is_encoded(element, kind):
            title = plain_text(_decoded(element))
        elif kind in _PLAIN and element.get("mode", "xml") == "xml" and (atom or _in_atom(element)):
            title = one_line(inner_text(element))
        elif len(element) or "html" in kind:
            title = plain_text(inner_markup(element))
        else:
            title = plain_title(element.text or "")
        if title:
            return title
    return ""


def _in_atom(element: Element) -> bool:
    return "/2005/Atom}" in element.tag or "/atom/ns#}" in element.tag


def _beside(slots: Slots) -> tuple[str, str] | None:
    """Return the shorter and the longer of <description> and <summary> where both are there and differ."""
    own = {e.tag: text for e in slots.get("summary", ()) if (text := _markup(e).strip())}
    both = [own[tag] for tag in ("description", "summary") if tag in own]
    if len(both) < 2 or len(max(both, key=len)) < 2 * len(min(both, key=len)):
        return None
    return min(both, key=len), max(both, key=len)


def _texts(slots: Slots) -> tuple[str, str]:
    """Return summary and whole text as HTML."""
    summary = next((text for e in slots.get("summary", ()) if (text := _markup(e)).strip()), "")
    whole = max(map(_markup, slots["whole"]), key=len) if "whole" in slots else ""
    if not whole.strip() and (beside := _beside(slots)):
        return beside
    if not whole.strip() and len(summary) > _WHOLE_TEXT and summary.lower().count("<p") > 1:
        whole = summary
    return summary or whole, whole


def _markup(element: Element) -> str:
    kind = element.get("type")
    if kind is not None or element.get("mode") is not None:
        kind = (kind or "html").lower()
        if _is_encoded(element, kind):
            return _decoded(element)
        if kind in _PLAIN and not len(element):
            return (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
        if kind.startswith(("image/", "video/", "audio/", "application/octet")):
            return ""
    return "" if element.get("src") else inner_markup(element)


def _is_encoded(element: Element, kind: str) -> bool:
    return element.get("mode") in _ENCODED or kind in _ENCODED


def _decoded(element: Element) -> str:
    """Return the text of *element* out of Base64, "" when it is none."""
    try:
        return base64.b64decode(inner_text(element)).decode()
    except ValueError:  # no Base64, no text
        return ""


def authors(slots: Slots) -> tuple[str, ...]:
    """Return the names in the author elements; a podcast's only where nobody else is named."""
    if "author" not in slots and "podcaster" not in slots:
        return ()
    said: list[str] = []
    for author in slots.get("author", ()):
        if len(author):
            said += [inner_text(child) for child in children(author) if local(child) == "name"]
        else:
            said.append(author.text or "")
    names = tuple(dict.fromkeys([name for text in said if (name := _name(text))]))
    return names or tuple(filter(None, map(_name, texts(slots, "podcaster")[:1])))


def _name(text: str) -> str:
    text = plain_title(text[:_LONGEST_NAME])
    if "@" not in text:
        return text
    if found := _MAIL_AND_NAME.match(text):
        return found[1].strip()
    return _NAME_AND_MAIL.sub(" ", text).strip(" ,;()")
