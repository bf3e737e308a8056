"""One form of writing for all texts."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.normalize.text import fold, normalize_text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("a\u00a0b\u2009c\u3000d\te", "a b c d e", id="all-spaces-are-one"),
        pytest.param("Heli\u00adkopter", "Helikopter", id="soft-hyphen"),
        pytest.param("\ufeffHide\u200bAd\u2060", "HideAd", id="zero-width"),
        pytest.param("\u202babc\u202c\u200e", "abc", id="direction-marks"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="keeps-the-persian-joiner"),
        pytest.param("й", "й", id="composed"),
        pytest.param("“She’d”, «он» — „wir“", "“She’d”, «он» — „wir“", id="quotes-untouched"),
        pytest.param("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne", id="line-ends"),
        pytest.param(" a \n\n\n\n b ", "a\n\nb", id="at-most-one-blank-line"),
        pytest.param("a\0b\x07c", "abc", id="control-characters"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone-surrogate"),
        pytest.param("", "", id="empty"),
    ],
)
def test_normalize_text(raw: str, expected: str) -> None:
    assert normalize_text(raw) == expected


@settings(max_examples=150)
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalize_text(text)
    assert normalize_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "  " not in once
    assert "\n\n\n" not in once


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Hide  Ad…", "HIDE AD", id="case-and-punctuation"),
        pytest.param("Ｗｉｄｅ ｌｅｔｔｅｒｓ", "wide letters", id="full-width"),
        pytest.param("«Читайте также»:", "читайте также", id="cyrillic"),
        pytest.param("Helikopter\u00adlandeplatz", "Helikopterlandeplatz", id="soft-hyphen"),
    ],
)
def test_lines_that_read_alike_fold_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@settings(max_examples=150)
@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
