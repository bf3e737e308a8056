"""A third table of answers, and the word a fetch must end with for each."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import brotli
import zstandard
from behaviours import Case
from hostile import CHUNKED_HEAD, HTML, Send, chunked, packed, redirect, reply
from oddities import CL, GZ, OK, N, moved, raw, typed


async def in_three_parts(_: bytes, send: Send) -> None:
    """Send a good page slowly, but send it."""
    answer = reply()
    for part in (answer[:20], answer[20:90], answer[90:]):
        await send(part)
        await asyncio.sleep(0.05)


NARROW = zlib.compressobj(wbits=9)
NARROW_BODY = NARROW.compress(HTML) + NARROW.flush()
ONE_BY_ONE = b"".join(b"1\r\n%c\r\n" % byte for byte in GZ) + b"0\r\n\r\n"

CURIOSITIES = [
    Case("in-three-parts", in_three_parts),
    Case("processing-thrice", b"HTTP/1.1 102 Processing\r\n\r\n" * 3 + reply()),
    Case("continue-and-no-more", b"HTTP/1.1 100 Continue\r\n\r\n", "protocol"),
    Case("zero-byte-first", b"\0" + reply(), "protocol"),
    Case("length-with-a-gap", raw(OK, "Content-Length: 1 2"), "protocol"),
    Case("length-with-zeros", raw(OK, f"Content-Length: 000{N}")),
    Case("chunk-extension-quoted", CHUNKED_HEAD + b'%x;a="b;c"\r\n%s\r\n0\r\n\r\n' % (N, HTML)),
    Case("chunk-size-in-capitals", CHUNKED_HEAD + b"%X\r\n%s\r\n0\r\n\r\n" % (N, HTML)),
    Case("chunked-and-a-second-answer", chunked(HTML) + reply("200 OK", b"smuggled")),
    Case("wants-to-upgrade", raw(OK, "Connection: upgrade", "Upgrade: h2c", CL)),
    Case("retry-after-on-200", raw(OK, "Retry-After: 3600", CL)),
    Case("hundreds-of-cookies", raw(OK, *(f"Set-Cookie: c{n}=1" for n in range(500)), CL)),
    Case("same-place-twice", raw("HTTP/1.1 302 X", "Location: /good", "Location: /good", body=b"")),
    Case("to-good-over-a-dot", redirect(302, "/./a/../good")),
    Case("to-good-with-port-80-text", moved(b"http://127.0.0.1:notaport/"), "bad-redirect"),
    Case("to-ipv6-without-brackets", moved(b"http://::1/"), "bad-redirect"),
    Case("to-documentation-range", moved(b"http://203.0.113.7/"), "private-address"),
    Case("to-carrier-range", moved(b"http://100.64.1.1/"), "private-address"),
    Case("to-broadcast", moved(b"http://255.255.255.255/"), "private-address"),
    Case("to-mdns", moved(b"http://224.0.0.251/"), "private-address"),
    Case("to-unique-local", moved(b"https://[fd12:3456::1]/"), "private-address"),
    Case("to-compatible-address", moved(b"http://[::127.0.0.1]/"), "private-address"),
    Case("to-unspecified-v6", moved(b"http://[::]/"), "private-address"),
    Case("gzip-empty-member-first", packed("gzip", gzip.compress(b"") + GZ)),
    Case(
        "gzip-byte-by-byte",
        raw(OK, "Transfer-Encoding: chunked", "Content-Encoding: gzip", body=ONE_BY_ONE),
    ),
    Case("gzip-with-parameter", packed("gzip;q=1.0", GZ)),
    Case(
        "gzip-named-twice",
        packed("gzip", GZ).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1),
        "bad-encoding",
    ),
    Case("gzip-thrice-unnamed", reply("200 OK", gzip.compress(gzip.compress(GZ))), "not-text"),
    Case("deflate-narrow-window", packed("deflate", NARROW_BODY)),
    Case("br-of-nothing", packed("br", brotli.compress(b"")), "empty"),
    Case("zstd-of-nothing", packed("zstd", zstandard.compress(b"")), "empty"),
    Case("deflate-of-nothing", packed("deflate", zlib.compress(b"")), "empty"),
    Case(
        "pdf-after-blank-lines", typed("text/html", b"\r\n\r\n%PDF-1.4\n" + bytes(99)), "not-text"
    ),
    Case("postscript-as-html", typed("text/html", b"%!PS-Adobe-3.0\n" + b"x" * 99), "not-text"),
    Case("tiff-as-html", typed("text/html", b"II*\0" + bytes(99)), "not-text"),
    Case("avif-as-html", typed("text/html", b"\0\0\0\x20ftypavif" + bytes(99)), "not-text"),
    Case("program-as-html", typed("text/html", b"MZ\x90\0\3\0" + bytes(99)), "not-text"),
    Case("icon-as-html", typed("text/html", b"\0\0\1\0\1\0\x10\x10" + bytes(99)), "not-text"),
    Case(
        "text-that-begins-with-mz",
        typed("text/html", b"MZ news: " + HTML),
        body=b"MZ news: " + HTML,
    ),
    Case("blank-big-endian", typed("text/html", b"\xfe\xff\0 \0\r\0\n"), "empty"),
    Case("wall-429", reply("429 X", b"<title>Just a moment...</title>"), "challenge"),
    Case("wall-503-by-title", reply("503 X", b"<title>DDoS-Guard</title>"), "challenge"),
    Case("misdirected", reply("421 X"), "http-421"),
    Case("too-early", reply("425 X"), "http-425"),
    Case("loop-detected", reply("508 X"), "http-508"),
    Case("network-login", reply("511 X"), "http-511"),
]
