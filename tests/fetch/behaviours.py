"""Misbehaviours of single answers, and the word a fetch must end with for each."""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import dataclass

import brotli
from hostile import (
    CHUNKED_HEAD,
    GZIP_HEAD,
    HEAD_ONLY,
    HTML,
    Script,
    chunked,
    drip,
    flood,
    gzip_bomb,
    noise,
    packed,
    raw_deflate,
    redirect,
    reply,
    silence,
    zstd,
)

_GZ = gzip.compress(HTML)
_BR = brotli.compress(HTML)
_ZS = zstd(HTML)
_NOISE = noise(4_000)


@dataclass(frozen=True, slots=True)
class Case:
    """One behaviour and the code a fetch must end with ("page" = the page, whole)."""

    name: str
    script: bytes | Script
    code: str = "page"
    body: bytes | None = HTML

    @property
    def is_slow(self) -> bool:
        """Whether only the deadline ends it."""
        return self.code == "timeout" or self.name.startswith("drips")


GOOD = [
    Case("plain", reply()),
    Case("keeps-utf8-bytes", reply("200 OK", "мост".encode()), body="мост".encode()),
    Case("no-length-until-close", reply(length=None)),
    Case("http-1.0", b"HTTP/1.0 200 OK\r\n\r\n" + HTML),
    Case("non-authoritative-203", reply("203 Non-Authoritative")),
    Case("no-reason-phrase", reply("200 ")),
    Case("informational-first", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply()),
    Case("several-continues", b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + reply()),
    Case("chunked", chunked(HTML[:100], HTML[100:])),
    Case("chunk-extensions", chunked(HTML, extra=";a=b")),
    Case("chunk-trailers", chunked(HTML, end=b"0\r\nX-Sum: 1\r\n\r\n")),
    Case("junk-after-length", reply() + b"junk that belongs to nobody"),
    Case("gzip", packed("gzip", _GZ)),
    Case("gzip-upper-case", packed("GZIP", _GZ)),
    Case("x-gzip", packed("x-gzip", _GZ)),
    Case("gzip-members", packed("gzip", gzip.compress(HTML[:50]) + gzip.compress(HTML[50:]))),
    Case("gzip-padding", packed("gzip", _GZ + bytes(512))),
    Case(
        "gzip-chunked",
        chunked(_GZ[:10], _GZ[10:]).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1),
    ),
    Case("gzip-twice", packed("gzip, gzip", gzip.compress(_GZ))),
    Case("gzip-then-br", packed("gzip, br", brotli.compress(_GZ))),
    Case("deflate-zlib", packed("deflate", zlib.compress(HTML))),
    Case("deflate-raw", packed("deflate", raw_deflate(HTML))),
    Case("br", packed("br", _BR)),
    Case("zstd", packed("zstd", _ZS)),
    Case("zstd-frames", packed("zstd", zstd(HTML[:50]) + zstd(HTML[50:]))),
    Case("identity", packed("identity", HTML)),
    Case("gz-file-without-encoding", reply("200 OK", _GZ)),
    Case("binary-looking-text", reply("200 OK", _NOISE), body=_NOISE),
]

TIME = [
    Case("never-answers", silence, "timeout"),
    Case("drips-status-line", drip(b"HTTP/1.1 ", b"2"), "timeout"),
    Case("drips-headers", drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "timeout"),
    Case("drips-body", drip(HEAD_ONLY, b"x"), "timeout"),
    Case("drips-chunks", drip(CHUNKED_HEAD, b"1\r\nx\r\n"), "timeout"),
    Case("drips-gzip", drip(GZIP_HEAD + _GZ[:10], b"\0\0\0\xff\xff"), "timeout"),
    Case("endless-informational", flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), "protocol"),
    Case("body-that-stops", drip(reply("200 OK", HTML, length=10_000), b""), "timeout"),
]

SIZE = [
    Case("endless-body", flood(HEAD_ONLY, b"x" * 65_536), "too-large"),
    Case("endless-chunks", flood(CHUNKED_HEAD, b"8000\r\n" + b"x" * 0x8000 + b"\r\n"), "too-large"),
    Case("endless-gzip", flood(GZIP_HEAD + _GZ[:10], noise(65_536)), "bad-encoding"),
    Case(
        "endless-gzip-name",
        flood(GZIP_HEAD + b"\x1f\x8b\x08\x08" + bytes(6), b"a" * 65_536),
        "too-large",
    ),
    Case("announced-too-large", reply(length=10**12), "too-large"),
    Case(
        "announced-absurd",
        reply("200 OK", HTML, f"Content-Length: {'9' * 19}", length=None),
        "too-large",
    ),
    Case(
        "endless-headers",
        flood(b"HTTP/1.1 200 OK\r\n", b"X-A: bbbbbbbbbbbbbbbb\r\n" * 99),
        "protocol",
    ),
    Case("endless-header-line", flood(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * 65_536), "protocol"),
    Case("endless-status-line", flood(b"HTTP/1.1 200 ", b"O" * 65_536), "protocol"),
    Case("gzip-bomb", packed("gzip", gzip_bomb(32 << 20)), "too-large"),
    Case("deflate-bomb", packed("deflate", zlib.compress(bytes(32 << 20))), "too-large"),
    Case("raw-deflate-bomb", packed("deflate", raw_deflate(bytes(32 << 20))), "too-large"),
    Case("br-bomb", packed("br", brotli.compress(bytes(32 << 20), quality=5)), "too-large"),
    Case("zstd-bomb", packed("zstd", zstd(bytes(32 << 20))), "too-large"),
    Case("nested-bomb", packed("gzip, gzip", gzip.compress(gzip_bomb(32 << 20))), "too-large"),
    Case("gz-file-bomb", reply("200 OK", gzip_bomb(32 << 20)), "too-large"),
    Case("gzip-member-flood", packed("gzip", gzip.compress(b"") * 2_000), "bad-encoding"),
    Case("zstd-huge-window", packed("zstd", zstd(noise(5_000), window_log=27)), "bad-encoding"),
]

