from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.relevance.folding import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Украи\u0301на", "украина", id="stress-mark"),
        pytest.param("Ukra\u00adine", "ukraine", id="soft-hyphen"),
        pytest.param("Россия\u00a0и Китай", "россия и китай", id="no-break-space"),
        pytest.param("Кита\u0438\u0306", "китай", id="decomposed-letter"),
        pytest.param("Куп’янськ", "куп'янськ", id="curly-apostrophe"),
        pytest.param("Орлёнок", "орленок", id="yo"),
        pytest.param("أوكرانيا", "اوكرانيا", id="hamza-seat"),
        pytest.param("رُوسِيـا", "روسيا", id="vowel-signs-and-stretching"),
        pytest.param("İSTANBUL", "istanbul", id="turkish-capital-i"),
    ],
)
def test_spellings_that_look_the_same_become_the_same(text: str, folded: str) -> None:
    assert fold(text).lower == folded


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_offsets_lead_back_into_the_text_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.lower) == len(folded.cased)
    places = [folded.original(i, i)[0] for i in range(len(folded.lower) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
