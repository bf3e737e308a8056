"""Spellings of one text give the same tokens; different words do not."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dedupe.tokens import normalized, number_values, spans, tokens
from ingest.normalize.chinese import SIMPLIFIED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Kyiv  said\n\nno", "KYIV said: “no”!", id="case-space-punctuation"),
        pytest.param("gov\u00adern\u200bment", "government", id="invisible-characters"),
        pytest.param("ﬁve № １２", "five no 12", id="compatibility-forms"),
        pytest.param("об'єкт", "обʼєкт", id="ukrainian-apostrophes"),
        pytest.param("don’t", "don't", id="apostrophes"),
        pytest.param("за\u0301мок", "замок", id="stress-marks"),
        pytest.param("ещё", "еще", id="yo"),
        pytest.param("й".encode().decode() + "од", "и\u0306од", id="decomposed"),
        pytest.param("1 500 men", "1,500 men", id="thousands-comma"),
        pytest.param("1\u202f500 men", "1.500 men", id="thousands-thin-space"),
        pytest.param("٣٥ دبابة", "35 دبابة", id="arabic-indic-digits"),
        pytest.param("१२ लोग", "12 लोग", id="devanagari-digits"),
        pytest.param("Pаrіs", "Paris", id="cyrillic-letters-in-latin"),
        pytest.param("Укpaїна", "Україна", id="latin-letters-in-cyrillic"),
        pytest.param("сор", "cop", id="only-look-alikes"),
        pytest.param("中国 外交部", "中国外交部", id="chinese-spaces"),
        pytest.param("俄羅斯與烏克蘭發言人", "俄罗斯与乌克兰发言人", id="traditional-chinese"),
        pytest.param("裡裏 隨著 佈署 臺灣颱風", "里里 随着 布署 台湾台风", id="many-to-one"),
        pytest.param("أُكِّدَ أنّ إلى", "اكد ان الي", id="arabic-vowels-and-hamza"),
    ],
)
def test_one_text_in_two_spellings(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("nuclear", "unclear"), ("йод", "иод"), ("1500", "15 00"), ("мир", "мор"), ("中国", "国中")],
)
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_the_table_of_characters_folds_once_and_for_all() -> None:
    """Stored rows depend on it: when this fails, DETECTOR and the tokenizer need a new number."""
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())
    assert all(len(one) == len(other) == 1 for one, other in SIMPLIFIED.items())
    assert hashlib.sha256(repr(sorted(SIMPLIFIED.items())).encode()).hexdigest()[:8] == "2f0ed86e"


def test_numbers_have_one_spelling() -> None:
    assert number_values(normalized("1,500 and 1 500 and 3,5")) == {"1500", "3.5"}


@settings(max_examples=80)
@given(st.text(alphabet="abcé нйЖ 中国 12,.'’-\u00ad\n", max_size=60))
def test_spans_point_at_what_they_name(text: str) -> None:
    for token, start, end in spans(text):
        assert 0 <= start < end <= len(text)
        assert tokens(text[start:end]) == [token] or not token.isalnum()


@settings(max_examples=80)
@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    assert all(tokens(text))
