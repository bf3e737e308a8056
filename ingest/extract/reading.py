"""From bytes to one parsed tree, or to plain text, or to a reason why it is neither."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import load_html

from ingest.extract.bounds import MAX_TEXT, cut_to_size
from ingest.model import Page
from ingest.normalize.charset import decode_html
from ingest.normalize.tags import bearable

MAX_CHARACTERS = 4_000_000  # the largest news page we have seen has half of it
_SNIFF = 65_536  # bytes looked at to tell markup, text and binary files apart

_BINARY = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or office file",
    b"\x89PNG": "a PNG image",
    b"GIF8": "a GIF image",
    b"\xff\xd8\xff": "a JPEG image",
    b"RIFF": "a media file",
    b"\x1f\x8b": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"ID3": "an audio file",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"OggS": "a media file",
    b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "an office file",
}
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|\?xml|(?:html|head|body|title|meta|script|article|main|section|div|p|span|"
    rb"table|h1|h2|ul|br|a)[\s>/])",
    re.IGNORECASE,
)
# References to characters that no tree accepts when its texts are moved about
_BAD_REFERENCES = re.compile(
    r"&#(?:0{0,9}(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)"
    r"|x0{0,9}(?:[1-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_ENDLESS_NUMBER = re.compile("#[0-9]{1000,};?")  # however its "&" is escaped: no reader takes it
# Japanese and Chinese pages that part paragraphs by line breaks and an ideographic space, in one <p>
_INDENTED = re.compile(r"(?<=[。」！？）])[ \t\r]*\n\s*\u3000(?=[^\s<\u3000])")
_BLOCKS = etree.XPath("//span[contains(translate(@style, ' ', ''), 'display:block')]")
_NOISE = 0.05  # of the bytes: control characters in a page of whatever encoding
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a body turned out to be: exactly one of the three is set."""

    tree: HtmlElement | None = None
    text: str = ""
    problem: str = ""


def read_page(page: Page) -> Reading:
    """Return the parsed tree of *page*, or its plain text, or why it is neither. Never raises."""
    body = page.body
    problem = _not_text(body)
    if problem:
        return Reading(problem=problem)
    text, _ = decode_html(body[: 4 * MAX_CHARACTERS], page.content_type)
    text = text[:MAX_CHARACTERS].replace("\0", "")
    if not text.strip():
        return Reading(problem="the page is empty")
    if not _is_markup(body, text, page):
        return Reading(text=text[:MAX_TEXT])
    text = bearable(_ENDLESS_NUMBER.sub("", _BAD_REFERENCES.sub("", text)))
    if "\u3000" in text:
        text = _INDENTED.sub("<br>\u3000", text)
    tree = load_html(text)
    if tree is None or tree.find(".//body") is None:  # a bare fragment, or hardly any markup
        tree = load_html(f"<html><body><div>{text}</div></body></html>")
    if tree is None:
        return Reading(problem="the markup cannot be parsed")
    cut_to_size(tree)
    spans: Any = _BLOCKS(tree)  # lxml types an XPath result as everything it could be
    for span in spans:
        span.tag = "div"
    return Reading(tree=tree)


def _not_text(body: bytes) -> str:
    if not body:
        return "the page is empty"
    for magic, what in _BINARY.items():
        if body.startswith(magic):
            return f"the page is {what}"
    sample = body[:_SNIFF]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    zeros = sample.count(0)
    odd = len(sample) - len(sample.translate(None, _CONTROLS)) - zeros
    if odd <= _NOISE * len(sample) and _MARKUP.search(sample):
        return ""  # chance makes a "<p>" in most files of some size
    is_utf16 = 0.3 < zeros / len(sample) < 0.6
    is_text = odd <= 0.02 * len(sample) and (is_utf16 or zeros <= 0.02 * len(sample))
    return "" if is_text or (is_utf16 and odd <= 0.1 * len(sample)) else "the page is a binary file"


def _is_markup(body: bytes, text: str, page: Page) -> bool:
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind == "text/plain" or (not kind and page.url.partition("?")[0].lower().endswith(".txt")):
        return text.lstrip("\ufeff \t\r\n")[:15].lower().startswith(("<!doctype html", "<html"))
    return _MARKUP.search(body[:_SNIFF].replace(b"\0", b"")) is not None
