from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import ConfigError
from ingest.relevance import (
    Topic,
    Topics,
    judge,
    judge_all,
    judge_for,
    load_topic,
    load_topics,
)
from ingest.relevance.folding import fold

HEADLINES = [
    pytest.param("Moscow and Beijing sign pipeline deal", "en", "keep", id="pair-in-title"),
    pytest.param("MOSCOW AND BEIJING SIGN PIPELINE DEAL", "en", "keep", id="capitals"),
    pytest.param("Китай и Украина возобновили переговоры", "ru", "keep", id="russian"),
    pytest.param("中俄外长举行会谈", "zh", "keep", id="one-word-two-countries"),
    pytest.param("烏軍擊落多架俄軍無人機", "zh", "keep", id="traditional-characters"),
    pytest.param("Fighting in Bakhmut: brigade repels attack", "en", "keep", id="front-town-alone"),
    pytest.param("Ukraine beat China in Davis Cup tennis match", "en", "drop", id="sport"),
    pytest.param("Chicken Kiev with Chinese cabbage: a recipe", "en", "drop", id="dishes"),
    pytest.param("New coffee machine with a strong chin", "en", "drop", id="inside-words"),
    pytest.param("俄亥俄州与中国公司签约", "zh", "drop", id="ohio"),
    pytest.param("Police in Moscow, Idaho, meet Chinese students", "en", "drop", id="namesake"),
    pytest.param("Полиция провела спецоперацию в Рязани", "ru", "drop", id="police-operation"),
    pytest.param("Россия и Китай сыграют в финале турнира", "ru", "drop", id="russian-sport"),
    pytest.param("乌鲁木齐与苏梅岛开通旅游航线", "zh", "drop", id="characters-that-only-look-so"),
    pytest.param("", "", "drop", id="nothing"),
]


@pytest.mark.parametrize(("title", "language", "expected"), HEADLINES)
def test_a_headline_is_judged(topic: Topic, title: str, language: str, expected: str) -> None:
    relevance = judge(topic, title=title, text="", language=language)
    assert relevance.judgement == expected, relevance.reasons


def test_the_seeds_are_kept(topic: Topic, shared: Path) -> None:
    texts = sorted((shared / "seeds").glob("*.clean.txt"))
    assert texts
    for path in texts:
        relevance = judge(topic, title="", text=path.read_text("utf-8"), language="en")
        assert relevance.judgement == "keep", (path.name, relevance.reasons)


def test_a_name_of_another_language_only_does_not_count(topic: Topic) -> None:
    title = "Chin up: Rus and Rosa win"
    assert judge(topic, title=title, text="", language="en").hits == ()
    assert judge(topic, title="Rezydent Chin", text="", language="pl").hits != ()


@pytest.mark.parametrize(
    ("title", "language"),
    [
        pytest.param("Китай и Россия провели переговоры", "ru", id="russian"),
        pytest.param("Chiny i Rosja podpisały umowę o gazie", "pl", id="polish"),
        pytest.param("中俄举行会谈", "zh", id="chinese"),
    ],
)
def test_an_unknown_language_is_told_by_the_words_found(
    topic: Topic, title: str, language: str
) -> None:
    known = judge(topic, title=title, text="", language=language)
    assert judge(topic, title=title, text="", language="").judgement == known.judgement


def test_a_wrong_language_does_not_hide_the_topic(topic: Topic) -> None:
    title, text = "Россия и Китай обсудили поставки газа", "Переговоры прошли в Пекине."
    assert judge(topic, title=title, text=text, language="en").judgement == "keep"


def test_a_first_line_stands_in_for_a_missing_title(topic: Topic) -> None:
    line, text = "Moscow and Beijing sign deal", "It took a year. Neither side gave a price."
    untitled = judge(topic, title="", text=f"{line}\n{text}", language="en")
    assert untitled.score == judge(topic, title=line, text=text, language="en").score


OVENS = (
    "Nina lights her ovens at three, when the street is still and she can hear what flies. By seven the "
    "bread is gone. Some days a neighbour helps, some days a cousin comes from the next village, and on "
    "Sundays she sleeps until five. Her mother baked here, and her aunt sold what was baked. The counter is "
    "older than both, the scales are new, the calendar behind the till shows a month long over. "
)


