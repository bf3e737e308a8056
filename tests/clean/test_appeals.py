"""The house speaking to its reader goes; people speaking to each other stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.clean import CleaningRules, clean
from ingest.model import Extraction

TEXT = [
    "The northern port stayed shut on Sunday while waves broke over the outer wall.",
    "Seven ships were waiting outside the harbour, and four more had gone to the roads.",
    "Insurers were to meet on Monday in the capital to look at the first claims.",
    "Last year the port was closed for eleven days because of bad weather.",
    "Nobody had been hurt by the evening, according to the coast guard.",
    "The mayor promised that the school hall would stay open for the crews.",
]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            ["## Lend a hand on the coast", "The Harbour Relief Fund is raising money for crews "
             "who lost their boats. Visit the fund's page to give what you can."],
            id="charity",
        ),
        pytest.param(
            ["The Beacon welcomes your letters. Keep to the subject and mind our house rules."],
            id="comment-rules",
        ),
        pytest.param(["Saw it happen? Ring us: call the Beacon newsdesk on 0000 555 0100."], id="tip"),
        pytest.param(["Подписывайтесь на «Береговой маяк» в мессенджерах, там новости."], id="ru"),
        pytest.param(["下載燈塔日報APP，掌握港口消息"], id="zh-hant"),
    ],
)  # fmt: skip
def test_an_appeal_goes_with_its_heading(
    lines: list[str], rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    outcome = clean(extraction([*TEXT, *lines]), rules)
    assert [block.text for block in outcome.kept] == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "We owe you an answer, and you will have it when our engineers have seen the wall.",
        "You can reach the island only by boat, so call the pilots before you leave.",
        "If we do not act now, your children will pay for it.",
        "Download the ferry timetable before you travel and keep your ticket.",
    ],
)
def test_talk_beside_a_newsletter_box_stays(
    line: str, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = [*TEXT[:2], "Sign up to our free newsletter", line, *TEXT[2:]]
    outcome = clean(extraction(lines), rules)
    assert [gone.line for gone in outcome.removed] == ["Sign up to our free newsletter"]
