"""From the bytes of a channel document to text: gzip files unpacked within bounds, charset by evidence."""

from __future__ import annotations

import codecs
import re
import zlib

import webencodings  # type: ignore[import-untyped]  # publishes no types
from charset_normalizer import from_bytes

MAX_DOCUMENT = 10 * 1024 * 1024  # bytes unpacked; sitemaps of 50,000 addresses stay below
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF16_STARTS = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))  # "<" without a byte order mark
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)
_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.-]{2,40})|<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_LIKELY = ["cp1251", "koi8_r", "koi8_u", "gb18030", "big5", "cp1252"]
_TOLERATED = (
    0.02  # share of undecodable characters that damage explains, and a wrong label does not
)
_DAMAGE = re.compile("[\ufffd\x80-\x9f]")
# What XML 1.0 does not allow; libxml2 would stop at the first of them.
_CONTROLS = bytes(
    set(range(32)) - set(b"\t\n\r\x1b")
)  # escape switches character sets in ISO-2022-JP
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_RARELY_LEFT = "\x1b\ufffe\uffff"


class Undecodable(ValueError):
    """The bytes are no document; the text says why."""


def read_text(body: bytes, content_type: str = "") -> str:
    """Return *body* as text without the characters XML forbids. Raises ``Undecodable``."""
    text = _decode(unpack(body), content_type)
    return _FORBIDDEN.sub("", text) if any(c in text for c in _RARELY_LEFT) else text


def unpack(body: bytes) -> bytes:
    """Return *body*, unpacked when it is a gzip file; never more than ``MAX_DOCUMENT`` bytes.

    Whole members are read one after the other; a truncated file is refused, not read in part.
    """
    if not body.startswith(_GZIP):
        return body
    unpacked = bytearray()
    rest = body
    while rest.startswith(_GZIP):
        inflater = zlib.decompressobj(wbits=31)
        try:
            unpacked += inflater.decompress(rest, MAX_DOCUMENT + 1 - len(unpacked))
        except zlib.error as error:
            raise Undecodable(f"the gzip file is damaged ({error})") from error
        if len(unpacked) > MAX_DOCUMENT:
            raise Undecodable(f"the gzip file unpacks to more than {MAX_DOCUMENT:,} bytes")
        if not inflater.eof:
            raise Undecodable("the gzip file is cut off")
        rest = inflater.unused_data
    return bytes(unpacked)


def _decode(body: bytes, content_type: str) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _FORBIDDEN.sub("", body[len(mark) :].decode(name, "replace"))
    for start, name in _UTF16_STARTS:
        if body.startswith(start):
            return _FORBIDDEN.sub("", body.decode(name, "replace"))
    # No multibyte encoding of the web has control characters inside a character. Deleting bytes is forty
    # times as fast as a regular expression over the text.
    body = body.translate(None, _CONTROLS)
    labels = _labels(body, content_type)
    if not (body.isascii() and "iso-2022-jp" in labels):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for label in labels:
        text = body.decode(label, "replace")
        if len(_DAMAGE.findall(text)) <= _TOLERATED * len(text):
            return text
    best = from_bytes(body[:50_000], cp_isolation=_LIKELY).best()
    return body.decode(best.encoding if best else "cp1252", "replace")


def _labels(body: bytes, content_type: str) -> list[str]:
    """Return the encodings that are claimed, as WHATWG understands the labels: header first."""
    claimed = [found[1] for found in [_HEADER.search(content_type)] if found]
    inside = _DECLARED.finditer(body[:2048])
    claimed += [(found[1] or found[2]).decode("ascii", "replace") for found in inside]
    encodings = (webencodings.lookup(label) for label in claimed)
    return [
        str(encoding.codec_info.name)
        for encoding in encodings
        if encoding is not None and encoding.name not in ("replacement", "x-user-defined")
    ]
