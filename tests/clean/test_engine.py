"""What cleaning promises for any text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clean import CleaningRules, clean
from ingest.model import Block, BlockKind, CleanText, Extraction, PageKind

FAMILIES = Path(__file__).parent / "families"
LINES = [
    line.split("\t")[-1]
    for name in ("noise.tsv", "prose.tsv")
    for line in (FAMILIES / name).read_text("utf-8").splitlines()
]
TITLE = "Storm shuts the northern port for a third day"
KINDS: list[BlockKind] = ["paragraph", "paragraph", "heading", "item", "quote", "table", "caption"]

some_blocks = st.lists(
    st.builds(
        Block,
        text=st.sampled_from([*LINES, TITLE, TITLE + " - The Beacon", "1", "STORM"])
        | st.text(max_size=60),
        kind=st.sampled_from(KINDS),
    ),
    max_size=16,
).map(tuple)
some_extractions = st.builds(
    Extraction,
    url=st.just("https://news.example/a"),
    kind=st.just(PageKind.ARTICLE),
    blocks=some_blocks,
    headline=st.sampled_from(["", TITLE]),
    standfirst=st.sampled_from(["", LINES[30]]),
    authors=st.sampled_from([(), ("Ann Example",)]),
)
relaxed = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@relaxed
@given(source=some_extractions)
def test_kept_and_removed_are_the_extracted_lines_in_order(
    source: Extraction, rules: CleaningRules
) -> None:
    outcome = clean(source, rules)
    gone = {line.position: line.line for line in outcome.removed}
    rest = iter(outcome.kept)
    again = [
        Block(text=gone[position], kind=block.kind) if position in gone else next(rest)
        for position, block in enumerate(source.blocks)
    ]
    assert tuple(again) == source.blocks
    assert list(rest) == []
    assert list(gone) == sorted(gone)


@relaxed
@given(source=some_extractions)
def test_cleaning_again_removes_nothing(source: Extraction, rules: CleaningRules) -> None:
    once = clean(source, rules)
    headline = source.headline or once.headline
    again = clean(replace(source, blocks=once.kept, headline=headline), rules)
    assert again.kept == once.kept


def test_two_credits_that_an_advertisement_parted_are_a_gallery_at_once(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = ["EFE/ Ana Ejemplo", "ADVERTISEMENT", "EFE/ Ana Ejemplo"]
    assert clean(extraction(lines), rules).kept == ()


@relaxed
@given(source=some_extractions)
def test_every_removal_names_stage_rule_and_class(source: Extraction, rules: CleaningRules) -> None:
    for line in clean(source, rules).removed:
        assert line.stage in ("clean", "memory")
        assert line.rule
        assert line.rule_class


def outcome_of(
    lines: list[str], rules: CleaningRules, extraction: Callable[..., Extraction], **fields: object
) -> CleanText:
    return clean(extraction(lines, **fields), rules)


PROSE = [
    "The northern port stayed shut on Sunday while waves broke over the outer wall.",
    "Seven ships were waiting outside the harbour, and four more had gone to the roads.",
    "Pilots expected the first of them to move on Tuesday at the earliest.",
]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Storm shuts the northern port for a third day", id="the-title"),
        pytest.param("Storm shuts northern port for a third day running", id="a-variant"),
        pytest.param("STORM SHUTS THE NORTHERN PORT FOR A THIRD DAY!", id="shouted"),
    ],
)
def test_the_title_goes_from_the_top(
    line: str, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    titles = (TITLE + " | The Beacon",)
    outcome = outcome_of([line, *PROSE], rules, extraction, titles=titles)
    assert [block.text for block in outcome.kept] == PROSE


def test_a_subheading_equal_to_the_title_stays_further_down(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = [TITLE, *PROSE[:2], TITLE, *PROSE]
    outcome = outcome_of(lines, rules, extraction, headline=TITLE)
    assert len(outcome.removed) == 1


def test_a_headline_is_guessed_only_without_a_title(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    assert outcome_of([TITLE, *PROSE], rules, extraction).headline == TITLE
    assert outcome_of([TITLE, *PROSE], rules, extraction, headline="Other").headline == ""


def test_long_lines_are_out_of_reach(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    line = "Read more: " + "the harbour and the storm " * 20
    assert outcome_of([*PROSE, line], rules, extraction).removed == ()


def test_a_box_takes_its_links_along(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    links = ["- Why the ferry row matters", "- Five charts about the sea"]
    lines = [*PROSE, "## Read more", *links, "## What now?", *PROSE]
    assert len(outcome_of(lines, rules, extraction).removed) == 3


def test_in_plain_text_a_subheading_below_a_box_stays(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = [TITLE, *PROSE, "READ MORE BEACON STORIES", "What the pilots say", *PROSE]
    gone = [line.line for line in outcome_of(lines, rules, extraction).removed]
    assert gone == [TITLE, "READ MORE BEACON STORIES"]


def test_a_text_of_nothing_is_nothing(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    assert outcome_of([], rules, extraction) == CleanText(kept=(), removed=())


def test_stamps_fill_both_moments(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    lines = [TITLE, "Published: 5 May 2024, 10:00 GMT | Updated: 6 May 2024, 11:30 PM", *PROSE]
    outcome = outcome_of(lines, rules, extraction, headline=TITLE)
    assert outcome.published is not None
    assert outcome.modified is not None
    assert outcome.published.at == datetime(2024, 5, 5, 10, tzinfo=UTC)
    assert outcome.published.zone_known
    assert outcome.modified.at == datetime(2024, 5, 6, 23, 30, tzinfo=UTC)
    assert not outcome.modified.zone_known
