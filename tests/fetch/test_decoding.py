"""Compressed bodies: what went in comes out, or it is a failure; never more than the limit."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from itertools import pairwise

import brotli
import pytest
from hostile import raw_deflate, zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.adapters.fetch.decoding import BodyDecoder, layers_of, unpack
from ingest.adapters.fetch.problem import Problem

LIMIT = 200_000
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": lambda body: gzip.compress(body[:7]) + gzip.compress(body[7:]),
    "deflate": zlib.compress,
    "x-deflate": raw_deflate,
    "br": brotli.compress,
    "zstd": zstd,
}
encodings = st.lists(st.sampled_from(sorted(PACK)), max_size=2)
bodies = st.one_of(
    st.binary(max_size=2_000), st.binary(min_size=1, max_size=40).map(lambda b: b * 999)
)


def pack(body: bytes, names: list[str]) -> bytes:
    for name in names:
        body = PACK[name](body)
    return body


def decode(wire: bytes, names: list[str], cuts: list[int], limit: int = LIMIT) -> bytes:
    """Unpack *wire* as it would come in, cut into pieces."""
    decoder = BodyDecoder(", ".join(names), limit)
    places = sorted({0, len(wire), *(cut % (len(wire) + 1) for cut in cuts)})
    for start, end in pairwise(places):
        decoder.feed(wire[start:end])
    return decoder.finish()


def outcome(wire: bytes, names: list[str], cuts: list[int]) -> str:
    """Return "whole", or the code of the problem."""
    try:
        return "whole" if len(decode(wire, names, cuts)) <= LIMIT else "beyond the limit"
    except Problem as problem:
        return problem.code


OUTCOMES = ("whole", "incomplete", "bad-encoding", "too-large")


@given(bodies, encodings, st.lists(st.integers(0, 10_000), max_size=5))
def test_every_body_comes_back_however_it_was_packed_and_cut(
    body: bytes, names: list[str], cuts: list[int]
) -> None:
    assert decode(pack(body, names), names, cuts) == body


@given(bodies.filter(bool), st.sampled_from(sorted(PACK)), st.data())
def test_no_beginning_of_a_stream_passes_for_the_whole(
    body: bytes, name: str, data: st.DataObject
) -> None:
    wire = pack(body, [name])
    cut = data.draw(st.integers(0, len(wire) - 1))
    if name == "x-gzip" and cut in (len(gzip.compress(body[:7])), len(gzip.compress(body[:7])) + 1):
        return  # after a whole member nothing tells that another was to come
    with pytest.raises(Problem) as caught:
        decode(wire[:cut], [name], [])
    assert caught.value.code in ("incomplete", "bad-encoding")


@settings(max_examples=150)
@given(st.binary(max_size=300), st.lists(st.sampled_from(sorted(PACK)), min_size=1, max_size=2))
def test_any_bytes_are_a_body_or_a_problem(wire: bytes, names: list[str]) -> None:
    assert outcome(wire, names, []) in OUTCOMES


@settings(max_examples=150)
@given(bodies, st.sampled_from(sorted(PACK)), st.integers(0, 10_000), st.integers(0, 255))
def test_a_changed_byte_never_breaks_the_decoder(
    body: bytes, name: str, at: int, byte: int
) -> None:
    wire = bytearray(pack(body, [name]))
    wire[at % len(wire)] = byte
    assert outcome(bytes(wire), [name], [at]) in OUTCOMES


@pytest.mark.parametrize("name", sorted(PACK))
def test_the_limit_holds_to_the_byte(name: str) -> None:
    wire = pack(bytes(1_000), [name])
    assert len(unpack(wire, name, 1_000)) == 1_000
    with pytest.raises(Problem, match="too-large"):
        unpack(wire, name, 999)


@pytest.mark.parametrize("name", sorted(PACK))
def test_a_layer_inside_is_limited_too(name: str) -> None:
    """Else 10 MiB on the wire could cost minutes of unpacking and yield nothing."""
    inner = gzip.compress(b"") * 900
    with pytest.raises(Problem, match="too-large"):
        unpack(pack(inner, [name]), f"gzip, {name}", 5_000)


@pytest.mark.parametrize(
    ("header", "layers"),
    [
        ("", []),
        ("identity", []),
        ("none", []),
        ("gzip", ["gzip"]),
        (" GZip ,", ["gzip"]),
        ("gzip, identity", ["gzip"]),
        ("deflate, zstd", ["zstd", "deflate"]),
    ],
)
def test_layers_are_named_outermost_first(header: str, layers: list[str]) -> None:
    assert layers_of(header) == layers
