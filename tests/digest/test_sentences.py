"""Quotes are whole sentences that say something, word by word as they were stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.digest.sentences import adjoining, quotable, sentences

PIECES = st.sampled_from(
    ["Gen. Petrov left.", "«Мы идём. Мы придём», — сказал он.", "谈判继续。", "“We go. We stay.”", "\n\n",
     " ", "He was 21. ", "Talks… go on!", "U.S. envoy met Dr. Li", "قال الوزير إن المحادثات مستمرة؟ نعم.",
     "\u202eevil", "(see p. 5.)", "KYIV, Nov 20 — Rain fell all over the region on Friday morning. "]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Gen. Smith met Mr. Li of the U.N. mission. They talked.",
            ["Gen. Smith met Mr. Li of the U.N. mission.", "They talked."],
            id="abbreviations",
        ),
        pytest.param(
            "Am 21. November kam er. Er blieb.",
            ["Am 21. November kam er.", "Er blieb."],
            id="ordinal",
        ),
        pytest.param(
            "В 2025 г. добыча выросла до 5 млн т. нефти. Рост продолжится.",
            ["В 2025 г. добыча выросла до 5 млн т. нефти.", "Рост продолжится."],
            id="russian-abbreviations",
        ),
        pytest.param(
            "«Мы не уйдём. Мы дома», — сказал мэр. Он устал.",
            ["«Мы не уйдём. Мы дома», — сказал мэр.", "Он устал."],
            id="quotation-stays-whole",
        ),
        pytest.param(
            '"Why now? Why here?" she asked. Nobody knew.',
            ['"Why now? Why here?" she asked.', "Nobody knew."],
            id="question-inside-a-quotation",
        ),
        pytest.param(
            "他说：“我们继续谈。我们有时间。”双方同意。",
            ["他说：“我们继续谈。我们有时间。”", "双方同意。"],
            id="chinese-quotation",
        ),
        pytest.param("هل تستمر؟ نعم تستمر.", ["هل تستمر؟", "نعم تستمر."], id="arabic"),
        pytest.param(
            'A 5" pipe broke. Water ran.', ['A 5" pipe broke.', "Water ran."], id="odd-quote"
        ),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "KYIV, Nov 20 (Agency) — Talks began in the morning.",
            ("Talks began in the morning.",),
            id="dateline",
        ),
        pytest.param(
            "МОСКВА, 20 ноября — Переговоры начались утром в пятницу.",
            ("Переговоры начались утром в пятницу.",),
            id="russian-dateline",
        ),
        pytest.param(
            "本报杭州电 俄罗斯和乌克兰代表团开始磋商。",
            ("俄罗斯和乌克兰代表团开始磋商。",),
            id="chinese-dateline",
        ),
        pytest.param(
            "The talks – begun on Monday – go on without a break.",
            ("The talks – begun on Monday – go on without a break.",),
            id="dashes-are-no-dateline",
        ),
        pytest.param(
            "NATO – the alliance of 32 states – met in Riga on Friday.",
            ("NATO – the alliance of 32 states – met in Riga on Friday.",),
            id="neither-is-a-name-in-capitals",
        ),
        pytest.param(
            "What we know so far\n\nYes.\n\nThe bridge was closed at noon on Friday.",
            ("The bridge was closed at noon on Friday.",),
            id="headings-and-fragments-are-passed-over",
        ),
        pytest.param(
            "The bridge \u202ewas closed\u202c at noon on Friday.",
            (),
            id="turned-text-is-not-quoted",
        ),
        pytest.param("", (), id="nothing"),
        pytest.param("a" * 5000, (), id="no-sentence"),
    ],
)
def test_quotable(text: str, expected: tuple[str, ...]) -> None:
    assert quotable(text) == expected


def test_what_is_known_already_is_passed_over() -> None:
    text = (
        "Ministers of both countries met in Geneva on Friday. "
        "They will come together again in two weeks. "
        "The Swiss hosts offered a villa above the lake."
    )
    headline = "Ministers of both countries met in Geneva"
    known = ["They will come together again in two weeks."]
    assert quotable(text, headline=headline, known=known) == (
        "The Swiss hosts offered a villa above the lake.",
    )


def test_another_figure_is_news() -> None:
    known = ["Twelve people died, officials said, and 40 were hurt."]
    text = "Twelve people died, officials said, and 52 were hurt."
    assert quotable(text, known=known) == (text,)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=200))
def test_every_quote_stands_in_the_text(text: str) -> None:
    quoted = quotable(text, 3)
    assert all(sentence in text for sentence in quoted)
    assert all(sentence in text for sentence in sentences(text))
    assert isinstance(adjoining(text, quoted), bool)
