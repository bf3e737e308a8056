"""Stranger answers than those in ``behaviours``, and the word a fetch must end with for each."""

from __future__ import annotations

import gzip
import struct
import zlib

import brotli
import zstandard
from behaviours import Case
from hostile import (
    CHUNKED_HEAD,
    GZIP_HEAD,
    HTML,
    chunked,
    drip,
    flood,
    packed,
    raw_deflate,
    redirect,
    reply,
    reset_after,
    with_host,
    zstd,
)


def raw(start: str, *lines: str, body: bytes = HTML) -> bytes:
    """Return a response made of exactly these lines."""
    return "\r\n".join([start, *lines]).encode("latin-1") + b"\r\n\r\n" + body


def length(value: str, body: bytes = HTML) -> bytes:
    """Return a response with this Content-Length."""
    return reply("200 OK", body, f"Content-Length: {value}", length=None)


def typed(content_type: str, body: bytes) -> bytes:
    """Return a response that calls *body* a *content_type*."""
    return raw(
        "HTTP/1.1 200 OK",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(body)}",
        body=body,
    )


def moved(location: bytes) -> bytes:
    """Return a redirect to exactly these bytes."""
    return b"HTTP/1.1 302 Elsewhere\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n"


N = len(HTML)
OK = "HTTP/1.1 200 OK"
CL = f"Content-Length: {N}"
GZ, BR, ZS = gzip.compress(HTML), brotli.compress(HTML), zstd(HTML)
TINY_CHUNKS = b"1\r\nx\r\n" * 2_000
PADDED_CHUNKS = (b"1;" + b"p" * 8_000 + b"\r\nx\r\n") * 8
EMPTY_ZSTD = zstandard.ZstdCompressor(write_content_size=True).compress(b"")
SKIPPED = struct.pack("<II", 0x184D2A50, 4) + b"note"
LYING_ZSTD = b"\x28\xb5\x2f\xfd" + b"\xe0" + struct.pack("<Q", 10**13) + ZS[-40:]
CHECKED_ZSTD = zstandard.ZstdCompressor(write_checksum=True).compress(HTML)
FLAGGED = (
    GZ[:3] + bytes([0x1C]) + GZ[4:10] + b"\x04\x00abcd" + b"story.html\0" + b"a note\0" + GZ[10:]
)
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(300)

