"""The fingerprint of a text, and the compact form of it that the store keeps."""

from __future__ import annotations

import hashlib
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, compress, groupby
from typing import TypeVar

import numpy as np
import xxhash
from numpy.typing import NDArray

from ingest.dedupe.calendar_words import CALENDAR
from ingest.dedupe.speech import with_speech_marked
from ingest.dedupe.tokens import normalized, number_values, spoken_words, width, words_of

DETECTOR = "shingles/2"  # hash, folding and shingle rule: another version cannot be compared
SHINGLE = 6  # half-words: three words, or six Chinese characters, or a mixture
STRIDE = 32  # half-words: each stretch of sixteen words leaves one hash in the sketch
SEED_STRIDE = 8  # seeds are few and must be found by four words in a row
LEAST_SKETCH = 12  # rows of a short text, so that one edit does not hide it
CONTEXT = 4  # half-words on each side of a number that tell its place
MAX_SKETCH = 512  # rows of the longest text; live blogs are sampled more thinly
HALF = 0xFFFFFFFF
T = TypeVar("T")

_HEADER = struct.Struct("<IIIII")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All that comparing needs to know of a text, at four bytes a shingle.

    ``marks`` are the lower halves of the shingle hashes: among 400 x 400 shingles of two texts
    one in 25,000 pairs shares a mark by accident, and half the space is saved.
    """

    size: int  # half-words
    order: tuple[int, ...]  # distinct marks, as they first appear
    marks: frozenset[int]
    numbers: frozenset[int]
    slots: frozenset[tuple[int, int]]  # (where a number stands, which number): see number_slots
    speech: tuple[tuple[int, int], ...] = ()  # stretches of the order that somebody else said

    @property
    def said(self) -> frozenset[int]:
        """The marks that lie in direct speech as a whole."""
        return frozenset(chain.from_iterable(self.order[start:end] for start, end in self.speech))

    def pack(self) -> bytes:
        """Return the bytes the store keeps."""
        pairs = [*sorted(self.slots), *self.speech]
        values = [*self.order, *sorted(self.numbers), *(x for pair in pairs for x in pair)]
        header = _HEADER.pack(
            self.size, len(self.order), len(self.numbers), len(self.slots), len(self.speech)
        )
        return header + struct.pack(f"<{len(values)}I", *values)

    @staticmethod
    def marks_of(blob: bytes) -> frozenset[int]:
        """Return only the marks of a packed shape, three times faster."""
        count = _HEADER.unpack_from(blob)[1]
        return frozenset(struct.unpack_from(f"<{count}I", blob, _HEADER.size))

    @staticmethod
    def array_of(blob: bytes) -> NDArray[np.uint32]:
        """Return the marks of a packed shape as they lie there."""
        count = _HEADER.unpack_from(blob)[1]
        return np.frombuffer(blob, np.uint32, count, _HEADER.size)

    @classmethod
    def unpack(cls, blob: bytes) -> Shape:
        """Return the shape that :meth:`pack` wrote."""
        size, marks, numbers, slots, speech = _HEADER.unpack_from(blob)
        count = marks + numbers + 2 * (slots + speech)
        values = struct.unpack_from(f"<{count}I", blob, _HEADER.size)
        order, rest = values[:marks], values[marks + numbers :]
        pairs = tuple(zip(rest[::2], rest[1::2], strict=True))
        return cls(
            size=size,
            order=order,
            marks=frozenset(order),
            numbers=frozenset(values[marks : marks + numbers]),
            slots=frozenset(pairs[:slots]),
            speech=pairs[slots:],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What identifies a text: everything the decision needs, without the text."""

    sequence: tuple[int, ...]  # distinct shingle hashes, signed 64 bit, as they first appear
    sketch: tuple[int, ...]  # the few of them by which the stored text is found again
    numbers: frozenset[str]
    content_hash: str  # of the tokens: equal for re-spaced, re-cased, re-quoted copies
    published: datetime | None
    shape: Shape

    @property
    def n(self) -> int:
        """Length in half-words: a word counts two, a Chinese character one."""
        return self.shape.size

    @property
    def hashes(self) -> frozenset[int]:
        """All shingle hashes, signed 64 bit."""
        return frozenset(self.sequence)


def fingerprint(text: str, *, published: datetime | None) -> Fingerprint:
    """Return the fingerprint of *text*; a text without a single word is refused (``ValueError``).

    >>> fingerprint("Troops moved on.", published=None).n
    6
    """
    plain = normalized(with_speech_marked(text))
    words, spoken = spoken_words(plain)
    if not words:
        raise ValueError("a text without words has no fingerprint")
    widths = list(map(width, words))
    hashes = _hashes(words, widths)
    return restored(
        sequence=tuple(dict.fromkeys(hashes)),
        n=sum(widths),
        numbers=number_values(plain),
        slots=number_slots(words),
        content_hash=_digest(words),
        published=published,
        speech=_speech(hashes, _stretches(spoken, widths)) if any(spoken) else (),
    )


