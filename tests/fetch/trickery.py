"""A fourth table of answers, taken from attacks on framing, unpacking and redirects."""

from __future__ import annotations

import gzip
import io
import tarfile

import brotli
import zstandard
from behaviours import Case
from hostile import (
    CHUNKED_HEAD,
    GZIP_HEAD,
    HTML,
    chunked,
    flood,
    gzip_bomb,
    packed,
    raw_deflate,
    redirect,
    reply,
    zstd,
)
from oddities import CL, GZ, OK, ZS, N, length, moved, raw, typed


def framed(*transfer_encodings: str, body: bytes) -> bytes:
    """Return a response with these Transfer-Encoding lines, exactly as written."""
    return raw(OK, *(f"Transfer-Encoding:{each}" for each in transfer_encodings), body=body)


def tar(name: str, content: bytes) -> bytes:
    """Return an archive with one file."""
    archive = io.BytesIO()
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    with tarfile.open(fileobj=archive, mode="w") as writing:
        writing.addfile(entry, io.BytesIO(content))
    return archive.getvalue()


def not_found(encoding: str, body: bytes) -> bytes:
    """Return a "404" whose body claims *encoding*."""
    return packed(encoding, body).replace(b"200 OK", b"404 Not Found", 1)


CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (N, HTML)
TAR = tar("page.html", HTML)
FOREIGN_FRAME = b"\x50\x2a\x4d\x18\x06\0\0\0hidden"
ENDLESS_FOREIGN_FRAME = b"\x50\x2a\x4d\x18\xf0\xff\xff\xffx"
GZIP_EXTRA = GZIP_HEAD + b"\x1f\x8b\x08\x04" + bytes(6)
BR_BOMB = brotli.compress(bytes(32 << 20), quality=5)
OF_A_DICTIONARY = b"\x28\xb5\x2f\xfd\x21\x07" + bytes([255]) + b"\x01\0\0"

# Two framings of one answer, or one in unusual words, are where proxies and readers part ways.
FRAMING = [
    Case("transfer-chunked-twice", framed(" chunked", " chunked", body=CHUNKS), "protocol"),
    Case("transfer-chunked-listed-twice", framed(" chunked, chunked", body=CHUNKS), "protocol"),
    Case("transfer-identity", raw(OK, "Transfer-Encoding: identity", CL), "protocol"),
    Case("transfer-chunked-and-identity", framed(" chunked, identity", body=CHUNKS), "protocol"),
    Case("transfer-nothing", framed("", body=CHUNKS), "protocol"),
    Case("transfer-behind-a-control", framed(" \x0bchunked", body=CHUNKS), "protocol"),
    Case("transfer-quoted", framed(' "chunked"', body=CHUNKS), "protocol"),
    Case("transfer-on-the-next-line", framed("\r\n chunked", body=CHUNKS)),
    Case("transfer-in-http-1.0", framed(" chunked", body=CHUNKS).replace(b"1.1", b"1.0", 1)),
    Case("transfer-and-two-lengths", raw(OK, CL, "Content-Length: 3"), "protocol"),
    Case("space-before-the-colon", raw(OK, f"Content-Length : {N}"), "protocol"),
    Case("chunk-with-bare-line-feeds", CHUNKED_HEAD + CHUNKS.replace(b"\r\n", b"\n"), "incomplete"),
    Case("chunk-size-indented", CHUNKED_HEAD + b" " + CHUNKS, "incomplete"),
    Case("chunk-size-missing", CHUNKED_HEAD + b"\r\n" + CHUNKS, "incomplete"),
    Case("chunk-with-a-minus-zero", CHUNKED_HEAD + b"-0\r\n\r\n", "incomplete"),
    Case("chunks-without-the-last-line", chunked(HTML, end=b"0\r\n"), "incomplete"),
    Case("chunk-trailer-that-sets-a-length", chunked(HTML, end=b"0\r\nContent-Length: 3\r\n\r\n")),
    Case("length-not-a-number", length("NaN"), "protocol"),
    Case("length-in-arabic", length("\u0661".encode().decode("latin-1")), "protocol"),
    Case("length-with-a-word", length(f"{N};a=b"), "protocol"),
    Case("status-zero", raw("HTTP/1.1 000 X", CL), "protocol"),
    Case("status-two-digits", raw("HTTP/1.1 20 X", CL), "protocol"),
    Case("status-after-the-words", raw("HTTP/1.1 OK 200", CL), "protocol"),
    Case("blank-lines-first", b"\r\n\r\n" + reply(), "protocol"),
    Case("folded-before-any-header", raw(OK, " X: y", CL), "protocol"),
    Case("bare-return-in-header", raw(OK, "X: a\rSet-Cookie: b", CL), "protocol"),
    Case("header-value-in-utf-8", raw(OK, "Server: Сервер".encode().decode("latin-1"), CL)),
    Case("one-header-of-90-kb", raw(OK, f"Content-Security-Policy: {'x' * 90_000}", CL)),
    Case("five-hundred-headers", raw(OK, *(f"X-{n}: 1" for n in range(500)), CL)),
    Case(
        "endless-folded-header", flood(b"HTTP/1.1 200 OK\r\nX: y\r\n", b" z\r\n" * 999), "protocol"
    ),
    Case("flood-after-the-end", flood(reply(), b"junk" * 9_999)),
]

