"""Fingerprints: stable, compact, and findable by any passage."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dedupe import SEED_STRIDE, Shape, content_hash, fingerprint, restored, sketch

words = st.lists(st.sampled_from("a bb ccc дом 中 国 12 march".split()), min_size=1, max_size=60)


@pytest.mark.parametrize("text", ["", "  \n", "—…!", "\u200b"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="without words"):
        fingerprint(text, published=None)
    assert content_hash(text) == ""


def test_the_hashes_are_the_same_for_ever() -> None:
    """Stored rows depend on them: when this fails, DETECTOR needs a new number."""
    made = fingerprint("Three grain ships left 中国外交部发言人 on 4 March", published=None)
    assert made.sequence[:2] == (-3164644772479557652, 1176170660335725489)
    assert made.content_hash.startswith("b1411bf3")


@settings(max_examples=60)
@given(words)
def test_a_shape_survives_packing(parts: list[str]) -> None:
    shape = fingerprint(" ".join(parts), published=None).shape
    assert Shape.unpack(shape.pack()) == shape
    assert Shape.marks_of(shape.pack()) == shape.marks


@settings(max_examples=60)
@given(words)
def test_a_fingerprint_can_be_restored_from_its_hashes(parts: list[str]) -> None:
    made = fingerprint(" ".join(parts), published=None)
    again = restored(
        sequence=made.sequence,
        n=made.n,
        numbers=made.numbers,
        slots=made.shape.slots,
        content_hash=made.content_hash,
        published=None,
    )
    assert again == made


@pytest.mark.parametrize("length", [30, 250, 700, 4_000])
def test_any_passage_of_forty_words_meets_the_sketch(length: int) -> None:
    """A passage of two strides holds a whole stretch, and with it that stretch's smallest hash."""
    chance = random.Random(length)
    text = [f"w{chance.randrange(100_000)}" for _ in range(length)]
    rows = set(fingerprint(" ".join(text), published=None).sketch)
    for start in range(0, max(1, length - 40), 7):
        passage = fingerprint(" ".join(text[start : start + 40]), published=None)
        assert passage.hashes & rows


def test_a_seed_is_met_by_nine_words() -> None:
    text = [f"w{n}" for n in range(900)]
    made = fingerprint(" ".join(text), published=None)
    rows = set(sketch(made.sequence, made.n, stride=SEED_STRIDE))
    for start in range(0, 880, 11):
        passage = fingerprint(" ".join(text[start : start + 10]), published=None)
        assert passage.hashes & rows


def test_both_scripts_of_chinese_have_one_fingerprint() -> None:
    one, other = (
        fingerprint(text, published=None)
        for text in ("兩國外交部長週一發佈聯合聲明", "两国外交部长周一发布联合声明")
    )
    assert one == other


def test_chinese_and_mixed_texts_are_cut_by_characters() -> None:
    chinese = fingerprint("外交部发言人星期三表示愿意谈判", published=None)
    assert chinese.n == 15
    assert len(chinese.sequence) == 10
    mixed = fingerprint("外交部 said it 愿意谈判", published=None)
    assert mixed.n == 11
