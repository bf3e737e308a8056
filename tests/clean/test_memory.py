"""Lines a publisher repeats: counted per distinct article, aged, revocable, bounded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ingest.clean import (
    CleaningRules,
    LineCount,
    article_keys,
    clean,
    is_boilerplate,
    learn,
    memory_keys,
    memory_of,
)
from ingest.model import Extraction

NOW = datetime(2024, 5, 1, tzinfo=UTC)
SLOGAN = "The Beacon lights the coast since 1887"


def articles(count: int, line: str = SLOGAN) -> list[list[str]]:
    words = ["storm", "harbour", "ferry", "pilot", "grain"]
    return [[f"The {words[n]} was the talk of the town on day {n}.", line] for n in range(count)]


@pytest.mark.parametrize(("seen", "learned"), [(1, False), (2, False), (3, True), (5, True)])
def test_a_line_is_learned_from_three_articles_on(seen: int, learned: bool) -> None:
    memory = memory_of(learn(articles(seen), when=NOW).values(), now=NOW)
    assert (memory_keys(SLOGAN)[0] in memory.keys) is learned


def test_a_line_repeated_in_one_article_counts_once() -> None:
    assert len(article_keys([SLOGAN] * 5)) == len(memory_keys(SLOGAN))


def test_numbers_in_a_line_do_not_hide_it(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    seen = [[*articles(3)[n], f"{n + 2} pilots like this page"] for n in range(3)]
    memory = memory_of(learn(seen, when=NOW).values(), now=NOW)
    lines = ["Seven ships were waiting outside the harbour.", "41 pilots like this page"]
    outcome = clean(extraction(lines), rules, memory=memory)
    assert [(line.stage, line.rule) for line in outcome.removed] == [("memory", "site-memory")]


@pytest.mark.parametrize(
    "line", ["", "…", "7", "2024", "word " * 41, "x" * 500], ids=lambda line: line[:6]
)
def test_some_lines_are_never_learned(line: str) -> None:
    keys = memory_keys(line)
    assert all(any(char.isdigit() for char in key) and key == line for key in keys) or keys == ()


def test_memory_does_not_eat_an_article(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    story = ["The pier fell into the sea on Monday night.", "Nobody was hurt, the mayor said."]
    memory = memory_of(learn([story] * 3, when=NOW).values(), now=NOW)
    assert clean(extraction(story), rules, memory=memory).removed == ()


def test_memory_forgets_and_can_be_revoked() -> None:
    row = next(iter(learn(articles(3), when=NOW).values()))
    row = LineCount(key="k", articles=3, first_seen=NOW, last_seen=NOW, example=row.example)
    assert is_boilerplate(row, now=NOW)
    assert not is_boilerplate(row, now=NOW + timedelta(days=365))
    assert not is_boilerplate(replace(row, revoked=True), now=NOW)


def test_the_version_follows_the_content() -> None:
    few = memory_of(learn(articles(2), when=NOW).values(), now=NOW)
    many = memory_of(learn(articles(3), when=NOW).values(), now=NOW)
    assert few.version != many.version
    assert many.version == memory_of(learn(articles(4), when=NOW).values(), now=NOW).version


def test_counts_grow_the_same_one_by_one() -> None:
    at_once = learn(articles(4), when=NOW)
    key = memory_keys(SLOGAN)[0]
    step = learn(articles(1), when=NOW)[key].seen_again(NOW, articles=3)
    assert at_once[key] == step
