"""Shared passages side by side, and the way of a text through the houses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dedupe import Member, lineage, shared_passages
from ingest.dedupe.tokens import tokens
from tests.dedupe.stream import Stream
from tests.dedupe.words import BANKS, ENGLISH, Bank

DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.language)
def test_passages_are_found_in_both_texts(bank: Bank) -> None:
    first, second, third = Stream(3).paragraphs(bank, 3)
    one, other = f"{first}\n\n{second}\n\n{third}", f"{third.upper()}\n\n{first}"
    passages = shared_passages(one, other)
    found = {
        one[p.start_a : p.end_a].strip(bank.end + "”"): other[p.start_b : p.end_b] for p in passages
    }
    for paragraph in (first, third):
        assert paragraph.strip(bank.end + "”") in found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(
            "协会称：“企业只是顺着电价走，哪里的柴油贵”。",
            "他說：「企業只是順著電價走，哪裡的柴油貴」，笑了。",
            ["企业只是顺着电价走，哪里的柴油贵"], id="two-scripts-two-styles-of-marks",
        ),
        pytest.param("俄罗斯外交部昨天宣布", "俄罗斯外交部今天否认", [], id="six-characters-are-a-phrase"),
        pytest.param("الاثنين 中国外交部发言人", "أمس 中国外交部发言人", [], id="mixed"),
        pytest.param(
            "قال «نحن لا نسأل السنبلة عن جواز سفرها» ومضى", 'ذكر: "نحن لا نسأل السنبلة عن جواز سفرها"',
            ["نحن لا نسأل السنبلة عن جواز سفرها"], id="arabic",
        ),
    ],
)  # fmt: skip
def test_passages_in_other_scripts(one: str, other: str, expected: list[str]) -> None:
    assert [one[p.start_a : p.end_a] for p in shared_passages(one, other)] == expected
    assert len(shared_passages(other, one)) == len(expected)


@settings(max_examples=40)
@given(*[st.lists(st.sampled_from(["a", "b", "дом", "中", "12", "!"]), max_size=40)] * 2)
def test_passages_are_equal_and_do_not_overlap(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    end = 0
    for p in shared_passages(a, b, least=2):
        assert tokens(a[p.start_a : p.end_a]) == tokens(b[p.start_b : p.end_b])
        assert p.start_a >= end
        end = p.end_a


def member(ref: str, text: str, hours: int, agency: str = "") -> Member:
    at = DAY + timedelta(hours=hours)
    return Member(ref=ref, text=text, publisher=f"house-{ref}", fetched_at=at, agency=agency)


def test_lineage_tells_who_was_first_and_what_each_copy_did() -> None:
    story = Stream(4).paragraphs(ENGLISH, 4)
    extra = "Our reader in the lighthouse saw it all through her kitchen window that night."
    copy = "\n\n".join([*story[:3], extra])
    told = lineage([member("b", copy, 5, agency="Coast Wire"), member("a", "\n\n".join(story), 1)])
    assert (told.original, told.publisher, told.agency) == ("a", "house-a", "Coast Wire")
    (step,) = told.steps
    assert step.delay == timedelta(hours=4)
    assert any("lighthouse" in piece for piece in step.added)
    assert any(story[3][:40] in piece for piece in step.dropped)


def test_an_empty_group_has_no_lineage() -> None:
    with pytest.raises(ValueError, match="at least one"):
        lineage([])
