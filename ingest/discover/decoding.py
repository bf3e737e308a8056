"""From the bytes of a channel document to text: gzip files unpacked within bounds, nothing XML forbids."""

from __future__ import annotations

import re
import zlib

from ingest.normalize.charset import decode_html

MAX_DOCUMENT = 10 * 1024 * 1024  # bytes unpacked; sitemaps of 50,000 addresses stay below
MAX_MEMBERS = 256  # each costs a copy of all that follows
MAX_LAYERS = 2  # gzip files that a server packed once more
_GZIP = b"\x1f\x8b"
# What XML 1.0 does not allow; libxml2 would stop at the first of them.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_CHARACTERS = "\ufffe\uffff"
# Numbers of C1 controls, which nobody writes, stand for Windows-1252's characters, as in HTML.
_NUMBER_OF_1252 = re.compile("&#(?:(1(?:2[89]|[345]\\d))|x([89][0-9a-f]));", re.IGNORECASE)


class Undecodable(ValueError):
    """The bytes are no document; the text says why."""


def read_text(body: bytes, content_type: str = "") -> str:
    """Return *body* as text without the characters XML forbids. Raises ``Undecodable``."""
    body = unpack(body)
    text, _ = decode_html(body, content_type)
    text = _NUMBER_OF_1252.sub(_character, text)
    # Deleting bytes is forty times as fast as looking through the text, and tells whether that is needed.
    suspect = len(body.translate(None, _CONTROLS)) < len(body)
    if suspect or any(character in text for character in _NO_CHARACTERS):
        return _FORBIDDEN.sub("", text)
    return text


def _character(number: re.Match[str]) -> str:
    code = int(number[1]) if number[1] else int(number[2], 16)
    return bytes([code]).decode("cp1252", "ignore")


def unpack(body: bytes) -> bytes:
    """Return *body*, unpacked when it is a gzip file; never more than ``MAX_DOCUMENT`` bytes.

    Whole members are read one after the other; a truncated file is refused, not read in part.
    """
    for _ in range(MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body = _unpacked(body)
    return body


def _unpacked(body: bytes) -> bytes:
    unpacked = bytearray()
    rest = body
    for _ in range(MAX_MEMBERS):
        if not rest.startswith(_GZIP):
            return bytes(unpacked)
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
    raise Undecodable(f"the gzip file has more than {MAX_MEMBERS} members")
