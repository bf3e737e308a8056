from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.relevance.folding import fold
from ingest.relevance.matcher import Matcher, Pattern


def found(written: str, text: str) -> list[str]:
    folded = fold(text)
    matcher = Matcher([(Pattern.parse(written), written)])
    return [folded.cased[m.start : m.end] for m in matcher.scan(folded)]


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        pytest.param("China", "China's plan", ["China"], id="name-before-apostrophe"),
        pytest.param("China", "the CHINA plan", ["CHINA"], id="name-in-capitals"),
        pytest.param("China", "fine china", [], id="capital-asked-for"),
        pytest.param("chin*", "a new machine", [], id="not-inside-a-word"),
        pytest.param("China", "Chinatown", [], id="name-is-a-whole-word"),
        pytest.param("russia*", "the Russian side", ["Russia"], id="prefix"),
        pytest.param("russia*", "pro-Russian", ["Russia"], id="after-a-hyphen"),
        pytest.param("росси*", "Белоруссия", [], id="not-inside-cyrillic"),
        pytest.param("俄军", "说俄军称", ["俄军"], id="chinese-anywhere"),
        pytest.param("Huawei", "中国Huawei公司", ["Huawei"], id="latin-inside-chinese"),
        pytest.param("روسيا", "وروسيا", ["روسيا"], id="arabic-and"),
        pytest.param("كرملين", "بالكرملين", ["كرملين"], id="arabic-in-the"),
        pytest.param("روسيا", "بيلاروسيا", [], id="arabic-other-word"),
        pytest.param("चीन", "चीनी", [], id="a-vowel-sign-continues-the-word"),
        pytest.param("Xi Jinping", "Xi\nJinping", ["Xi Jinping"], id="across-a-line-break"),
    ],
)
def test_a_pattern_matches_whole_words_of_its_script(
    written: str, text: str, expected: list[str]
) -> None:
    assert found(written, text) == expected


@pytest.mark.parametrize("written", ["", "*", " Kremlin", "Krem*lin", "a**"])
def test_a_pattern_that_cannot_be_meant_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="is not a pattern"):
        Pattern.parse(written)


def test_one_spelling_may_stand_for_several_things() -> None:
    pattern = Pattern.parse("Pokrovsk")
    matches = Matcher([(pattern, "town"), (pattern, "front")]).scan(fold("Near Pokrovsk."))
    assert [m.stands_for for m in matches] == ["town", "front"]


WORDS = st.sampled_from(["kiev", "kievan", "rus", "russia", "prussia", "sino", "casino", "x"])


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, min_size=1, max_size=4, unique=True))
@settings(max_examples=100, deadline=None)
def test_names_are_found_exactly_where_a_split_finds_them(
    text: list[str], names: list[str]
) -> None:
    matches = Matcher((Pattern.parse(name), name) for name in names).scan(fold(" ".join(text)))
    assert sorted(m.stands_for for m in matches) == sorted(word for word in text if word in names)
