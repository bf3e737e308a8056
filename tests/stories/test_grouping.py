"""What holds for every set of articles, and the rules of folding and naming."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import RelationKind, StoredArticle, Story
from ingest.stories import group
from tests.stories.conftest import related, stored, tellings

LABELLED = [one.stored for one in tellings()]


def told(stories: tuple[Story, ...]) -> dict[str, list[str]]:
    return {s.id: [a.id for a in (*s.members, *s.copies)] for s in stories}


@st.composite
def days(draw: st.DrawFn) -> list[StoredArticle]:
    """Some labelled texts and copies of them, of each other and of unknown texts."""
    chosen = draw(st.lists(st.sampled_from(LABELLED), unique_by=lambda a: a.id, max_size=10))
    kinds = st.sampled_from(list(RelationKind))
    for n in range(draw(st.integers(0, 4))):
        origins = st.sampled_from([*(a.id for a in chosen), "seed:pact"])
        copy = stored(f"copy-{n}", hours=draw(st.integers(0, 70)))
        chosen.append(related(copy, draw(origins), draw(origins), kind=draw(kinds)))
    return chosen


@settings(max_examples=60, deadline=None)
@given(days(), st.randoms(use_true_random=False))
def test_every_article_is_told_once_in_whatever_order_they_came(
    articles: list[StoredArticle], random: object
) -> None:
    stories = group(articles)
    assert sorted(i for ids in told(stories).values() for i in ids) == sorted(
        a.id for a in articles
    )
    assert len({s.id for s in stories}) == len(stories)
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled) == stories


@settings(max_examples=60, deadline=None)
@given(days(), st.data())
def test_what_was_told_before_keeps_its_id_and_stays_together(
    articles: list[StoredArticle], data: st.DataObject
) -> None:
    early = articles[: data.draw(st.integers(0, len(articles)))]
    known = {a.id: s.id for s in group(early) for a in (*s.members, *s.copies)}
    now = {a.id: s.id for s in group(articles, known) for a in (*s.members, *s.copies)}
    assert set(now) == {a.id for a in articles}
    for story in set(known.values()):
        assert len({now[a] for a in known if known[a] == story}) == 1
    assert len({frozenset(x.id for x in s.members) for s in group(articles, known)}) == len(
        set(now.values())
    )


def test_nothing_is_no_story() -> None:
    assert group([]) == ()


def test_copies_are_folded_below_the_earliest() -> None:
    first, late = stored("first"), related(stored("late", hours=3), "first")
    latest = related(stored("latest", hours=5), "late")
    [story] = group([latest, late, first])
    assert (story.id, [a.id for a in story.members]) == ("first", ["first"])
    assert [a.id for a in story.copies] == ["late", "latest"]


def test_copies_of_a_text_that_is_not_there_belong_together() -> None:
    one, two = (related(stored(name), "seed:pact") for name in ("one", "two"))
    [story] = group([one, two])
    assert told((story,)) == {"one": ["one", "two"]}


def test_a_round_up_does_not_merge_what_it_contains() -> None:
    grain, port = stored("grain"), stored("port", hours=1)
    round_up = related(stored("round-up", hours=2), "grain", "port", kind=RelationKind.CONTAINS)
    assert told(group([grain, port, round_up])) == {
        "grain": ["grain", "round-up"],
        "port": ["port"],
    }


def test_issues_of_a_series_stay_apart_however_alike() -> None:
    one, *_ = LABELLED
    text = one.article.text
    first = stored("monday", text)
    second = related(stored("tuesday", text, hours=24), "monday", kind=RelationKind.SAME_SERIES)
    assert told(group([first, second])) == {"monday": ["monday"], "tuesday": ["tuesday"]}


def test_the_same_words_a_week_later_are_another_story() -> None:
    one = LABELLED[0]
    later = replace(
        one,
        id="later",
        first_seen=one.first_seen + timedelta(days=7),
        article=replace(one.article, published=None),
    )
    assert len(group([one, later])) == 2


@pytest.mark.parametrize(
    ("known", "ids"),
    [
        pytest.param({}, {"a": ["a", "b", "c"]}, id="new-story-has-its-earliest-articles-id"),
        pytest.param({"b": "old"}, {"old": ["a", "b", "c"]}, id="known-story-keeps-its-id"),
        pytest.param(
            {"b": "old", "c": "other"}, {"old": ["a", "b", "c"]}, id="merged-the-older-id-stays"
        ),
    ],
)
def test_ids(known: dict[str, str], ids: dict[str, list[str]]) -> None:
    a, b, c = stored("a"), related(stored("b", hours=1), "a"), related(stored("c", hours=2), "a")
    assert told(group([a, b, c], known)) == ids


def test_a_story_told_in_two_languages_is_not_torn_apart() -> None:
    english, russian = stored("a"), stored("b", hours=1, language="ru")
    assert told(group([english, russian], {"a": "old", "b": "old"})) == {"old": ["a", "b"]}


def test_a_copy_in_another_language_takes_its_story_with_it() -> None:
    one, two = stored("one", hours=9, language="zh"), stored("two", hours=14, language="zh")
    story = {"one": "one", "two": "one"}
    late = related(stored("late", hours=6), "one", "other")
    [whole] = told(group([one, two, late, stored("other", hours=8)], story)).items()
    assert whole == ("one", ["late", "two", "other", "one"])


def test_texts_without_words_are_stories_of_their_own() -> None:
    one, two = stored("one", "…", headline=""), stored("two", "!!!", headline="")
    assert len(group([one, two])) == 2


def test_a_copy_is_folded_whichever_of_the_two_is_said_to_repeat_the_other() -> None:
    """A claimed date lies ahead: by it the relation runs one way, and the day's order the other."""
    early, late = stored("early", hours=1), stored("late", hours=5)
    [story] = group([related(early, "late"), late])
    assert [a.id for a in story.members] == ["early"]
    assert [a.id for a in story.copies] == ["late"]