FRAMING = [
    Case("drips-chunk-extension", drip(CHUNKED_HEAD + b"5;", b"a"), "timeout"),
    Case("drips-trailers", drip(chunked(HTML, end=b"0\r\n"), b"X-T: y\r\n"), "timeout"),
    Case("endless-chunk-extension", flood(CHUNKED_HEAD + b"5;", b"a" * 65_536), "incomplete"),
    Case(
        "endless-trailers", flood(chunked(HTML, end=b"0\r\n"), b"X-T: y\r\n" * 9_000), "incomplete"
    ),
    Case("endless-tiny-chunks", flood(CHUNKED_HEAD, TINY_CHUNKS), "too-large"),
    Case("endless-padded-chunks", flood(CHUNKED_HEAD, PADDED_CHUNKS), "too-large"),
    Case("chunk-size-plus", CHUNKED_HEAD + b"+5\r\nhello\r\n0\r\n\r\n", "incomplete"),
    Case("chunk-size-negative", CHUNKED_HEAD + b"-5\r\nhello\r\n0\r\n\r\n", "incomplete"),
    Case("chunk-size-prefixed", CHUNKED_HEAD + b"0x5\r\nhello\r\n0\r\n\r\n", "incomplete"),
    Case("chunk-size-padded", CHUNKED_HEAD + b"%x  \r\n%s\r\n0\r\n\r\n" % (N, HTML)),
    Case("chunk-size-zeros", CHUNKED_HEAD + b"0000%x\r\n%s\r\n0\r\n\r\n" % (N, HTML)),
    Case("chunk-size-too-small", CHUNKED_HEAD + b"3\r\nhello\r\n0\r\n\r\n", "incomplete"),
    Case("chunk-size-too-large", CHUNKED_HEAD + b"9\r\nhello\r\n0\r\n\r\n", "incomplete"),
    Case("chunks-empty", CHUNKED_HEAD + b"0\r\n\r\n", "empty"),
    Case(
        "chunked-and-length",
        raw(
            OK,
            "Transfer-Encoding: chunked",
            "Content-Length: 3",
            body=b"%x\r\n%s\r\n0\r\n\r\n" % (N, HTML),
        ),
    ),
    Case(
        "chunked-in-capitals",
        raw(OK, "TRANSFER-ENCODING: Chunked", body=b"%x\r\n%s\r\n0\r\n\r\n" % (N, HTML)),
    ),
    Case(
        "transfer-gzip",
        raw(OK, "Transfer-Encoding: gzip, chunked", body=b"1\r\nx\r\n0\r\n\r\n"),
        "protocol",
    ),
    Case(
        "transfer-nonsense",
        raw(OK, "Transfer-Encoding: xchunked", body=b"1\r\nx\r\n0\r\n\r\n"),
        "protocol",
    ),
    Case("length-twice-equal", raw(OK, CL, CL)),
    Case("length-list-equal", length(f"{N}, {N}")),
    Case("length-list-unequal", length(f"{N}, 3"), "protocol"),
    Case("length-plus", length(f"+{N}"), "protocol"),
    Case("length-fraction", length(f"{N}.0"), "protocol"),
    Case("length-hex", length("0x10"), "protocol"),
    Case("length-blank", length(""), "protocol"),
    Case("length-astronomic", length("9" * 400), "protocol"),
    Case("length-zero-with-body", length("0"), "empty"),
    Case("status-999-with-words", raw("HTTP/1.1 999 Request denied", CL), "http-999"),
    Case("status-099", raw("HTTP/1.1 099 What", CL), "protocol"),
    Case("status-four-digits", raw("HTTP/1.1 2000 OK", CL), "protocol"),
    Case("status-negative", raw("HTTP/1.1 -200 OK", CL), "protocol"),
    Case("version-shoutcast", raw("ICY 200 OK", CL), "protocol"),
    Case("version-two", raw("HTTP/2 200", CL), "protocol"),
    Case("version-lower-case", raw("http/1.1 200 OK", CL), "protocol"),
    Case("reason-in-utf-8", raw("HTTP/1.1 200 Ð¥Ð¾ÑÐ¾ÑÐ¾", CL)),
    Case("bare-line-feeds", b"HTTP/1.1 200 OK\nContent-Length: %d\n\n" % N + HTML),
    Case("folded-header", raw(OK, "X-Long: a", "  b", CL)),
    Case("many-small-headers", raw(OK, *(f"X-{n}: y" for n in range(4_000)), CL)),
    Case("too-many-headers", raw(OK, *(f"X-{n}: y" for n in range(40_000)), CL), "protocol"),
    Case("one-huge-cookie", raw(OK, "Set-Cookie: a=" + "b" * 60_000, CL)),
    Case("header-name-not-ascii", raw(OK, "X-Ã©: y", CL), "protocol"),
    Case("header-name-empty", raw(OK, ": y", CL), "protocol"),
    Case("twenty-early-hints", INTERIM * 20 + reply()),
    Case("endless-early-hints", flood(b"", INTERIM * 500), "protocol"),
    Case("drips-early-hints", drip(b"", INTERIM), "timeout"),
    Case("http-2-preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "protocol"),
    Case("http-2-settings", b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18), "protocol"),
    Case("tls-alert", b"\x15\x03\x01\x00\x02\x02\x28", "protocol"),
    Case("reset-at-once", reset_after(b""), "protocol"),
    Case("reset-in-headers", reset_after(b"HTTP/1.1 200 OK\r\nX: "), "protocol"),
    Case("reset-in-body", reset_after(reply(length=9_999)), "incomplete"),
    Case("reset-in-chunks", reset_after(chunked(HTML, end=b"")), "incomplete"),
    Case("reset-instead-of-end", reset_after(reply(length=None)), "incomplete"),
    Case("reset-after-the-end", reset_after(reply())),
]

