"""What is an edit, what sort of edit, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.model import Article, Failure, Moment, Page, RemovedLine
from ingest.versions import EditKind, compare, deletion

SEEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEAD = "The ferry left Odesa for Istanbul at dawn, the port authority said on Monday."
BODY = "It carried grain for three buyers and the mail of two islands along the western coast."


def article(
    text: str = f"{LEAD}\n\n{BODY}",
    *,
    headline: str = "Ferry leaves Odesa",
    published: Moment | None = None,
    removed: tuple[str, ...] = (),
) -> Article:
    return Article(
        url="https://ferry.example/news/1",
        key="ferry.example/news/1",
        source_key="ferry",
        publisher="ferry",
        headline=headline,
        text=text,
        language="en",
        content_hash="",
        raw_id="raw",
        fetched_at=SEEN,
        published=published,
        removed=tuple(
            RemovedLine(position=i, line=line, stage="clean", rule="r", rule_class="promo")
            for i, line in enumerate(removed)
        ),
    )


def kinds(old: Article, new: Article) -> list[EditKind]:
    return [edit.kind for edit in compare(old, new).edits]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"{LEAD}\n\n{BODY}", f"{LEAD}\n\n\n  {BODY}  ", id="spaces"),
        pytest.param("He said “no” – twice.", 'He said "no" — twice', id="quotes-and-dashes"),
        pytest.param(f"{LEAD}\n\n{BODY}", f"{BODY}\n\n{LEAD}", id="moved-paragraph"),
        pytest.param(
            f"{LEAD}\n\nUpdated: 2 March 2026, 09:15",
            f"{LEAD}\n\nUpdated: 3 March 2026, 18:40",
            id="update-stamp",
        ),
        pytest.param(LEAD, f"{LEAD}\n\nОбновлено 3 марта 2026 в 18:40", id="stamp-appears"),
        pytest.param(f"{LEAD}\n\n12 comments", f"{LEAD}\n\n340 comments", id="counter"),
        pytest.param(f"{LEAD}\n\n评论 12", f"{LEAD}\n\n评论 99", id="counter-zh"),
        pytest.param("About 1,500 came.", "About 1 500 came.", id="thousands-separator"),
        pytest.param("Ferry leaves Odesa\n\n" + LEAD, LEAD, id="headline-repeated-in-the-text"),
    ],
)
def test_cosmetic_changes_are_no_edits(before: str, after: str) -> None:
    change = compare(article(before), article(after))
    assert not change.substantial, change.edits
    assert change.summary == "cosmetic"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            "The strike killed 5 people.",
            "The strike killed 7 people.",
            "casualty-figure",
            id="toll",
        ),
        pytest.param(
            "Two people were wounded in the yard.",
            "Nine people were wounded in the yard.",
            "casualty-figure",
            id="toll-in-words",
        ),
        pytest.param(
            "При обстреле погибли 5 человек, двое детей.",
            "При обстреле погибли 8 человек, двое детей.",
            "casualty-figure",
            id="toll-ru",
        ),
        pytest.param(
            "Внаслідок удару загинули 3 людини.",
            "Внаслідок удару загинули 4 людини.",
            "casualty-figure",
            id="toll-uk",
        ),
        pytest.param(
            "袭击造成5人死亡，多座房屋受损。",
            "袭击造成9人死亡，多座房屋受损。",
            "casualty-figure",
            id="toll-zh",
        ),
        pytest.param(
            "The loan is worth 200 million euros.",
            "The loan is worth 300 million euros.",
            "number",
            id="figure",
        ),
        pytest.param(
            "The minister said “we will not leave the talks” on Monday.",
            "The minister said “we may yet leave the talks” on Monday.",
            "quote",
            id="quote",
        ),
        pytest.param(
            "Министр сказал: «мы остаёмся за столом переговоров».",
            "Министр сказал: «мы покидаем стол переговоров».",
            "quote",
            id="quote-ru",
        ),
        pytest.param(
            "The bridge was mined, army sources said on Tuesday night.",
            "The bridge was mined, according to villagers on Tuesday night.",
            "attribution",
            id="attribution",
        ),
        pytest.param(
            "The village council elected Ivan Petrenko to the post last week.",
            "The village council elected Oleh Kovalenko to the post last week.",
            "name",
            id="name",
        ),
        pytest.param(
            "They crossed the river slowly in the early morning fog.",
            "They crossed the river hastily in the early morning fog.",
            "wording",
            id="wording",
        ),
    ],
)
def test_one_changed_thing_has_its_name(before: str, after: str, expected: str) -> None:
    found = compare(article(f"{LEAD}\n\n{before}"), article(f"{LEAD}\n\n{after}")).edits
    assert [edit.kind for edit in found] == [expected]
    assert found[0].before in before
    assert found[0].after in after


def test_added_and_removed_paragraphs() -> None:
    long, short = article(f"{LEAD}\n\n{BODY}"), article(LEAD)
    assert kinds(short, long) == [EditKind.ADDED]
    assert kinds(long, short) == [EditKind.REMOVED]


@pytest.mark.parametrize(
    "notice",
    [
        "Correction: an earlier version of this article gave a wrong name for the port.",
        "This story was amended on 3 March because it misstated the price.",
        "Уточнение: в более ранней версии неверно указан порт.",
        "Виправлено: у попередній версії було помилково вказано порт.",
        "更正：本文早前误写港口名称。",
    ],
)
def test_a_correction_notice_is_told_from_a_new_paragraph(notice: str) -> None:
    assert kinds(article(), article(f"{LEAD}\n\n{BODY}\n\n{notice}")) == [EditKind.CORRECTION]


def test_headline() -> None:
    edit = compare(article(), article(headline="Ferry is late")).edits[0]
    assert (edit.kind, edit.before, edit.after) == (
        "headline",
        "Ferry leaves Odesa",
        "Ferry is late",
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(Moment(at=SEEN), Moment(at=SEEN - timedelta(days=3)), True, id="earlier"),
        pytest.param(Moment(at=SEEN), Moment(at=SEEN + timedelta(days=3)), False, id="later"),
        pytest.param(Moment(at=SEEN), Moment(at=SEEN - timedelta(seconds=40)), False, id="drift"),
        pytest.param(
            Moment(at=SEEN),
            Moment(at=SEEN.replace(hour=0), precision="day"),
            False,
            id="coarser-claim-of-the-same-day",
        ),
        pytest.param(
            Moment(at=SEEN),
            Moment(at=SEEN - timedelta(hours=3), zone_known=False),
            False,
            id="zone-unknown",
        ),
    ],
)
def test_back_dating(old: Moment, new: Moment, expected: bool) -> None:
    found = kinds(article(published=old), article(published=new))
    assert (EditKind.BACK_DATED in found) == expected


def test_a_line_that_only_one_cleaning_knew_is_no_edit() -> None:
    promo = "Sign up here for our harbour letter, every Friday."
    old, new = article(f"{LEAD}\n\n{promo}"), article(LEAD, removed=(promo,))
    assert kinds(old, new) == []
    assert kinds(new, old) == []


def test_the_change_names_its_evidence() -> None:
    change = compare(article(), article(LEAD))
    assert (change.seen_at, change.raw_before, change.raw_after) == (SEEN, "raw", "raw")


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (Failure(url="u", code="http-410", message="", status=410), True),
        (Failure(url="u", code="http-404", message="", status=404), True),
        (Failure(url="u", code="http-503", message="", status=503), False),
        (Page(url="u", final_url="https://ferry.example/", body=b"", fetched_at=SEEN), True),
        (Page(url="u", final_url="https://ferry.example/en/", body=b"", fetched_at=SEEN), True),
        (
            Page(url="u", final_url="https://ferry.example/news/1-b", body=b"", fetched_at=SEEN),
            False,
        ),
    ],
    ids=["410", "404", "503", "front-page", "front-page-of-a-language", "moved"],
)
def test_deletion(answer: Page | Failure, gone: bool) -> None:
    assert (deletion(article(), answer) is not None) == gone


WORDS = ["Kyiv", "said", "“no”", "12", "people", "中国", "убиты", "reports,", "two."]
paragraphs = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=5).map(
    "\n\n".join
)


@settings(max_examples=60)
@given(paragraphs, paragraphs)
def test_compare_never_fails_and_equal_texts_have_no_edits(one: str, other: str) -> None:
    assert not compare(article(one), article(one)).substantial
    forth, back = compare(article(one), article(other)), compare(article(other), article(one))
    assert forth.substantial == back.substantial
