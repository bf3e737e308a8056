"""One item of a feed: what its elements mean, by family of namespaces rather than by kind of feed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.discover.markup import Element, children, inner_markup, inner_text, local
from ingest.discover.model import Announcement
from ingest.discover.plaintext import one_line, plain_text, plain_title
from ingest.normalize.urls import is_http_url

_FAMILIES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_KNOWN_PREFIXES = {"atom", "dc", "dcterms", "content", "media", "itunes", "feedburner", "sy"}
XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_WHOLE_TEXT = 1_500  # characters of a description with paragraphs: an article, not its summary
_LONGEST_NAME = 300
_MAIL_AND_NAME = re.compile(r"^\S+@\S+\s*\((.+)\)$")
_NAME_AND_MAIL = re.compile(r"\s*[<(\[]?[\w.+-]+@[\w.-]+\.\w+[>)\]]?\s*")

Name = tuple[str, str]  # family of namespaces, local name
Fields = dict[Name, list[Element]]

# In the order they are believed.
_PUBLISHED = (
    ("", "pubdate"), ("atom", "published"), ("atom", "issued"), ("dcterms", "issued"), ("dc", "date"),
    ("dcterms", "created"), ("atom", "created"), ("", "date"), ("dcterms", "date"), ("", "published"),
    ("atom", "pubdate"),
)  # fmt: skip
_MODIFIED = (
    ("atom", "updated"), ("atom", "modified"), ("dcterms", "modified"), ("", "updated"),
    ("", "lastbuilddate"),
)  # fmt: skip
_SUMMARIES = (
    ("", "description"), ("atom", "summary"), ("dc", "description"), ("media", "description"),
    ("itunes", "summary"), ("", "summary"),
)  # fmt: skip
_WHOLES = (
    ("content", "encoded"), ("atom", "content"), ("xhtml", "body"), ("xhtml", "div"), ("", "fulltext"),
)  # fmt: skip
_TITLES = (("", "title"), ("atom", "title"), ("dc", "title"), ("media", "title"))


def announcement(item: Element, base: str) -> Announcement:
    """Return what *item*, an RSS item or Atom entry, announces."""
    fields = fields_of(item)
    atom = local(item) == "entry"
    summary, content = _texts(fields)
    return Announcement(
        link=_link(item, fields),
        base=base,
        entry_id=first(fields, ("", "guid"), ("atom", "id"), ("dc", "identifier"))
        or item.get(f"{_RDF}about", ""),
        title=_title(fields, atom),
        published=_all(fields, _PUBLISHED),
        modified=_all(fields, _MODIFIED),
        authors=_authors(fields),
        summary_html=summary,
        content_html=content,
        language=item.get(f"{XML}lang", "") or first(fields, ("dc", "language"), ("", "language")),
    )


def fields_of(element: Element) -> Fields:
    """Return the children by family of namespace and local name."""
    space = element.tag.rpartition("}")[0]
    found: Fields = {}
    for child in children(element):
        if name := _name_of(child.tag, space):
            found.setdefault(name, []).append(child)
    return found


@lru_cache(maxsize=1024)
def _name_of(tag: str, own_space: str) -> Name | None:
    """Return family and local name of a child's *tag*, None when it means nothing to us."""
    space, _, name = tag.rpartition("}")
    family = _FAMILIES.get(space[1:])
    if ":" in name:  # a prefix nobody declared, in a recovered document
        prefix, _, name = name.rpartition(":")
        family = prefix if prefix in _KNOWN_PREFIXES else None
    elif family is None and space == own_space:
        family = ""  # an unknown default namespace: the feed's own elements
    return None if family is None else (family, name.lower())


def first(fields: Fields, *names: Name) -> str:
    """Return the first text under any of *names*, "" when there is none."""
    return next(iter(_all(fields, names)), "")


def _all(fields: Fields, names: Sequence[Name]) -> tuple[str, ...]:
    there = [name for name in names if name in fields]
    return tuple(value for name in there for value in _values(fields, name))


def _values(fields: Fields, name: Name) -> list[str]:
    return [text for e in fields.get(name, ()) if (text := inner_text(e).strip())]


def _link(item: Element, fields: Fields) -> str:
    """Return the address of the article: the original before a counter's, text before attributes."""
    original = first(fields, ("feedburner", "origlink"))
    if is_http_url(original):
        return original
    if plain := first(fields, ("", "link")):
        return plain
    links = [*fields.get(("atom", "link"), ()), *fields.get(("", "link"), ())]
    for wanted in (_is_page, _is_alternate):
        for link in links:
            if wanted(link) and (href := (link.get("href") or inner_text(link)).strip()):
                return href
    for guid in fields.get(("", "guid"), ()):
        address = inner_text(guid).strip()
        if guid.get("isPermaLink", "true").lower() != "false" or is_http_url(address):
            return address
    return item.get(f"{_RDF}about", "") or _address(first(fields, ("atom", "id")))


def _is_alternate(link: Element) -> bool:
    return link.get("rel", "alternate").rpartition("/")[2].lower() == "alternate"


def _is_page(link: Element) -> bool:
    return _is_alternate(link) and "html" in link.get("type", "text/html")


def _address(text: str) -> str:
    return text if is_http_url(text) else ""


def _title(fields: Fields, atom: bool) -> str:
    for name in _TITLES:
        for element in fields.get(name, ()):
            is_text = (atom or name[0] == "atom") and element.get("type", "text") in (
                "text",
                "text/plain",
            )
            if is_text and element.get("mode", "xml") == "xml":
                title = one_line(inner_text(element))
            elif len(element):
                title = plain_text(inner_markup(element))
            else:
                title = plain_title(element.text or "")
            if title:
                return title
    return ""


def _texts(fields: Fields) -> tuple[str, str]:
    """Return summary and whole text as HTML."""
    summary = next((text for text in _markups(fields, _SUMMARIES) if text.strip()), "")
    whole = max(_markups(fields, _WHOLES), key=len, default="")
    if not whole.strip() and len(summary) > _WHOLE_TEXT and summary.lower().count("<p") > 1:
        whole = summary
    return summary or whole, whole


def _markups(fields: Fields, names: Sequence[Name]) -> Iterator[str]:
    return (_markup(element) for name in names for element in fields.get(name, ()))


def _markup(element: Element) -> str:
    kind = element.get("type", "html").lower()
    if element.get("src") or kind.startswith(("image/", "video/", "audio/", "application/octet")):
        return ""
    if kind in ("text", "text/plain") and not len(element):
        return (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
    return inner_markup(element)


def _authors(fields: Fields) -> tuple[str, ...]:
    names: list[str] = []
    for author in (*fields.get(("atom", "author"), ()), *fields.get(("", "author"), ())):
        inside = [inner_text(child) for child in children(author) if local(child) == "name"]
        names += inside if len(author) else [author.text or ""]
    names += _values(fields, ("dc", "creator"))
    if not any(map(_name, names)):
        names += _values(fields, ("itunes", "author"))
    return tuple(dict.fromkeys(name for name in map(_name, names) if name))


def _name(text: str) -> str:
    text = plain_title(text[:_LONGEST_NAME])
    if found := _MAIL_AND_NAME.match(text):
        return found[1].strip()
    return _NAME_AND_MAIL.sub(" ", text).strip(" ,;()") if "@" in text else text
