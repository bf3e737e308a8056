"""Unpacking compressed bodies in bounded steps.

HTTP clients unpack whatever a server sends, as far as memory goes, and take a stream that breaks
off for a whole one. Here every step has a bound, and only a complete stream counts.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships none
import webencodings  # type: ignore[import-untyped]  # it publishes none
import zstandard

from ingest.adapters.fetch.problem import Problem

STEP = 64 * 1024  # bytes out per step
MAX_LAYERS = 2  # "gzip, gzip" exists in the wild; more is an attack
MAX_MEMBERS = 1_000  # of one gzip body: each costs a fresh decompressor
ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 9659: what a browser must support, and no more
ZSTD_SLICE = 256  # bytes in per step: at most 64 blocks of 128 KiB come out
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"

_PLAIN = frozenset(  # all but the first two are common mistakes for "identity"
    {"", "identity", "none", "binary", "8bit", "7bit", "aws-chunked", "chunked"}
)


class Layer(Protocol):
    """One layer of compression."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what *data* unpacks to, in pieces of bounded size."""
        ...

    def is_complete(self) -> bool:
        """Return whether the stream has come to its proper end."""
        ...


class _Gzip:
    """One or more gzip members; whatever follows them that is not a member is ignored, as gzip does."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._members = 1
        self._pending = b""
        self._started = False  # the current member has seen data
        self._padding = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._pending + data
        self._pending = b""
        while data and not self._padding:
            if not self._started and self._members > 1 and not self._begins_member(data):
                return
            self._started = True
            yield from _inflate(self._member, data)
            if not self._member.eof:
                return
            data = self._member.unused_data
            self._next_member()

    def _begins_member(self, data: bytes) -> bool:
        if len(data) < len(GZIP_MAGIC):
            self._pending = data
        elif not data.startswith(GZIP_MAGIC):
            self._padding = True
        return not self._pending and not self._padding

    def _next_member(self) -> None:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise Problem("bad-encoding", f"more than {MAX_MEMBERS} gzip members")
        self._member = zlib.decompressobj(wbits=31)
        self._started = False

    def is_complete(self) -> bool:
        return self._members > 1 and not self._started


class _Deflate:
    """ "deflate" is zlib by the standard and raw deflate by many servers: the stream itself decides."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj()
        self._head: bytes | None = b""  # input so far, while raw deflate is still possible

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._head is None:
            yield from _inflate(self._stream, data)
            return
        self._head += data
        if len(self._head) < 2:
            return
        head, self._head = self._head, None
        if _is_zlib(head):
            yield from _inflate(self._stream, head)
        else:
            self._stream = zlib.decompressobj(wbits=-15)
            yield from _inflate(self._stream, head)

    def is_complete(self) -> bool:
        return self._stream.eof


def _is_zlib(head: bytes) -> bool:
    """Whether *head* is a zlib header (RFC 1950 §2.2) that does not fail at once.

    One raw stream in about a thousand begins with two bytes that look like such a header.
    """
    if head[0] & 0x0F != 8 or (head[0] << 8 | head[1]) % 31:
        return False
    try:
        zlib.decompressobj().decompress(head, STEP)
    except zlib.error:
        return False
    return True


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream.is_finished():
            return
        yield self._stream.process(data, output_buffer_limit=STEP)
        while not self._stream.can_accept_more_data():
            yield self._stream.process(b"", output_buffer_limit=STEP)

    def is_complete(self) -> bool:
        return bool(self._stream.is_finished())


