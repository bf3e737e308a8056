"""Which tellings belong together: a labelled set in four languages, held to a floor."""

from __future__ import annotations

from itertools import combinations

import pytest

from ingest.stories import group
from tests.stories.conftest import Telling, tellings

LABELLED = tellings()
LANGUAGES = ("en", "ru", "uk", "zh")


def pairs(keys: dict[str, str]) -> set[tuple[str, str]]:
    return {(a, b) for a, b in combinations(sorted(keys), 2) if keys[a] == keys[b]}


def found(labelled: list[Telling]) -> set[tuple[str, str]]:
    stories = group(one.stored for one in labelled)
    return pairs({article.id: story.id for story in stories for article in story.members})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "together", [pytest.param(False, id="alone"), pytest.param(True, id="among-the-others")]
)
def test_one_event_is_one_story(language: str, together: bool) -> None:
    mine = [one for one in LABELLED if one.stored.article.language == language]
    ids = {one.stored.id for one in mine}
    told = {p for p in found(LABELLED if together else mine) if set(p) <= ids}
    assert told == pairs({one.stored.id: one.event for one in mine})


def test_languages_are_never_mixed() -> None:
    for story in group(one.stored for one in LABELLED):
        assert len({article.article.language for article in story.members}) == 1


@pytest.mark.parametrize("other", [0, 1, 2])
def test_a_third_of_the_day_gives_no_wrong_pair(other: int) -> None:
    """A small day does not know which words are common; it must not merge for that reason."""
    few = LABELLED[other::3]
    assert found(few) <= pairs({one.stored.id: one.event for one in few})