BROKEN = [
    Case("hangs-up", b"", "protocol"),
    Case("hangs-up-in-headers", b"HTTP/1.1 200 OK\r\nContent-Type: te", "protocol"),
    Case("garbage", b"\x16\x03\x01\x02\x00 no HTTP at all \r\n\r\n", "protocol"),
    Case("http-0.9", HTML, "protocol"),
    Case("ssh-banner", b"SSH-2.0-OpenSSH_9.2\r\n", "protocol"),
    Case("status-without-number", b"HTTP/1.1 OK\r\n\r\n", "protocol"),
    Case("nul-in-header", b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 1\r\n\r\nx", "protocol"),
    Case("header-without-colon", b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "protocol"),
    Case(
        "length-negative",
        reply(length=None).replace(b"\r\n\r\n", b"\r\nContent-Length: -5\r\n\r\n", 1),
        "protocol",
    ),
    Case(
        "length-no-number", reply("200 OK", HTML, "Content-Length: many", length=None), "protocol"
    ),
    Case("lengths-differ", reply("200 OK", HTML, "Content-Length: 3"), "protocol"),
    Case("short-of-length", reply("200 OK", HTML, length=len(HTML) + 1), "incomplete"),
    Case("chunks-break-off", chunked(HTML, end=b""), "incomplete"),
    Case("chunk-breaks-off", CHUNKED_HEAD + b"ffff\r\n" + HTML, "incomplete"),
    Case("chunk-size-nonsense", CHUNKED_HEAD + b"zz\r\n" + HTML, "incomplete"),
    Case("chunk-size-absurd", CHUNKED_HEAD + b"f" * 40 + b"\r\n" + HTML, "incomplete"),
    Case("gzip-truncated", packed("gzip", _GZ[:-9]), "incomplete"),
    Case("gzip-without-checksum", packed("gzip", _GZ[:-4]), "incomplete"),
    Case("gzip-header-only", packed("gzip", _GZ[:10]), "incomplete"),
    Case("gzip-second-member-cut", packed("gzip", _GZ + _GZ[:20]), "incomplete"),
    Case(
        "gzip-wrong-checksum",
        packed("gzip", _GZ[:-8] + struct.pack("<I", 1) + _GZ[-4:]),
        "bad-encoding",
    ),
    Case("gzip-that-is-plain", packed("gzip", HTML), "bad-encoding"),
    Case("deflate-truncated", packed("deflate", zlib.compress(HTML)[:-5]), "incomplete"),
    Case("deflate-nonsense", packed("deflate", b"\xff\xfe\xfd" * 99), "bad-encoding"),
    Case("br-truncated", packed("br", _BR[:-3]), "incomplete"),
    Case("br-that-is-gzip", packed("br", _GZ), "bad-encoding"),
    Case("zstd-truncated", packed("zstd", _ZS[:-3]), "incomplete"),
    Case("zstd-that-is-plain", packed("zstd", HTML), "bad-encoding"),
    Case("unknown-encoding", packed("lzma", HTML), "bad-encoding"),
    Case("unix-compress", packed("compress", b"\x1f\x9d\x90" + HTML), "bad-encoding"),
    Case(
        "three-layers",
        packed("gzip, gzip, gzip", gzip.compress(gzip.compress(_GZ))),
        "bad-encoding",
    ),
    Case("many-layers", packed(", ".join(["gzip"] * 500), _GZ), "bad-encoding"),
    Case("empty-200", reply("200 OK", b""), "empty"),
    Case("empty-until-close", HEAD_ONLY, "empty"),
    Case("empty-gzip", packed("gzip", gzip.compress(b"")), "empty"),
    Case("encoded-nothing", packed("gzip", b""), "incomplete"),
    Case("blank-200", reply("200 OK", b" \r\n\t\n"), "empty"),
    Case("no-content", reply("204 No Content", b"", length=None), "http-204"),
    Case("partial-unasked", reply("206 Partial Content"), "http-206"),
    Case("accepted", reply("202 Accepted"), "http-202"),
    Case(
        "switches-protocol", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "protocol"
    ),
    Case("304-unasked", reply("304 Not Modified", b"", length=None), "unasked-304"),
    Case("status-999", reply("999 Request Denied"), "http-999"),
    Case("multiple-choices", reply("300 Multiple Choices"), "http-300"),
    Case("video", reply().replace(b"text/html", b"video/mp4"), "not-text"),
    Case("pdf", reply().replace(b"text/html", b"application/pdf; x=y"), "not-text"),
]

WALLS = [
    Case("wall-header", reply("403 Forbidden", b"", "cf-mitigated: challenge"), "challenge"),
    Case("wall-header-200", reply("200 OK", HTML, "CF-Mitigated: Challenge"), "challenge"),
    Case("wall-title", reply("403 Forbidden", b"<title>Just a moment...</title>"), "challenge"),
    Case("wall-503", reply("503 Busy", b"<script>window._cf_chl_opt={}</script>"), "challenge"),
    Case(
        "wall-200",
        reply("200 OK", b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
        "challenge",
    ),
    Case("wall-202", reply("202 Accepted", b"", "x-amzn-waf-action: challenge"), "challenge"),
    Case(
        "wall-gzip",
        reply("403 No", gzip.compress(b"<title>DDoS-Guard</title>"), "Content-Encoding: gzip"),
        "challenge",
    ),
    Case("plain-403", reply("403 Forbidden", b"<title>Forbidden</title>"), "http-403"),
    Case("drips-403", drip(reply("403 Forbidden", b"", length=None), b"x"), "http-403"),
    Case("endless-404", flood(reply("404 Not Found", b"", length=None), b"x" * 65_536), "http-404"),
    Case("bomb-500", reply("500 Oops", gzip_bomb(32 << 20), "Content-Encoding: gzip"), "http-500"),
    Case(
        "article-about-walls", reply("200 OK", b"<title>Just a moment...</title>" + HTML), body=None
    ),
]

STATUSES = [
    Case(f"status-{status}", reply(f"{status} X"), f"http-{status}")
    for status in (
        400,
        401,
        402,
        403,
        404,
        405,
        406,
        408,
        410,
        418,
        425,
        451,
        500,
        501,
        502,
        504,
        520,
    )
]

REDIRECTS = [
    Case("redirect-without-address", redirect(302, None), "bad-redirect"),
    Case("redirect-empty", redirect(302, ""), "bad-redirect"),
    Case("redirect-to-itself", redirect(301, "/x"), "bad-redirect"),
    Case("redirect-to-itself-by-fragment", redirect(301, "#top"), "bad-redirect"),
    Case("redirect-file", redirect(302, "file:///etc/passwd"), "bad-redirect"),
    Case("redirect-javascript", redirect(302, "javascript:alert(1)"), "bad-redirect"),
    Case("redirect-gopher", redirect(302, "gopher://127.0.0.1:70/"), "bad-redirect"),
    Case("redirect-userinfo", redirect(302, "http://user:word@example.com/"), "bad-redirect"),
    Case("redirect-nonsense", redirect(302, "http://[half/"), "bad-redirect"),
    Case("redirect-overlong", redirect(302, "/" + "a" * 9_000), "bad-redirect"),
    Case("redirect-loopback", redirect(302, "http://127.0.0.1:8080/"), "private-address"),
    Case("redirect-localhost", redirect(302, "http://localhost:8080/"), "private-address"),
    Case("redirect-metadata", redirect(302, "http://169.254.169.254/latest/"), "private-address"),
    Case("redirect-decimal", redirect(301, "http://2130706433/"), "private-address"),
    Case("redirect-octal", redirect(301, "http://0177.0.0.1/"), "private-address"),
    Case("redirect-hex", redirect(301, "http://0x7f.1/"), "private-address"),
    Case("redirect-mapped", redirect(301, "http://[::ffff:127.0.0.1]/"), "private-address"),
    Case("redirect-v6-loopback", redirect(301, "https://[::1]/"), "private-address"),
    Case(
        "redirect-fullwidth",
        redirect(301, "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/"),
        "private-address",
    ),
    Case("redirect-unspecified", redirect(307, "//0/"), "private-address"),
    Case("redirect-relative", redirect(302, "good")),
    Case("redirect-absolute-path", redirect(308, "/good")),
    Case("redirect-bytes", redirect(302, "/good?Ã©").replace("Ã©".encode("latin-1"), "é".encode())),
    Case(
        "redirect-with-endless-body",
        flood(redirect(302, "/good").replace(b"Length: 0", b"Length: 99999999"), b"x" * 65_536),
    ),
    Case(
        "redirect-with-bomb",
        reply("302 X", gzip_bomb(32 << 20), "Content-Encoding: gzip", "Location: /good"),
    ),
    Case("redirect-with-304-tail", redirect(303, "/good") + reply("304 X", b"", length=None)),
]

BEHAVIOURS = GOOD + TIME + SIZE + BROKEN + WALLS + STATUSES + REDIRECTS