def test_a_feature_may_begin_far_from_its_subject(topic: Topic) -> None:
    war = (
        "Soldiers pay too much. A drone hit the school, shelling took the depot, the brigade left."
    )
    peace = "Children pay too little. A storm hit the school, rain took the depot, the bus left."
    for ending, expected in ((war, True), (peace, False)):
        text = f"KRAMATORSK, {OVENS}\n\n{OVENS}\n\n{ending} The road to Sloviansk is long."
        relevance = judge(topic, title="The last bakery", text=text, language="en")
        assert (relevance.judgement == "keep") is expected, relevance.reasons


def test_money_at_home_does_not_imply_the_enemy(topic: Topic) -> None:
    title = "Водоканал у Полтаві просить підняти тариф"
    text = "Електроенергія в Україні подорожчала, кубометр води коштуватиме 59 гривень."
    assert judge(topic, title=title, text=text, language="uk").judgement != "keep"


def test_cues_in_the_lead_yield_to_many_words_of_the_struggle_below(topic: Topic) -> None:
    lead = (
        "They slept in a hotel in the suburbs and paid in cash for nine buckets of green paint. "
        * 6
    )
    court = "Russian military intelligence sent them: agents for sabotage and disinformation."
    relevance = judge(
        topic, title="Three men before the court", text=f"{lead}\n\n{court}", language="en"
    )
    assert not any(reason.startswith("cues") for reason in relevance.reasons), relevance.reasons


def test_another_war_in_the_headline_is_what_the_text_is_about(topic: Topic) -> None:
    text = "Thirteen members voted for it. Russia and China were against and called the vote void."
    here, there = "UN arms embargo is back as resolution fails", "UN arms embargo on Iran is back"
    judged = [judge(topic, title=title, text=text, language="en") for title in (here, there)]
    assert judged[0].score > 0.5 > judged[1].score, [one.reasons for one in judged]


def test_what_the_struggle_implies_is_not_named_by_the_way(topic: Topic) -> None:
    court = (
        "The arsonist burned a depot for Putin. Spies in Moscow paid the saboteur by telephone. "
    )
    talk = (
        "The pianist played a waltz for Putin. Guests in Moscow praised the musician by telephone. "
    )
    for opening, expected in ((court, True), (talk, False)):
        text = f"{opening * 6}\n\nThe goods were meant for Ukraine."
        relevance = judge(topic, title="Twelve years for a young man", text=text, language="en")
        assert any("neither in title nor lead" in one for one in relevance.reasons) is not expected


def test_a_country_named_once_in_a_long_text_is_named_by_the_way(topic: Topic) -> None:
    bank = "The Bank of Russia cut its rate, and lenders in Moscow cut what they pay on savings. "
    cars = (
        "Cucumbers and dentists grew dearer, eggs and {} cars cheaper, said the statistics office. "
    )
    lives = (
        "Pensioners count their deposits, builders count their buyers, and Samara counts both. "
        * 12
    )
    once = judge(
        topic, title="Rates fall", text=bank + cars.format("Chinese") + lives, language="en"
    )
    assert "China named once: ×0.5" in once.reasons
    twice = f"{bank}{cars.format('Chinese')}Beijing's banks wait. {lives}"
    often = judge(topic, title="Rates fall", text=twice, language="en")
    assert often.score > once.score


def test_one_sentence_that_names_both_in_passing_is_not_enough(topic: Topic) -> None:
    passing = "The budget passed at dawn. Aid for Ukraine and trade with China stay as they are."
    carried = "Ukraine asked for a deal on grain. China named its price on Monday."
    judgements = [
        judge(topic, title="A long night", text=text, language="en").judgement
        for text in (passing, carried)
    ]
    assert judgements[0] != "keep"
    assert judgements[1] == "keep"


def test_regional_language_tags_are_understood(topic: Topic) -> None:
    plain = judge(topic, title="中俄举行会谈", text="", language="zh")
    assert judge(topic, title="中俄举行会谈", text="", language="zh-Hant-TW") == plain


def test_several_topics_are_judged_as_each_alone(topic: Topic) -> None:
    other = Topic(topic.file.model_copy(update={"key": "other"}))
    document = {"title": "Xi meets Putin", "text": "Beijing hosts Moscow.", "language": "en"}
    together = judge_all(Topics([topic, other]), **document)
    assert together == (judge(topic, **document), judge(other, **document))


