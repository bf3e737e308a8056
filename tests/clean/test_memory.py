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
    seen_lines,
    with_family,
)
from ingest.model import Extraction, RemovedLine

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


# ── what memory must never do ────────────────────────────────────────────────────────────────


def bulletin(day: int) -> list[str]:
    """Return one morning's report: the same sentences every day, with other numbers."""
    return [
        f"За минулу добу на фронті відбулося {90 + day} бойових зіткнень.",
        f"Авіація противника завдала {40 + 3 * day} ударів по позиціях наших військ.",
        "На північному напрямку активних дій противник не проводив.",
        f"На східному напрямку відбито {11 + day} атак поблизу трьох населених пунктів.",
        "Найбільш напруженою залишається обстановка на південному напрямку.",
        f"Танки: {7000 + day}",
        f"Гармати: {19000 + 2 * day}",
        f"Літаки: {360 + day}",
        f"Безпілотники: {12000 + 40 * day}",
        f"Генератори, надані громадам за добу, на {day} число: {30 + day} одиниць.",
        SLOGAN,
    ]


def test_a_template_bulletin_keeps_its_body(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    """Learned whole, because nobody recognised the series: only the furniture goes."""
    memory = memory_of(learn([bulletin(day) for day in range(20)], when=NOW).values(), now=NOW)
    today = bulletin(25)
    outcome = clean(extraction(today), rules, memory=memory)
    assert [block.text for block in outcome.kept] == today[:-1]
    assert [line.line for line in outcome.removed] == [SLOGAN]


def test_what_a_house_says_of_itself_below_the_text_goes(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    standing = "The Beacon was founded by three pilots and still belongs to their grandchildren."
    memory = memory_of(learn(articles(3, standing), when=NOW).values(), now=NOW)
    text = [
        "Seven ships were waiting outside the harbour when the wind turned on Monday night.",
        "Nobody had expected the storm to last into the morning, the oldest pilot said.",
        "By noon the first of them had been brought in, and the others followed before dark.",
    ]
    known = extraction([*text, standing], site_name="The Beacon")
    assert [line.line for line in clean(known, rules, memory=memory).removed] == [standing]
    woven_in = extraction([text[0], standing, *text[1:]], site_name="The Beacon")
    assert clean(woven_in, rules, memory=memory).removed == ()


BACKGROUND = {
    "en": [
        "Russia launched its full-scale invasion of Ukraine in February 2022.",
        "Moscow denies deliberately targeting civilians.",
        "The ministry did not immediately respond to a request for comment.",
    ],
    "ru": [
        "Россия начала полномасштабное вторжение в феврале 2022 года.",
        "Москва отрицает удары по гражданским объектам.",
        "Независимого подтверждения этой информации нет.",
    ],
    "uk": [
        "Росія розпочала повномасштабне вторгнення 24 лютого 2022 року.",
        "Інформація про постраждалих уточнюється.",
        "Нагадаємо, переговори завершилися без результату.",
    ],
    "zh": [
        "俄罗斯于2022年2月对乌克兰发动全面入侵。",
        "中方一贯主张通过对话谈判解决危机。",
        "俄方否认袭击平民。",
    ],
    "ar": [
        "بدأت روسيا غزوها الشامل في فبراير 2022.",
        "تنفي موسكو استهداف المدنيين.",
        "لم يصدر تعليق فوري.",
    ],
}


@pytest.mark.parametrize("place", ["head", "inside", "tail"])
@pytest.mark.parametrize("language", BACKGROUND)
def test_the_background_of_a_long_war_is_text_however_often_it_is_told(
    language: str, place: str, rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    background = BACKGROUND[language]
    seen = [[*articles(5)[n], *background] for n in range(5)]
    memory = memory_of(learn(seen, when=NOW).values(), now=NOW)
    text = [
        "Seven ships were waiting outside the harbour when the wind turned on Monday night.",
        "Nobody had expected the storm to last into the morning, the oldest pilot said.",
        "By noon the first of them had been brought in, and the others followed before dark.",
    ]
    at = {"head": 0, "inside": 2, "tail": 3}[place]
    lines = [*text[:at], *background, *text[at:], SLOGAN]
    outcome = clean(extraction(lines), rules, memory=memory)
    assert [line.line for line in outcome.removed] == [SLOGAN]


def test_a_house_s_habitual_question_stays_above_its_answer(
    rules: CleaningRules, extraction: Callable[..., Extraction]
) -> None:
    question = "## Why does it matter?"
    memory = memory_of(learn(articles(3, question[3:]), when=NOW).values(), now=NOW)
    text = [
        "Seven ships were waiting outside the harbour when the wind turned on Monday night.",
        question,
        "Without the grain on board the mills upriver would have stood still for a week.",
    ]
    assert clean(extraction(text), rules, memory=memory).removed == ()


def test_what_memory_removed_is_still_counted() -> None:
    removed = RemovedLine(
        position=1, line=SLOGAN, stage="memory", rule="site-memory", rule_class="learned"
    )
    other = replace(removed, line="Advertisement", stage="clean")
    assert list(seen_lines("One.\n\nTwo.", [removed, other])) == ["One.", "Two.", SLOGAN]


# ── sister titles ────────────────────────────────────────────────────────────────────────────

BOXES = [
    "Around the bay this week",
    "The tide table for today",
    "Notices from the parish pump",
    "Pick of the week from our pier",
]


def test_a_new_title_borrows_the_labels_of_a_sister() -> None:
    sister = list(learn([[*articles(3)[n], *BOXES] for n in range(3)], when=NOW).values())
    shown = set(article_keys(["A first story.", *BOXES[:3]]))
    memory = with_family([], shown, {"beacon": sister}, now=NOW)
    assert memory_keys(BOXES[3])[0] in memory.keys


def test_agency_prose_makes_no_relatives_and_is_not_lent() -> None:
    background = [f"Talks on grain number {n} began in spring and have failed twice since then."
                  for n in "abcd"]  # fmt: skip
    other = list(learn([background] * 3, when=NOW).values())
    assert with_family([], set(article_keys(background)), {"wire": other}, now=NOW).keys == set()


def test_what_was_revoked_here_is_not_borrowed() -> None:
    sister = list(learn([[*articles(3)[n], *BOXES] for n in range(3)], when=NOW).values())
    key = memory_keys(BOXES[3])[0]
    veto = LineCount(
        key=key, articles=0, first_seen=NOW, last_seen=NOW, example=BOXES[3], revoked=True
    )
    memory = with_family([veto], set(article_keys(BOXES)), {"beacon": sister}, now=NOW)
    assert key not in memory.keys
    assert memory_keys(BOXES[0])[0] in memory.keys