class _Zstd:
    """One or more zstd frames; whatever follows them that is no frame is ignored, as for gzip.

    The library bounds no output, so the input comes in small slices.
    """

    def __init__(self) -> None:
        self._source = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        self._frame = self._source.decompressobj()
        self._complete = False
        self._between = b""  # input after a frame, until it is clear whether another begins
        self._padding = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), ZSTD_SLICE):
            rest = data[start : start + ZSTD_SLICE]
            while rest and not self._padding:
                if self._complete:
                    rest = self._begun(rest)
                    if not rest:
                        break
                yield self._frame.decompress(rest)
                self._complete = self._frame.eof
                rest = self._frame.unused_data if self._complete else b""

    def _begun(self, data: bytes) -> bytes:
        """Return the beginning of another frame, or b"" while there is none."""
        data, self._between = self._between + data, b""
        if len(data) < len(ZSTD_MAGIC):
            self._between = data
            return b""
        if data.startswith(ZSTD_MAGIC) or _is_skippable(data):
            self._frame = self._source.decompressobj()
            return data
        self._padding = True
        return b""

    def is_complete(self) -> bool:
        return self._complete


def _is_skippable(head: bytes) -> bool:
    """Whether *head* begins a frame of foreign data (RFC 8878 §3.1.2)."""
    return head[0] & 0xF0 == 0x50 and head[1:4] == b"\x2a\x4d\x18"


_LAYERS: dict[str, Callable[[], Layer]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "x-deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
_BROKEN = (zlib.error, brotli.error, zstandard.ZstdError)


def _inflate(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, STEP)
        yield piece
        data = stream.unconsumed_tail
        if not data and len(piece) < STEP:
            return


def layers_of(content_encoding: str) -> list[str]:
    """Return the compressions of a body, outermost first.

    Raises ``Problem("bad-encoding")`` for unknown ones and for more than two.

    >>> layers_of("gzip, BR")
    ['br', 'gzip']
    """
    named = (name.partition(";")[0] for name in content_encoding.split(","))
    names = [name.strip(" \t\"'").lower() for name in named]
    names = [name for name in reversed(names) if not _is_no_coding(name)]
    if unknown := [name for name in names if name not in _LAYERS]:
        raise Problem("bad-encoding", f"unknown compression {unknown[0][:40]!r}")
    if len(names) > MAX_LAYERS:
        raise Problem("bad-encoding", f"{len(names)} compressions one inside the other")
    return names


def _is_no_coding(name: str) -> bool:
    """Whether *name* means an uncompressed body: plainly, or as a charset or media type gone astray."""
    return name in _PLAIN or "/" in name or webencodings.lookup(name) is not None


class BodyDecoder:
    """Unpack a body piece by piece: at most *limit* bytes out of any layer, complete at the end."""

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._layers = [_LAYERS[name]() for name in layers_of(content_encoding)]
        self._room = [limit] * len(self._layers)
        self._limit = limit
        self._body = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next piece off the wire."""
        try:
            for piece in self._through(0, data):
                self._body += piece
        except _BROKEN as error:
            raise Problem("bad-encoding", str(error)) from error
        if len(self._body) > self._limit:
            raise Problem("too-large", f"more than {self._limit:,} bytes")

    def _through(self, depth: int, data: bytes) -> Iterator[bytes]:
        if depth == len(self._layers):
            yield data
            return
        for piece in self._layers[depth].feed(data):
            self._room[depth] -= len(piece)
            if self._room[depth] < 0:
                if depth + 1 == len(self._layers):
                    self._body += piece  # for who is content with the beginning
                raise Problem("too-large", f"unpacks to more than {self._limit:,} bytes")
            yield from self._through(depth + 1, piece)

    @property
    def depth(self) -> int:
        """How many compressions were announced."""
        return len(self._layers)

    @property
    def so_far(self) -> bytes:
        """What has been unpacked, at most *limit* bytes of it."""
        return bytes(self._body[: self._limit])

    def finish(self) -> bytes:
        """Return the whole body. Raises ``Problem("incomplete")`` if a compressed stream broke off."""
        if not all(layer.is_complete() for layer in self._layers):
            raise Problem("incomplete", "the compressed stream breaks off")
        body, self._body = bytes(self._body), bytearray()
        return body


def unpack(body: bytes, content_encoding: str, limit: int) -> bytes:
    """Return *body* without its compression, which must be whole.

    >>> unpack(zlib.compress(b"news"), "deflate", 100)
    b'news'
    """
    decoder = BodyDecoder(content_encoding, limit)
    decoder.feed(body)
    return decoder.finish()