CODINGS = [
    *(
        Case(f"encoding-{name.replace('/', '-')}", packed(name, HTML))
        for name in ("windows-1251", "ISO-8859-1", "text/html", "chunked", "UTF-8, none")
    ),
    Case("encoding-charset-and-gzip", packed("gzip, windows-1251", GZ)),
    Case("encoding-lookalike", packed("gzlp", GZ), "bad-encoding"),
    Case("gzip-that-is-raw-deflate", packed("gzip", raw_deflate(HTML)), "bad-encoding"),
    Case("zstd-foreign-frame-last", packed("zstd", ZS + FOREIGN_FRAME)),
    Case("zstd-foreign-frame-only", packed("zstd", FOREIGN_FRAME), "empty"),
    Case("zstd-foreign-frame-of-4-gib", packed("zstd", ENDLESS_FOREIGN_FRAME), "incomplete"),
    Case("zstd-of-a-dictionary", packed("zstd", OF_A_DICTIONARY), "bad-encoding"),
    Case("zstd-second-frame-cut", packed("zstd", ZS + ZS[:9]), "incomplete"),
    Case("br-nothing-at-all", packed("br", b""), "incomplete"),
    Case("gzip-bomb-in-a-gz-file", packed("gzip", gzip.compress(gzip_bomb(32 << 20))), "too-large"),
    Case("br-bomb-in-zstd", packed("br, zstd", zstandard.compress(BR_BOMB)), "too-large"),
    Case(
        "zstd-bomb-in-gzip", packed("zstd, gzip", gzip.compress(zstd(bytes(32 << 20)))), "too-large"
    ),
    Case("endless-gzip-extra-field", flood(GZIP_EXTRA, b"\xff\xff" * 9_999), "bad-encoding"),
    Case("broken-gzip-404", not_found("gzip", b"abc"), "http-404"),
    Case("br-bomb-404", not_found("br", BR_BOMB), "http-404"),
]

TYPES = [
    Case("tar-as-html", typed("text/html", TAR), "not-text"),
    Case("tar-packed", typed("application/gzip", gzip.compress(TAR)), "not-text"),
    Case(
        "picture-packed",
        typed("application/gzip", gzip.compress(b"\x89PNG\r\n\x1a\n" + bytes(99))),
        "not-text",
    ),
    Case("rar-as-html", typed("text/html", b"Rar!\x1a\7\1\0" + bytes(40)), "not-text"),
    Case("font-as-html", typed("text/html", b"wOF2\0\1\0\0" + bytes(40)), "not-text"),
    Case("database-as-html", typed("text/html", b"SQLite format 3\0" + bytes(40)), "not-text"),
    Case("html-type-listed", typed("text/html, text/html; charset=utf-8", HTML)),
]


def scripted(*scripts: str) -> bytes:
    """Return a page with nothing but a title and *scripts*."""
    inside = "".join(f"<script>{script}</script>" for script in scripts)
    return reply("200 OK", f"<title>Wait</title><body>{inside}".encode())


def titled(title: str, inside: str) -> bytes:
    """Return a page with *title* and *inside*."""
    return reply("200 OK", f"<title>{title}</title><body>{inside}".encode())


AGAIN = "document.cookie='a=1';location.reload()"
FEED = f"<rss><channel><item><title>{AGAIN}</title></item></channel></rss>".encode()
JSON = f'{{"items": [{{"title": "{AGAIN}"}}]}}'.encode()
WALLS = [
    Case("wall-cookie-and-reload", scripted(AGAIN), "challenge"),
    Case(
        "wall-cookie-and-address",
        scripted("document.cookie = a; window.location.href = b"),
        "challenge",
    ),
    Case("wall-of-a-free-host", scripted("x=toHex(slowAES.decrypt(c,2,a,b))"), "challenge"),
    Case("wall-with-any-title", scripted("sucuri_cloudproxy_js=''"), "challenge"),
    Case(
        "wall-russian",
        titled("Вы не робот?", "<p>Проверка<form action='/checkcaptcha'>"),
        "challenge",
    ),
    Case(
        "wall-chinese",
        titled("访问验证", "<p>x<script src='//g.alicdn.com/sd/ncpc/nc.js'>"),
        "challenge",
    ),
    Case(
        "wall-anubis",
        titled("Making sure you're not a bot!", "<img src='/.within.website/x/y'>"),
        "challenge",
    ),
    Case("wall-kasada-429", reply("429 X", b"<script>window.KPSDK={}</script>"), "challenge"),
    Case("script-that-only-sets-a-cookie", scripted("document.cookie='a=1'"), body=None),
    Case("feed-about-cookies", typed("text/xml", FEED), body=FEED),
    Case("json-about-cookies", typed("application/json", JSON), body=JSON),
    Case(
        "shell-with-its-text-in-data",
        scripted("/_Incapsula_Resource?x", '{"articleBody": "News"}'),
        body=None,
    ),
    Case("story-with-a-cookie-script", titled("A", f"<script>{AGAIN}</script><p>News"), body=None),
]
MOVES = [
    Case("to-one-slash", redirect(302, "http:/good")),
    Case("to-no-slash", redirect(302, "http:good")),
    Case("to-tab-inside", redirect(302, "/go\tod")),
    Case("to-nul", moved(b"/good\0"), "protocol"),
    Case(
        "to-two-places",
        raw("HTTP/1.1 302 X", "Location: /good", "Location: http://10.0.0.1/", body=b""),
    ),
    Case("to-good-with-endless-flood", flood(redirect(302, "/good", b"x" * 99), b"x" * 65_536)),
    Case("to-no-host", redirect(302, "http://"), "bad-redirect"),
    Case("to-v4-in-nat64-local", moved(b"http://[64:ff9b:1::a00:1]/"), "private-address"),
    Case("to-loopback-with-dot", moved(b"http://127.0.0.2./"), "private-address"),
    Case("content-location-is-no-redirect", raw(OK, "Content-Location: http://10.0.0.1/", CL)),
    Case("created-elsewhere", raw("HTTP/1.1 201 X", "Location: /good", CL), "http-201"),
]

TRICKERY = FRAMING + CODINGS + TYPES + WALLS + MOVES
