"""Bytes of a page or feed → text. Evidence first, claims second: servers lie about charsets."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import webencodings  # type: ignore[import-untyped]  # it publishes none

from ingest.normalize.charset_guess import NO_GUESS, READ, Guess, doubt, fitness, guess

PRESCAN = (
    4_096  # bytes searched for a declaration; the standard says 1,024, real pages put it later
)
MAX_BAD = 0.02  # share of undecodable or control characters among the non-ASCII ones
MAX_PIECES = 0.3  # share of undecodable sequences among the non-ASCII ones of a UTF-8 page
FEW = 6  # extra bytes; so little valid UTF-8 can be an accident in double-byte charsets

ENOUGH = 8  # characters; a guess from fewer does not overrule a claim

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OF_WINDOWS_1252 = str.maketrans(  # the 27 characters that stand for the controls of Latin-1
    {
        char: chr(byte)
        for byte in range(0x80, 0xA0)
        if (char := bytes([byte]).decode("windows-1252", "ignore"))
    }
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
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SHIFTS = re.compile(  # ISO-2022-JP goes to kanji and back, at the end of a line at the latest
    rb"\x1b\$[@B](?:[\x21-\x7e]{2}){1,2000}\x1b\([BJ]"  # a bare "+" remembers each of millions
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta[\s/]([^>]*)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"(?:^|[\s/\"'])charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META_CONTENT = re.compile(
    rb"(?:^|[\s/\"'])content\s*=\s*[\"'][^\"'>]*?charset\s*=\s*([\w.:+-]+)", re.IGNORECASE
)


def decode_html(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the text of *body* and the name of its encoding. Never fails.

    In this order: byte order mark, valid UTF-8, the charset of *content_type*, an XML or meta
    declaration, a guess by the letters that come out. A claim that does not fit the bytes, or much
    less so than the guess, is passed over.

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
        return _unmangled(text), "utf-8"
    guessed = _certain(body) or guess(body)
    for name in claims:
        if name == "utf-8":
            if _is_mostly_utf8(body):
                return _patched(body), name
            continue
        text, label = _decoded(body, name)
        if _fits(text, name, guessed):
            return text, label
    return _decoded(body, guessed.name or (claims[0] if claims else "windows-1252"))


def _certain(body: bytes) -> Guess | None:
    """What the bytes show without looking at letters."""
    if _SHIFTS.search(body):
        return Guess("iso-2022-jp", 1.0)
    return Guess("utf-8", 1.0) if _is_mostly_utf8(body, FEW) else None


def _is_mostly_utf8(body: bytes, least: int = 0) -> bool:
    """Whether what is not valid in *body* may be pieces of something else. One in a page is common."""
    text = body[:READ].decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in text)
    bad = text.count("\ufffd")
    return bad <= MAX_PIECES * foreign and foreign - bad >= least and not _SHIFTS.search(body)


def _patched(body: bytes) -> str:
    """UTF-8 with pieces in the old encoding of its script: pages are glued together from many sources."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        valid = body[:READ].decode("utf-8", "ignore")
    foreign = sum(char > "\x7f" for char in valid)
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in valid)
    return body.decode("utf-8", _AS_CYRILLIC if 2 * cyrillic > foreign else _AS_WESTERN)


def _reads_as(codec: str) -> str:
    """Register and return the name of an error handler that reads odd bytes as *codec*."""

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        cut_off = error.end == len(error.object) and error.reason == "unexpected end of data"
        odd = b"" if cut_off else error.object[error.start : error.end]
        return odd.decode(codec, "replace"), error.end

    name = f"wirewatch-{codec}"
    codecs.register_error(name, read)
    return name


_AS_WESTERN, _AS_CYRILLIC = _reads_as("windows-1252"), _reads_as("windows-1251")


def _unmangled(text: str) -> str:
    """Return *text* as it was before somebody took its UTF-8 for Windows-1252 and encoded that once more.

    All of it must have been mangled, and show it: no other text makes valid UTF-8 that way.

    >>> _unmangled("Привет, мир".encode().decode("latin-1")), _unmangled("café déjà")
    ('Привет, мир', 'café déjà')
    """
    again = ""
    try:
        for run in _FOREIGN.finditer(text):
            again += _bytes(run[0]).decode("utf-8")
    except UnicodeError:
        return text
    if len(again) < ENOUGH:
        return text
    return _FOREIGN.sub(lambda run: _bytes(run[0]).decode("utf-8"), text)


def _bytes(text: str) -> bytes:
    """The bytes that browsers show as *text* in Windows-1252."""
    return text.translate(_OF_WINDOWS_1252).encode("latin-1")


def _wide(body: bytes) -> str:
    """UTF-16 or UTF-32 without its mark: every other byte is then the same few high ones."""
    head = body[:PRESCAN]
    zeros = [head[place::4].count(0) * 4 > 0.95 * len(head) for place in range(4)]
    if zeros in ([False, False, True, True], [False, True, True, True]):
        return "utf-32-le"
    if zeros in ([True, True, False, False], [True, True, True, False]):
        return "utf-32-be"
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
        return None if _SHIFTS.search(body) else text
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
    if name == "utf-8":
        return _patched(body), name
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
        return "\x1b" not in text
    bad = sum(char == "\ufffd" or "\x80" <= char < "\xa0" for char in foreign)
    if bad > MAX_BAD * len(foreign):
        return False
    judged = fitness(text, name)
    least = doubt(name, rival) if len(foreign) >= ENOUGH else 0.0
    return judged is None or judged > max(0.0, least)