CODINGS = [
    Case("gzip-and-text", packed("gzip", GZ + b"<!-- served in 3 ms -->")),
    Case("gzip-wrong-size", packed("gzip", GZ[:-4] + struct.pack("<I", 7)), "bad-encoding"),
    Case("gzip-last-byte-missing", packed("gzip", GZ[:-1]), "incomplete"),
    Case("gzip-with-name-and-note", packed("gzip", FLAGGED)),
    Case("gzip-reserved-flags", packed("gzip", GZ[:3] + b"\xe0" + GZ[4:]), "bad-encoding"),
    Case(
        "gzip-junk-member", packed("gzip", GZ + b"\x1f\x8b junk that is no member"), "bad-encoding"
    ),
    Case("gzip-twice-named-once", packed("gzip", gzip.compress(GZ))),
    Case("gzip-that-is-br", packed("gzip", BR), "bad-encoding"),
    Case("br-that-is-plain", packed("br", HTML), "bad-encoding"),
    Case("br-and-text", packed("br", BR + b"<!-- cached -->"), "bad-encoding"),
    Case("br-large-window", packed("br", brotli.compress(HTML, lgwin=24))),
    Case("br-twice", packed("br, br", brotli.compress(BR))),
    Case("zstd-then-gzip", packed("zstd, gzip", gzip.compress(ZS))),
    Case("zstd-widest-window", packed("zstd", zstd(HTML, window_log=23))),
    Case("zstd-too-wide-window", packed("zstd", zstd(HTML * 50, window_log=24)), "bad-encoding"),
    Case("zstd-skippable-frame", packed("zstd", SKIPPED + ZS)),
    Case("zstd-empty-frame-flood", packed("zstd", EMPTY_ZSTD * 90_000), "empty"),
    Case("zstd-skippable-flood", packed("zstd", SKIPPED * 80_000), "empty"),
    Case("zstd-lying-size", packed("zstd", LYING_ZSTD), "bad-encoding"),
    Case("zstd-wrong-checksum", packed("zstd", CHECKED_ZSTD[:-1] + b"\0"), "bad-encoding"),
    Case("zstd-and-text", packed("zstd", ZS + b"<!-- cached -->")),
    Case("deflate-and-text", packed("deflate", zlib.compress(HTML) + b"tail")),
    Case(
        "deflate-wrong-checksum",
        packed("deflate", zlib.compress(HTML)[:-1] + b"\0"),
        "bad-encoding",
    ),
    Case("deflate-with-dictionary", packed("deflate", b"\x78\xbb\0\0\0\1" + HTML), "bad-encoding"),
    Case("deflate-that-is-gzip", packed("deflate", GZ), "bad-encoding"),
    Case("raw-deflate-truncated", packed("deflate", raw_deflate(HTML)[:-4]), "incomplete"),
    Case(
        "endless-empty-blocks", flood(GZIP_HEAD + GZ[:10], b"\0\0\0\xff\xff" * 9_000), "too-large"
    ),
    Case("encoding-utf8", packed("utf8", HTML)),
    Case("encoding-binary", packed("binary", HTML)),
    Case("encoding-aws-chunked", packed("aws-chunked", HTML)),
    Case("encoding-gzip-and-identity", packed("identity, gzip", GZ)),
    Case("encoding-quoted", packed('"gzip"', GZ)),
]

TYPES = [
    Case(
        "type-event-stream",
        drip(raw(OK, "Content-Type: text/event-stream", body=b""), b"data: x\n\n"),
        "not-text",
    ),
    Case(
        "type-mixed-replace",
        drip(raw(OK, "Content-Type: multipart/x-mixed-replace; boundary=x", body=b""), b"--x\r\n"),
        "not-text",
    ),
    Case("type-zip", typed("application/zip", b"PK\3\4" + bytes(99)), "not-text"),
    Case("type-font", typed("font/woff2", b"wOF2" + bytes(99)), "not-text"),
    Case("pdf-as-html", typed("text/html", PDF), "not-text"),
    Case("png-as-html", typed("text/html", PNG), "not-text"),
    Case(
        "jpeg-as-html",
        typed("text/html; charset=utf-8", b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(99)),
        "not-text",
    ),
    Case("gif-as-html", typed("text/html", b"GIF89a" + bytes(99)), "not-text"),
    Case("webp-as-html", typed("text/html", b"RIFF\x24\0\0\0WEBPVP8 " + bytes(99)), "not-text"),
    Case("mp4-as-html", typed("text/html", b"\0\0\0\x18ftypmp42" + bytes(99)), "not-text"),
    Case("mp3-as-html", typed("text/html", b"ID3\x04\0" + bytes(99)), "not-text"),
    Case(
        "zip-as-octets", typed("application/octet-stream", b"PK\3\4\x14\0" + bytes(99)), "not-text"
    ),
    Case(
        "old-office-file-untyped",
        raw(OK, body=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)),
        "not-text",
    ),
    Case("pdf-packed-as-html", packed("gzip", gzip.compress(PDF)), "not-text"),
    Case("html-as-octets", typed("application/octet-stream", HTML)),
    Case("html-untyped", raw(OK, CL)),
    Case("html-type-garbled", typed(";;; =charset\x80\xff", HTML)),
    Case("html-type-half-quoted", typed('text/html; charset="utf-8', HTML)),
    Case("mark-only", typed("text/html", b"\xef\xbb\xbf\r\n"), "empty"),
    Case("wide-mark-only", typed("text/html", b"\xff\xfe\x20\0\r\0\n\0"), "empty"),
    Case("zero-bytes-only", typed("text/html", bytes(500)), "empty"),
    Case(
        "wide-text",
        typed("text/html", HTML.decode().encode("utf-16")),
        body=HTML.decode().encode("utf-16"),
    ),
    Case("refresh-header", raw(OK, "Refresh: 0; url=/elsewhere", CL)),
    Case("location-on-200", raw(OK, "Location: /elsewhere", CL)),
    Case("content-range-on-200", raw(OK, "Content-Range: bytes 0-99/5000", CL)),
    Case("reset-content", reply("205 Reset Content", b"", length=0), "http-205"),
    Case(
        "partial-whole",
        raw("HTTP/1.1 206 Partial Content", f"Content-Range: bytes 0-{N - 1}/{N}", CL),
        "http-206",
    ),
    Case("im-used", reply("226 IM Used"), "http-226"),
    Case(
        "wall-script-only",
        reply(
            "200 OK",
            b"<script>var a='7A';document.cookie='acw_sc__v2='+a;location.reload()</script>",
        ),
        "challenge",
    ),
    Case(
        "wall-521",
        reply(
            "521 X",
            b"<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>",
        ),
        "challenge",
    ),
    Case("guarded-but-served", reply("200 OK", HTML, "X-DataDome: protected")),
]

