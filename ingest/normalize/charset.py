"""Bytes of a page or feed → text. Evidence first, claims second: servers lie about charsets."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import webencodings  # type: ignore[import-untyped]  # it publishes none

from ingest.normalize.charset_guess import MARGIN, NO_GUESS, READ, Guess, fitness, guess

PRESCAN = (
    4_096  # bytes searched for a declaration; the standard says 1,024, real pages put it later
)
MAX_BAD = 0.02  # share of undecodable or control characters among the non-ASCII ones
FEW = 6  # extra bytes; so little valid UTF-8 can be an accident in double-byte charsets

ENOUGH = 8  # characters; a guess from fewer does not overrule a claim

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_BYTES = (0x00, 0x04)  # of Latin markup and Cyrillic letters in UTF-16
_WIDER = {  # WHATWG names whose Python codec of the same name knows fewer characters
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "koi8-r": "koi8_u",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
_DOUBLE_BYTE = frozenset({"gbk", "gb18030", "big5", "euc-kr", "euc-jp", "shift_jis"})

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([\w.:+-]+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/]([^>]*)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"(?:^|[\s/\"'])charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META_CONTENT = re.compile(
    rb"(?:^|[\s/\"'])content\s*=\s*[\"'][^\"'>]*?charset\s*=\s*([\w.:+-]+)", re.IGNORECASE
)


def decode_html(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of *body* and the name of its encoding. Never fails.

    In this order: byte order mark, valid UTF-8, the charset of *content_type*, an XML or meta
    declaration, a guess among Cyrillic, Chinese and Western encodings. A claim that does not fit
    the bytes is passed over.

    >>> decode_html("Привет, мир".encode("cp1251"), "text/html; charset=utf-8")
    ('Привет, мир', 'windows-1251')
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), encoding
    if wide := _wide(body):
        return body.decode(wide, "replace"), wide
    claims = list(dict.fromkeys(_claims(body, content_type)))
    if (text := _utf8(body, claims)) is not None:
        return text, "utf-8"
    guessed = guess(body)
    for name in claims:
        text, label = _decoded(body, name)
        if _fits(text, name, guessed):
            return (body.decode("utf-8", _AS_WINDOWS) if name == "utf-8" else text), label
    return _decoded(body, guessed.name or (claims[0] if claims else "windows-1252"))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the odd byte in a UTF-8 page as Windows-1252: pages are glued together from many sources."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.end == len(error.object):  # the page is cut off within a character
        return "", error.end
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


_AS_WINDOWS = "wirewatch-windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)


def _wide(body: bytes) -> str:
    """UTF-16 without its mark: every other byte is then the same few high ones."""
    head = body[:PRESCAN]
    pairs = len(head) // 2
    even, odd = (sum(map(half.count, _HIGH_BYTES)) for half in (head[0::2], head[1::2]))
    if odd > 0.3 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * pairs and odd < 0.05 * pairs else ""


def _utf8(body: bytes, claims: list[str]) -> str | None:
    """The text if *body* is valid UTF-8 and not something else by accident."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if text.isascii():
        return None if b"\x1b" in body and "iso-2022-jp" in claims else text
    few = (
        len(body) - len(text) < FEW
    )  # every sequence is at least one byte longer than its character
    other = claims[0] if claims else "utf-8"
    if few and other in _DOUBLE_BYTE and _fits(_decoded(body, other)[0], other):
        return None
    return text


def _claims(body: bytes, content_type: str) -> Iterator[str]:
    """WHATWG names of what header and document claim."""
    if match := _HEADER.search(content_type):
        yield from _known(match[1])
    head = body[:PRESCAN]
    if declared := _XML.match(head):
        yield from _known(declared[1].decode("ascii", "replace"), inside=True)
    for meta in _META.finditer(_COMMENT.sub(b"", head)):
        attributes = meta[1]
        found = _META_CHARSET.search(attributes)
        if b"content-type" in attributes.lower():
            found = _META_CONTENT.search(attributes) or found
        elif re.search(rb"content\s*=", attributes, re.IGNORECASE) and found:
            found = None if found.start() > attributes.lower().find(b"content") else found
        if found:
            yield from _known(found[1].decode("ascii", "replace"), inside=True)


def _known(label: str, *, inside: bool = False) -> Iterator[str]:
    encoding = webencodings.lookup(label)
    if encoding is None:
        return
    name = encoding.name
    if inside and name.startswith("utf-16"):
        name = "utf-8"  # HTML standard: whoever could read the claim was not reading UTF-16
    yield "windows-1252" if name == "x-user-defined" else name


def _decoded(body: bytes, name: str) -> tuple[str, str]:
    """The text of *body* in the encoding with the WHATWG name *name*, and the name to report."""
    codec = _WIDER.get(name)
    if codec is None:
        encoding = webencodings.lookup(name)
        codec = encoding.codec_info.name if encoding else name
    text = body.decode(codec, "replace")
    if name == "koi8-r" and text != body.decode("koi8_r", "replace"):
        name = "koi8-u"  # Ukrainian letters stand where KOI8-R has box drawings
    return text, name


def _fits(text: str, name: str, rival: Guess = NO_GUESS) -> bool:
    """Whether *text* looks written, not read the wrong way, and not much less so than the *rival*."""
    foreign = [char for char in text[:READ] if char > "\x7f"]
    if not foreign:
        return name != "utf-8" or "\x1b" not in text
    bad = sum(char == "\ufffd" or "\x80" <= char < "\xa0" for char in foreign)
    if name == "utf-8":
        return bad <= 0.2 * len(foreign)  # one broken sequence in a page is common, and shows
    if bad > MAX_BAD * len(foreign):
        return False
    judged = fitness(text, name)
    doubt = rival.score - MARGIN if len(foreign) >= ENOUGH else 0.0
    return judged is None or judged > max(0.0, doubt)
