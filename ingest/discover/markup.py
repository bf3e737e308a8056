"""XML from strangers: no DTD, no entities, no network, bounded work; damage read as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

MAX_TAGS = 1_500_000  # tag openings and ends; a document of nothing but tags would fill the memory
_CHUNK = 65_536
_DOCTYPE_MARK = re.compile("<!--|[\"'\\[\\]>]")
_DECLARATION = re.compile(r"[\ufeff\s]*<\?xml\b[^>]{0,500}\?>|[\ufeff\s]+")
_SHORT_ENTITY = re.compile(
    r"""<!ENTITY\s+([\w.-]{1,50})\s+(?:"((?:[^<&%"]|&#\w{1,7};){1,200})"|'((?:[^<&%']|&#\w{1,7};){1,200})')\s*>"""
)
_REFERENCE = re.compile(r"&([\w.-]{1,50});")
_LONGEST_DOCTYPE = 20_000
_MAX_GROWTH = 100_000  # characters all of them together may add
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_AMPERSAND = re.compile(r"&(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_LONGEST_TAG = 20_000
_PROLOG = 200_000  # characters in which the root element has to begin


class NotXml(ValueError):
    """The text is no XML that can be read; the text says why."""


Element = etree._Element  # lxml has no public name for it


@dataclass(frozen=True, slots=True)
class _Prolog:
    """Where the document type and the root element are; ends included, -1 when there is none."""

    doctype: int = -1
    doctype_end: int = -1
    root: int = -1


def root_name(text: str) -> str:
    """Return the local name of the first element in lower case, "" when there is none.

    >>> root_name('<?xml version="1.0"?><!-- <x> --><rdf:RDF xmlns:rdf="u">')
    'rdf'
    """
    start = _prolog(text).root
    found = _ROOT.match(text, start) if start >= 0 else None
    return found[1].lower() if found else ""


def opening_tag(text: str) -> str:
    """Return the start tag of the first element as it is written, "" when there is none."""
    start = _prolog(text).root
    end = text.find(">", start) + 1 if start >= 0 else 0
    return text[start:end].replace("/>", ">") if 0 < end < start + _LONGEST_TAG else ""


def strip_doctype(text: str) -> str:
    """Return *text* without XML declarations and document type, whatever that tries to declare.

    The short words it declares are put in their places; nothing else of it has any effect.
    """
    prolog = _prolog(text)
    if prolog.doctype >= 0:
        declared = _short_words(text[prolog.doctype : prolog.doctype_end])
        text = text[: prolog.doctype] + text[prolog.doctype_end :]
        if declared:
            text = _with_words(text, declared)
    while found := _DECLARATION.match(text):
        text = text[found.end() :]
    return text


def _short_words(doctype: str) -> dict[str, str]:
    """Return the entities in *doctype* that are plain words; those made of others are not read."""
    found = (_SHORT_ENTITY.finditer(doctype)) if len(doctype) <= _LONGEST_DOCTYPE else ()
    return {
        name: words
        for name, *quoted in (each.groups("") for each in found)
        for words in quoted
        if words
    }


def _with_words(text: str, declared: dict[str, str]) -> str:
    room = _MAX_GROWTH

    def word(reference: re.Match[str]) -> str:
        nonlocal room
        words = declared.get(reference[1], reference[0])
        room -= len(words)
        return words if room >= 0 else reference[0]

    return _REFERENCE.sub(word, text)


def _prolog(text: str) -> _Prolog:
    """Read what may stand before the root element, once and from left to right."""
    doctype = doctype_end = -1
    position = text.find("<")
    while 0 <= position < _PROLOG:
        if text.startswith("<!--", position):
            end = _after(text, "-->", position)
        elif text.startswith("<?", position):
            end = _after(text, "?>", position)
        elif text[position : position + 9].lower() == "<!doctype":
            end = _end_of_doctype(text, position + 9)
            doctype, doctype_end = position, end
        elif _ROOT.match(text, position):
            return _Prolog(doctype, doctype_end, position)
        else:
            end = position + 1
        position = text.find("<", end)
    return _Prolog(doctype, doctype_end)


def _after(text: str, mark: str, position: int) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + len(mark)


def _end_of_doctype(text: str, position: int) -> int:
    """Return where the document type ends; everything, when it never does."""
    brackets = 0
    while found := _DOCTYPE_MARK.search(text, position):
        mark, position = found[0], found.end()
        if mark == "<!--":
            position = _after(text, "-->", position)
        elif mark in "\"'":
            position = _after(text, mark, position)
        elif mark == ">" and brackets <= 0:
            return position
        else:
            brackets += {"[": 1, "]": -1}.get(mark, 0)
    return len(text)


def repair(text: str) -> str:
    """Return *text* with HTML's named characters and bare ampersands made XML; CDATA stays as it is."""

    def mended(found: re.Match[str]) -> str:
        name = found[1]
        if name in _XML_NAMES or (name is None and len(found[0]) > 1):
            return found[0]
        characters = html5.get(f"{name};") if name else None
        if characters:
            return "".join(f"&#{ord(c)};" for c in characters)
        return "&amp;" + found[0][1:]

    parts: list[str] = []
    position = 0
    while (start := text.find("<![CDATA[", position)) >= 0:
        end = _after(text, "]]>", start)
        parts += [_AMPERSAND.sub(mended, text[position:start]), text[start:end]]
        position = end
    return "".join((*parts, _AMPERSAND.sub(mended, text[position:])))


def elements(text: str, tags: tuple[str, ...], *, recover: bool) -> Iterator[Element]:
    """Yield the elements with one of *tags* as they end, and at last the root.

    The caller clears what it has read, so memory does not grow with their number. Raises ``NotXml``.
    """
    parser = etree.XMLPullParser(
        events=("end",),
        tag=tags,
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    budget = MAX_TAGS
    try:
        for start in range(0, len(text), _CHUNK):
            chunk = text[start : start + _CHUNK]
            budget -= chunk.count("<")
            if budget < 0:
                raise NotXml(f"it has more than {MAX_TAGS:,} tags")
            parser.feed(chunk.encode())
            yield from _ended(parser)
        root = parser.close()
        yield from _ended(parser)
    except (etree.XMLSyntaxError, AssertionError) as error:  # lxml asserts when nothing was parsed
        raise NotXml(_first_line(error)) from error
    if root is None:
        raise NotXml("it has no element")
    yield root


def _ended(parser: etree.XMLPullParser) -> Iterator[Element]:
    for _, element in parser.read_events():
        if isinstance(element, Element):
            yield element


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["nothing could be parsed"])[0][:200]


def children(element: Element) -> Iterator[Element]:
    """Yield the child elements of *element*; an entity nobody declared is a node, but no element."""
    return (child for child in element if isinstance(child.tag, str))


def local(element: Element) -> str:
    """Return the name of *element* without namespace, in lower case."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower()


def inner_text(element: Element) -> str:
    """Return all text inside *element*."""
    if not len(element):
        return element.text or ""
    return "".join(str(text) for text in element.itertext())


def inner_markup(element: Element) -> str:
    """Return what is inside *element* as HTML: escaped markup unescaped, real child elements written out."""
    if not len(element):
        return element.text or ""
    inside = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return _NAMESPACES.sub("", (element.text or "") + "".join(inside))


_NAMESPACES = re.compile(r'(?<=[\w"]) xmlns(?::\w+)?="[^"<>]*"|(?<=<)\w+:(?=\w)|(?<=</)\w+:(?=\w)')