def restored(
    *,
    sequence: Sequence[int],
    n: int,
    numbers: frozenset[str],
    slots: frozenset[tuple[int, int]],
    content_hash: str,
    published: datetime | None,
    speech: tuple[tuple[int, int], ...] = (),
) -> Fingerprint:
    """Return the fingerprint of a text that is known by its hashes only."""
    order = tuple(dict.fromkeys([h & HALF for h in sequence]))
    return Fingerprint(
        sequence=tuple(sequence),
        sketch=sketch(sequence, n),
        numbers=numbers,
        content_hash=content_hash,
        published=published,
        shape=Shape(
            size=n,
            order=order,
            marks=frozenset(order),
            numbers=frozenset(map(_hash32, numbers)),
            slots=slots,
            speech=speech,
        ),
    )


def content_hash(text: str) -> str:
    """Return the hash that tells whether two texts have the same tokens; "" for a text without any.

    Tokens are joined without spaces, so a copy that lost or gained a space still is the same text.
    """
    words = words_of(normalized(text))
    return _digest(words) if words else ""


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("".join(words).encode(errors="surrogatepass")).hexdigest()


def _hashes(words: Sequence[str], widths: Sequence[int]) -> array[int]:
    """Return the signed hashes of all overlapping stretches of *words*."""
    plain = [word.encode(errors="surrogatepass") for word in words]
    parts = map(b" ".join, _stretches(plain, widths))
    return array("q", array("Q", map(xxhash.xxh64_intdigest, parts)).tobytes())


def _speech(
    hashes: Iterable[int], stretches: Iterable[Sequence[bool]]
) -> tuple[tuple[int, int], ...]:
    """Return which stretches of the order lie in direct speech with every word."""
    marks = [h & HALF for h in hashes]
    said = set(compress(marks, map(all, stretches)))
    order = dict.fromkeys(marks)
    found, end = [], 0
    for is_said, run in groupby(order, key=said.__contains__):
        start, end = end, end + sum(1 for _ in run)
        if is_said:
            found.append((start, end))
    return tuple(found)


def _stretches(plain: Sequence[T], widths: Sequence[int]) -> Iterator[Sequence[T]]:
    """Yield the overlapping stretches that are hashed.

    A stretch is six half-words long wherever it begins, so no text has to be declared Chinese or
    not as a whole, and two mixed pages near such a border stay comparable.
    """
    if 1 not in widths and len(plain) > 2:  # no CJK: the usual case, three words each
        yield from zip(plain, plain[1:], plain[2:], strict=False)
        return
    start = filled = 0
    for end, added in enumerate(widths, 1):
        filled += added
        while filled - widths[start] >= SHINGLE:
            filled -= widths[start]
            start += 1
        if filled >= SHINGLE:
            yield plain[start:end]
    if filled < SHINGLE:
        yield plain


def sketch(sequence: Sequence[int], size: int, *, stride: int = STRIDE) -> tuple[int, ...]:
    """Return the smallest hash of every *stride* half-words of a text *size* half-words long.

    Look-ups ask with all hashes of the newcomer, so the stored text may choose its own few freely.
    One from each stretch finds any verbatim passage of two strides for certain; as many smallest
    hashes of the whole text (bottom-k) would miss one such passage in eleven.
    """
    if not sequence:
        return ()
    step = size / len(sequence)
    stride = max(min(stride, size // LEAST_SKETCH), SEED_STRIDE, size // MAX_SKETCH + 1)
    least: dict[int, int] = {}
    for index, value in enumerate(sequence):
        place = int(index * step) // stride
        if value < least.get(place, 1 << 63):
            least[place] = value
    return tuple(sorted(set(least.values())))


def number_slots(words: Sequence[str]) -> frozenset[tuple[int, int]]:
    """Return where numbers and dates stand (the words around them) and which they are.

    Two issues of one bulletin have the same places with other values; an excerpt or a copy has the
    same values in the same places, whatever further numbers its page carries.
    """
    slots = set()
    held: list[str] = []
    end = 0  # of the run of numbers that is held
    for place, word in enumerate(words):
        if not (word[0].isdigit() or word in CALENDAR):
            continue
        if held and place > end:
            slots.add(_slot(words, end - len(held), end))
            held.clear()
        held.append(word)
        end = place + 1
    if held:
        slots.add(_slot(words, end - len(held), end))
    return frozenset(slots)


def _slot(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    before, after = words[max(0, start - CONTEXT) : start], words[end : end + CONTEXT]
    place = f"{_nearest(before[::-1])}#{_nearest(after)}"
    return _hash32(place), _hash32(" ".join(words[start:end]))


def _nearest(words: Sequence[str]) -> str:
    """Return the words next to a number: two, or four Chinese characters."""
    near, length = [], 0
    for word in words:
        if length >= CONTEXT or word[0].isdigit() or word in CALENDAR:
            break
        near.append(word)
        length += width(word)
    return " ".join(near)


def _hash32(word: str) -> int:
    return int(xxhash.xxh32_intdigest(word.encode(errors="surrogatepass")))
