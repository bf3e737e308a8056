"""What a digest tells, in which order, and that nothing falls under the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.digest import Edition, EditLine, Past, select
from ingest.model import StoredArticle, Story
from tests.digest.conftest import NOW, source, stored

CAMPS = {
    "izvod": source("izvod", group="russia-indep"),
    "misto": source("misto", group="ukraine"),
}


def story(*members: StoredArticle, copies: tuple[StoredArticle, ...] = (), **changes: Any) -> Story:
    return replace(Story(id=members[0].id, members=members, copies=copies), **changes)


def edition(*stories: Story, **changes: Any) -> Edition:
    values: dict[str, Any] = {"sources": {}, "day": "2026-11-21", "start": None, "end": NOW}
    values |= changes
    return select(stories, **values)


def only(found: Edition) -> Any:
    [item] = found.items
    return item


def test_the_story_with_more_independent_publishers_comes_first() -> None:
    alone = story(stored("alone", hours=-1))
    wide = story(stored("wide"), stored("wider"))
    copied = story(stored("agency"), copies=tuple(stored(f"copy{n}") for n in range(9)))
    assert [i.id for i in edition(alone, copied, wide).items] == ["wide", "agency", "alone"]


def test_a_publisher_counts_once_however_often_it_writes() -> None:
    often = [stored("house", headline=f"Part {n}") for n in range(3)]
    item = only(
        edition(story(*often, copies=(stored("b"), stored("b", headline="2"), stored("c"))))
    )
    assert [(s.name, s.more) for s in item.sources] == [("house", 2)]
    assert [(s.name, s.more) for s in item.copied_by] == [("b", 1), ("c", 0)]
    assert item.copies == 3


def test_state_media_are_labelled_and_do_not_speak_first() -> None:
    state = stored("state", hours=-9, state_media=True, country="RU")
    free = stored("free", hours=-1)
    item = only(edition(story(state, free)))
    assert [(s.name, s.state_media) for s in item.sources] == [("free", False), ("state", True)]
    assert item.lead.name == "free"
    assert not item.only_state_media
    assert only(edition(story(state))).only_state_media


def test_another_camp_is_heard_beside_the_lead() -> None:
    one = stored(
        "one", "Kyiv said that the bridge was hit at dawn by three missiles.", country="UA"
    )
    same = stored("same", "The city woke up to sirens and to smoke above the river.", country="UA")
    other = stored("other", "Moscow denied that it had fired at anything on Friday.", country="RU")
    item = only(edition(story(one, same, other)))
    assert [q.source.name for q in item.quotes] == ["one", "other"]


@pytest.mark.parametrize(
    ("past", "fresh", "edits", "status"),
    [
        pytest.param({}, {"a", "b", "copy"}, {}, "new", id="never-told"),
        pytest.param({"a": "a"}, {"b"}, {}, "developing", id="another-text"),
        pytest.param({"a": "a"}, {"a"}, {"a": "headline"}, "changed", id="edited"),
        pytest.param({"a": "a", "b": "a"}, {"copy"}, {}, "copied", id="only-a-copy"),
        pytest.param(
            {"a": "a"}, {"a", "b"}, {"a": "x"}, "developing", id="edited-and-another-text"
        ),
    ],
)
def test_status(past: dict[str, str], fresh: set[str], edits: dict[str, str], status: str) -> None:
    lines = {a: [EditLine(what=what, before="x", after="y")] for a, what in edits.items()}
    told = story(stored("a"), stored("b"), copies=(stored("copy"),))
    days = dict.fromkeys(past.values(), "2026-11-19")
    item = only(edition(told, past=Past(stories=past, days=days), fresh=fresh, edits=lines))
    assert (item.status, item.day) == (status, 3 if past else 1)
    assert len(item.changes) == len(edits)


def test_a_sequel_is_quoted_with_what_is_new() -> None:
    first = stored(
        "a", "Trains stopped on Friday because the bridge was hit. Nobody was hurt at all."
    )
    second = stored(
        "b",
        "Trains stopped on Friday because the bridge was hit. Divers found a second crack today.",
    )
    item = only(edition(story(first, second), past=Past(stories={"a": "a"}), fresh={"b"}))
    assert item.quotes[0].sentences == ("Divers found a second crack today.",)


def test_what_is_told_already_and_only_cleaned_anew_is_counted_not_told() -> None:
    found = edition(story(stored("a")), past=Past(stories={"a": "a"}), fresh={"a"})
    assert found.items == ()
    assert found.left_out == {"told before and unchanged in substance": 1}


def test_old_articles_found_late_are_counted_not_told() -> None:
    found = edition(story(stored("old", hours=-24 * 30), stored("young")))
    assert [s.name for s in only(found).sources] == ["young"]
    assert found.left_out == {"published more than a week before": 1}


@pytest.mark.parametrize(
    ("sources", "answered", "says"),
    [
        pytest.param(CAMPS, ("izvod", "misto"), (), id="both-camps-answer"),
        pytest.param(
            CAMPS,
            ("izvod",),
            ("no fresh Ukrainian source: none of 1 could be read",),
            id="one-silent",
        ),
        pytest.param(
            {**CAMPS, "izvod": replace(CAMPS["izvod"], enabled=False)},
            ("misto",),
            ("no fresh independent Russian source: none is monitored",),
            id="one-switched-off",
        ),
        pytest.param({}, (), (), id="a-list-without-camps"),
    ],
)
def test_balance(sources: dict[str, Any], answered: tuple[str, ...], says: tuple[str, ...]) -> None:
    assert edition(sources=sources, answered=answered).warnings == says


NAMES = st.sampled_from([f"house{n}" for n in range(6)])


@st.composite
def many_stories(draw: st.DrawFn) -> list[Story]:
    stories = []
    for n in range(draw(st.integers(0, 8))):
        made = [
            stored(draw(NAMES), hours=-draw(st.integers(1, 300)), headline=f"s{n}a{m}")
            for m in range(draw(st.integers(1, 5)))
        ]
        cut = draw(st.integers(1, len(made)))
        stories.append(story(*made[:cut], copies=tuple(made[cut:])))
    return stories


@settings(max_examples=60, deadline=None)
@given(many_stories(), st.integers(1, 4), st.data())
def test_every_article_is_told_or_counted(
    stories: list[Story], most: int, data: st.DataObject
) -> None:
    ids = [a.id for s in stories for a in (*s.members, *s.copies)]
    fresh = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    known = data.draw(st.sets(st.sampled_from(ids))) if ids else set()
    past = Past(stories=dict.fromkeys(known, "x"))
    found = edition(*stories, fresh=fresh, past=past, most=most)
    assert found.articles + sum(found.left_out.values()) == len(fresh)
    assert len(found.items) <= most
    assert edition(*reversed(stories), fresh=fresh, past=past, most=most) == found


@settings(max_examples=60, deadline=None)
@given(many_stories())
def test_every_quoted_sentence_is_found_in_a_stored_text(stories: list[Story]) -> None:
    texts = [a.article.text for s in stories for a in (*s.members, *s.copies)]
    for item in edition(*stories).items:
        for quote in item.quotes:
            assert any(all(said in text for said in quote.sentences) for text in texts)