MOVES = [
    Case("choices", raw("HTTP/1.1 300 Multiple Choices", "Location: /good", CL), "http-300"),
    Case(
        "use-proxy",
        raw("HTTP/1.1 305 Use Proxy", "Location: http://127.0.0.1:8080/", CL),
        "http-305",
    ),
    Case("switch-proxy", raw("HTTP/1.1 306 Switch", "Location: /good", CL), "http-306"),
    Case("to-fragment", redirect(301, "/good#part-2")),
    Case("to-latin-1-bytes", moved(b"/caf\xe9")),
    Case("to-cyrillic-bytes", moved("/новости".encode("cp1251"))),
    Case("to-utf-8-bytes", moved("/новости".encode())),
    Case("to-padded", moved(b"  \t/good \t ")),
    Case("to-backslashes", moved(rb"\good")),
    Case("to-same-scheme", with_host(moved(b"//{HOST}/good"))),
    Case("to-same-host-shouted", with_host(moved(b"HTTP://{HOST}/good"))),
    Case("to-user-at-host", with_host(moved(b"http://a:b@{HOST}/good")), "bad-redirect"),
    Case("to-host-as-user", with_host(moved(b"http://{HOST}@10.0.0.1/good")), "bad-redirect"),
    Case("to-port-22", moved(b"http://8.8.8.8:22/"), "bad-url"),
    Case("to-port-0", moved(b"http://8.8.8.8:0/"), "bad-url"),
    Case("to-port-65536", moved(b"http://8.8.8.8:65536/"), "bad-redirect"),
    Case("to-websocket", moved(b"ws://8.8.8.8/"), "bad-redirect"),
    Case("to-blob", moved(b"blob:http://8.8.8.8/x"), "bad-redirect"),
    Case("to-view-source", moved(b"view-source:http://8.8.8.8/"), "bad-redirect"),
    Case("to-about", moved(b"about:blank"), "bad-redirect"),
    Case("to-mapped-hex", moved(b"http://[::ffff:7f00:1]/"), "private-address"),
    Case("to-nat64", moved(b"http://[64:ff9b::7f00:1]/"), "private-address"),
    Case("to-6to4", moved(b"http://[2002:7f00:1::]/"), "private-address"),
    Case("to-teredo", moved(b"http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"), "private-address"),
    Case("to-zone-id", moved(b"http://[fe80::1%25eth0]/"), "bad-redirect"),
    Case("to-short-dotted", moved(b"http://127.1/"), "private-address"),
    Case("to-long-octal", moved(b"http://017700000001/"), "private-address"),
    Case("to-long-hex", moved(b"http://0x7f000001/"), "private-address"),
    Case("to-mixed-spelling", moved(b"http://0xA9.254.0251.0376/"), "private-address"),
    Case("to-circled-digits", moved("http://①②⑦.⓪.⓪.①/".encode()), "private-address"),
    Case("to-ideographic-dots", moved("http://127。0。0。1/".encode()), "private-address"),
    Case("to-escaped-host", moved(b"http://%31%32%37.0.0.1/"), "private-address"),
    Case("to-overflowing-ip", moved(b"http://4294967297/"), "bad-redirect"),
    Case("to-five-part-ip", moved(b"http://127.0.0.0.1/"), "bad-redirect"),
    Case("to-localhost-dot", moved(b"http://LOCALHOST./"), "private-address"),
    Case("to-empty-label", moved(b"http://a..b/"), "bad-redirect"),
    Case("to-soft-hyphen-host", moved("http://127\u00ad.0.0.1/".encode()), "private-address"),
]

ODDITIES = FRAMING + CODINGS + TYPES + MOVES
