"""Pairs of texts and what they are to each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from ingest.dedupe import Decision, StoredText, decide, fingerprint
from ingest.model import RelationKind
from tests.dedupe.natural_news import CJK, LANGUAGES, News, furniture, written
from tests.dedupe.stream import Stream
from tests.dedupe.words import BANKS, CHINESE, ENGLISH, Bank

DAY = datetime(2026, 2, 3, 10, tzinfo=UTC)
STORY = "\n\n".join(Stream(50).paragraphs(ENGLISH, 8))
OTHER = "\n\n".join(Stream(51).paragraphs(ENGLISH, 8))


def stored(
    text: str, *, ref: str = "a1", published: datetime | None = DAY, publisher: str = "post"
) -> StoredText:
    made = fingerprint(text, published=published)
    return StoredText(
        ref=ref,
        shape=made.shape,
        content_hash=made.content_hash,
        published=published,
        publisher=publisher,
    )


def settle(
    text: str, *known: StoredText, published: datetime | None = DAY, publisher: str = "times"
) -> Decision:
    made = fingerprint(text, published=published)
    return decide(made, known, {}, ref="new", publisher=publisher)


def kind_of(decision: Decision) -> str:
    return str(decision.relations[0].kind) if decision.relations else "none"


HALF = STORY[: len(STORY) // 3]
REVISED = "\n\n".join(
    [
        *Stream(52).paragraphs(ENGLISH, 2),
        *STORY.split("\n\n")[1:],
        *Stream(53).paragraphs(ENGLISH, 1),
    ]
)


@pytest.mark.parametrize(
    ("text", "publisher", "expected"),
    [
        pytest.param(STORY.upper().replace("\n\n", " "), "times", "exact", id="re-spaced"),
        pytest.param(f"LISOVA, Feb 3 — {STORY}", "times", "copy", id="dateline"),
        pytest.param(REVISED, "times", "copy", id="edited-by-another-house"),
        pytest.param(REVISED, "post", "update-of", id="edited-by-the-same-house"),
        pytest.param(HALF, "times", "excerpt-of", id="excerpt"),
        pytest.param(f"{OTHER}\n\n{STORY}\n\n{OTHER[::-1]}", "times", "contains", id="round-up"),
        pytest.param(OTHER, "times", "none", id="another-story"),
    ],
)
def test_kinds(text: str, publisher: str, expected: str) -> None:
    assert kind_of(settle(text, stored(STORY), publisher=publisher)) == expected


def test_evidence_has_shares_of_both_sides() -> None:
    relation = settle(HALF, stored(STORY)).relations[0]
    assert (relation.a, relation.b) == ("new", "a1")
    assert relation.share_a > 0.95
    assert 0.25 < relation.share_b < 0.4
    assert "word sequences shared" in relation.evidence


def test_what_is_indexed() -> None:
    assert settle(OTHER, stored(STORY)).index
    assert not settle(f"{STORY} Ends.", stored(STORY)).index
    longer = settle(f"{STORY}\n\n{OTHER}", stored(STORY))
    assert longer.index
    assert 0.4 < longer.novel < 0.6


def test_a_round_up_contains_each_of_its_texts() -> None:
    decision = settle(f"{STORY}\n\n{OTHER}", stored(STORY), stored(OTHER, ref="a2"))
    assert {(r.b, r.kind) for r in decision.relations} == {("a1", "copy"), ("a2", "copy")} or {
        r.b for r in decision.relations
    } == {"a1", "a2"}
    assert not decision.index


BULLETIN = (
    "Grain prices at the Kesh terminal on {day} March. Wheat of the third class was sold at {a}"
    " crowns a tonne, barley at {b} crowns and maize at {c} crowns. The ferry carried {d} lorries"
    " and {e} passengers in {f} crossings, the harbour office said in its daily note to traders."
)
RATES = "Official rates for {day} March: dollar {a}, euro {b}."


@pytest.mark.parametrize("days", [0, 1, 5, None], ids=["same-day", "next-day", "later", "undated"])
@pytest.mark.parametrize("template", [BULLETIN, RATES], ids=["long", "flash"])
@pytest.mark.parametrize("publisher", ["post", "times"])
def test_an_issue_of_a_series_is_no_duplicate(
    template: str, publisher: str, days: int | None
) -> None:
    first = template.format(day=3, a=211, b=187, c=199, d=40, e=612, f=9)
    second = template.format(day=4, a=214, b=185, c=202, d=38, e=590, f=8)
    when = None if days is None else DAY + timedelta(days=days)
    found = settle(second, stored(first), published=when, publisher=publisher)
    assert kind_of(found) in ("same-series", "none")
    assert found.index


QUEUES = (
    "Queues at the crossing on {day} March\n\nBy nine o'clock {a} lorries stood in front of the gate on the "
    "way out, and drivers waited {b} hours. On the way in there were {c} of them.\n\n{news}\n\nThe second "
    "gate let {d} lorries out and {e} lorries in. Places can be booked on the site of the customs service."
)
FIRST = QUEUES.format(
    day=9, a=412, b=31, c=88, d=137, e=41, news="A crane fell on the scales; nobody was hurt."
)
NEXT = QUEUES.format(day=10, a=455, b=36, c=102, d=121, e=53, news="Snow closed the eastern lane.")


@pytest.mark.parametrize(
    ("publisher", "hours", "expected"),
    [("post", 24, "same-series"), ("post", 6, "none"), ("times", 24, "none")],
    ids=["next-day", "same-day", "other-house"],
)
def test_an_issue_that_shares_little_but_its_places_is_one_of_a_series(
    publisher: str, hours: int, expected: str
) -> None:
    decision = settle(
        NEXT,
        stored(FIRST, publisher="post"),
        publisher=publisher,
        published=DAY + timedelta(hours=hours),
    )
    assert kind_of(decision) == expected


def test_a_late_verbatim_excerpt_is_linked_and_a_late_look_alike_is_not() -> None:
    late = DAY + timedelta(days=60)
    assert kind_of(settle(HALF, stored(STORY), published=late)) == "excerpt-of"
    sentences = STORY.split(". ")
    scattered = ". ".join(
        sentence if n % 2 else Stream(60 + n).sentence(ENGLISH)
        for n, sentence in enumerate(sentences)
    )
    assert kind_of(settle(scattered, stored(STORY), published=late)) in ("same-series", "none")


@pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.language)
@pytest.mark.parametrize("start", [0.0, 0.33, 0.7])
def test_an_excerpt_of_a_seed_is_linked_in_any_surroundings(bank: Bank, start: float) -> None:
    seed = "\n\n".join(Stream(70).paragraphs(bank, 12))
    place = int(len(seed) * start)
    around = "\n\n".join(Stream(71).paragraphs(bank, 25))
    page = f"{around[: len(around) // 2]}\n\n{seed[place : place + 250]}\n\n{around[len(around) // 2 :]}"
    decision = settle(page, stored(seed, ref="seed:1"), published=DAY + timedelta(days=900))
    assert decision.original is None  # most of the page is its own
    relation = decision.relations[0]
    assert relation.kind is RelationKind.EXCERPT_OF
    assert relation.share_b > 0


PAGES = [
    *(
        n
        for language in LANGUAGES
        for n in written(language)
        if n.kind == "base" and len(n.text) > 600
    ),
    *(n for language in CJK for n in written(language) if n.kind == "base" and len(n.text) > 250),
]
OTHER_MARKS = str.maketrans(
    {"“": "«", "”": "»", '"': "„", "«": '"', "»": '"', "「": "『", "」": "』"}
)


def one_word_changed(passage: str, chance: Random, spaced: bool) -> str:
    words = passage.split(" ") if spaced else list(passage)
    words[chance.randrange(len(words))] = "otherwise" if spaced else "另"
    return (" " if spaced else "").join(words)


@pytest.mark.parametrize("news", PAGES, ids=lambda news: f"{news.language}-{news.ref}")
def test_an_excerpt_of_a_seed_is_linked_when_marks_lines_and_a_word_differ(news: News) -> None:
    chance, spaced = Random(news.ref), news.language not in CJK
    seed = stored(news.text, ref="seed:1")
    around = " ".join(furniture(news.language))
    for start in range(0, max(1, len(news.text) - 250), 60):
        passage = news.text[start : start + 250].translate(OTHER_MARKS)
        passage = one_word_changed(passage.replace(". ", ".\n"), chance, spaced)
        found = settle(f"{around}\n\n{passage}\n\n{around}", seed)
        assert found.relations, passage
        assert found.relations[0].kind is not RelationKind.SAME_SERIES, passage


SAID = " ".join(OTHER.replace("\n\n", " ").split(" ")[:70])
LEADS = tuple(" ".join(Stream(n).paragraphs(ENGLISH, 2)) for n in (120, 121))


@pytest.mark.parametrize(("ours", "theirs"), [("“”", "«»"), ('""', "„“"), ("»«", "「」")])
def test_reports_that_quote_one_speech_are_two_texts(ours: str, theirs: str) -> None:
    one, other = (
        f"{lead}\n\n{marks[0]}{SAID}{marks[1]}, the mayor said."
        for lead, marks in zip(LEADS, (ours, theirs), strict=True)
    )
    assert kind_of(settle(one, stored(other))) == "none"
    bare = f"{LEADS[0]}\n\n{SAID}, the mayor said."
    assert kind_of(settle(bare, stored(f"{LEADS[1]}\n\n{SAID}."))) != "none"


def test_a_text_that_is_a_quotation_is_a_part_of_what_quotes_it() -> None:
    speech = f"“{SAID}”"
    assert kind_of(settle(speech, stored(f"{LEADS[0]}\n\n{speech}\n\n{LEADS[1]}"))) == "excerpt-of"
    interview = f"{LEADS[0]}\n\n“{STORY}”"
    assert kind_of(settle(f"{LEADS[1]}\n\n“{STORY}”", stored(interview))) == "copy"


def test_background_that_opens_neither_story_makes_no_part() -> None:
    background = " ".join(SAID.split(" ")[:60])
    ends = tuple(" ".join(Stream(n).paragraphs(ENGLISH, 2)) for n in (122, 123))
    one, other = (
        f"{lead}\n\n{background}.\n\n{end}" for lead, end in zip(LEADS, ends, strict=True)
    )
    assert kind_of(settle(one, stored(other))) == "none"


@pytest.mark.parametrize(
    ("hours", "expected"), [(5, "contains"), (-5, "copy"), (None, "copy")],
    ids=["grown-later", "cut-later", "undated"],
)  # fmt: skip
def test_a_text_that_grew_around_another_contains_it(hours: int | None, expected: str) -> None:
    longer = "\n\n".join([STORY, *OTHER.split("\n\n")[:5]])
    when = None if hours is None else DAY + timedelta(hours=hours)
    assert kind_of(settle(longer, stored(STORY), published=when)) == expected


def test_advert_lines_between_the_lines_of_a_seed_do_not_hide_it() -> None:
    lines = [s for s in STORY.replace("\n\n", " ").split(". ") if s]
    page = "\nAdvertisement\n".join(lines[3:7])
    assert kind_of(settle(page, stored(STORY, ref="seed:1"))) == "excerpt-of"


def test_two_stories_in_one_frame_of_furniture_are_two() -> None:
    frame = [line + " Our harbour desk writes to you every week." for line in ENGLISH.furniture]
    one, two = (
        "\n\n".join([frame[0], *Stream(n).paragraphs(ENGLISH, 3), *frame[1:]]) for n in (80, 81)
    )
    assert kind_of(settle(one, stored(two), publisher="post")) in ("same-series", "none")


def test_known_furniture_counts_little() -> None:
    furniture = " ".join(ENGLISH.furniture * 1)
    one, two = (f"{furniture}\n\n{Stream(n).sentence(ENGLISH)}" for n in (90, 91))
    common = dict.fromkeys(fingerprint(furniture, published=None).shape.marks, 12)
    newcomer = fingerprint(one, published=None)
    assert decide(newcomer, [stored(two)], {}, publisher="x").relations
    assert not decide(newcomer, [stored(two)], common, publisher="x").relations


def test_short_texts_must_agree_as_a_whole() -> None:
    flash = "Ferry leaves Port Salme after strike ends"
    assert kind_of(settle(flash + "!", stored(flash))) == "exact"
    assert kind_of(settle("Ferry leaves Port Salme after storm", stored(flash))) == "none"


def test_chinese_copies_and_excerpts() -> None:
    story = "".join(Stream(95).paragraphs(CHINESE, 8))
    assert kind_of(settle("据新华社电，" + story, stored(story))) == "copy"
    assert kind_of(settle(story[80:200], stored(story))) == "excerpt-of"
    assert kind_of(settle("".join(Stream(96).paragraphs(CHINESE, 8)), stored(story))) == "none"