FERRIES = """
key = "ferries"
title = "Ferries between two islands"
[countries]
ku = "Kulusuk"
ta = "Tasiilaq"
[score]
SCORE
[[context]]
key = "sea"
kind = "topic"
[context.words]
da = ["færge*", "havn*"]
[[entity]]
key = "Kulusuk"
countries = { ku = 1.0 }
names.da = { find = ["Kulusuk*"], hits = ["Kulusuk."] }
[[entity]]
key = "Tasiilaq"
countries = { ta = 1.0 }
names.da = { find = ["Tasiilaq*"], hits = ["Tasiilaq."] }
"""


def test_topics_of_other_languages_do_not_disturb_each_other(
    topic: Topic, root: Path, tmp_path: Path
) -> None:
    shipped = (root / "config" / "topic.toml").read_text("utf-8")
    score = shipped.partition("[score]\n")[2].partition("\n\n")[0]
    path = tmp_path / "ferries.toml"
    path.write_text(FERRIES.replace("SCORE", score), "utf-8")
    ferries = load_topic(path)
    both = Topics([topic, ferries])
    sea = {"title": "Færgen fra Kulusuk til Tasiilaq er aflyst", "text": "Havnen er lukket."}
    war = {"title": "Путин и Си обсудили войну на Украине", "text": "Встреча прошла в Пекине."}
    for document, language, kept in ((sea, "da", "ferries"), (war, "ru", topic.key)):
        together = judge_all(both, **document, language=language)
        alone = tuple(judge(one, **document, language=language) for one in (topic, ferries))
        assert together == alone
        assert [r.topic for r in together if r.judgement == "keep"] == [kept]


def test_the_topic_that_claims_a_text_most_speaks_for_it(topic: Topic) -> None:
    cooler = topic.file.model_copy(update={"key": "again"})
    both = Topics([topic, Topic(cooler)])
    war = {"title": "Путин и Си обсудили войну на Украине", "text": "Встреча прошла в Пекине."}
    found = judge_for(both, **war, language="ru")
    assert (found.judgement, found.topic, found.also) == ("keep", topic.key, ("again",))
    nothing = judge_for(both, title="Soup", text="Boil it.", language="en")
    assert (nothing.judgement, nothing.also) == ("drop", ())


def test_two_topics_of_one_key_are_refused(topic: Topic) -> None:
    with pytest.raises(ValueError, match="same key"):
        Topics([topic, topic])


def test_a_further_topic_is_a_file(root: Path, tmp_path: Path) -> None:
    shipped = (root / "config" / "topic.toml").read_text("utf-8")
    (tmp_path / "topic.toml").write_text(shipped, "utf-8")
    shutil.copytree(root / "config" / "topic", tmp_path / "topic")
    (tmp_path / "topics").mkdir()
    further = tmp_path / "topics" / "ferries.toml"
    score = shipped.partition("[score]\n")[2].partition("\n\n")[0]
    further.write_text(FERRIES.replace("SCORE", score), "utf-8")
    assert [topic.key for topic in load_topics(tmp_path).topics][1:] == ["ferries"]
    further.write_text(shipped, "utf-8")
    shutil.copytree(root / "config" / "topic", tmp_path / "topics" / "ferries")
    with pytest.raises(ConfigError, match=r"ferries\.toml.*another topic's"):
        load_topics(tmp_path)


NAMES = (
    "Россия",
    "Кита\u0438\u0306",
    "Ukra\u00adine",
    "Kiev",
    "俄军",
    "中俄",
    "موسكو",
    "Xi Jinping",
)
OTHERS = ("\n", "war", "match", "chicken Kiev", "Moscow, Idaho", "İ", "ﬁ", "x", ".", "\u0301")
PIECES = st.sampled_from(NAMES + OTHERS)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=15).map(" ".join)


@given(title=TEXTS, text=TEXTS, language=st.sampled_from(["en", "ru", "zh", "ar", "xx", ""]))
@settings(max_examples=120, deadline=None)
def test_any_text_gets_a_judgement_with_reasons_and_true_spans(
    topic: Topic, title: str, text: str, language: str
) -> None:
    relevance = judge(topic, title=title, text=text, language=language)
    limits = topic.file.score
    expected = (
        "keep"
        if relevance.score >= limits.keep
        else "review"
        if relevance.score >= limits.review
        else "drop"
    )
    assert relevance.judgement == expected
    assert 0 <= relevance.score <= 1
    assert len(relevance.reasons) >= 2
    assert relevance.rules_version == topic.version
    whole = f"{title}\n{text}"
    for hit in relevance.hits:
        assert fold(whole[hit.start : hit.end]).lower == hit.matched.lower()
