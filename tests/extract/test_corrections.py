"""Correction notices become a field, and stay in the text where they stand in the text."""

import json

import pytest

from ingest.extract.corrections import is_correction
from tests.extract.pages import article, body, lines, read

NOTICE = (
    "Correction: An earlier version of this article gave the wrong number of piers. There are four."
)


@pytest.mark.parametrize(
    "line",
    [
        NOTICE,
        "This article was amended on 4 May 2026 to correct the name of the bridge.",
        "Clarification, 4 May 2026: The council meets on Mondays, not on Tuesdays.",
        "Editor’s note: this story has been updated to reflect the council’s answer.",
        "• This article was corrected on 3 March 2026. The pier is 40 metres tall, not 14.",
        "Уточнение: в первоначальной версии новости было указано неверное число опор.",
        "Виправлено: у попередній версії тексту кількість опор була вказана неправильно.",
        "更正：此前版本将桥墩数量误写为五个，现更正为四个。",
        "Anm. d. Red.: In einer früheren Version hieß es, die Brücke habe drei Pfeiler.",
        "Rectificatif : le pont compte quatre piles, et non trois comme nous l’avions écrit.",
        "Fe de errores: el puente tiene cuatro pilares y no tres, como se publicó.",
        "تصحيح: يبلغ عدد أعمدة الجسر أربعة وليس ثلاثة كما ورد.",
        "Sprostowanie: most ma cztery filary, a nie trzy, jak podaliśmy wcześniej.",
        "Düzeltme: Köprünün üç değil dört ayağı olduğu anlaşılmıştır.",
    ],
)  # fmt: skip
def test_notices_are_known_by_their_words(line: str) -> None:
    assert is_correction(line)


@pytest.mark.parametrize(
    "line",
    [
        "The correction in share prices went on for a third day, traders said.",
        "Editors noted that the council had not answered their questions.",
        "The ministry corrected its forecast for growth to two per cent.",
        "Поправка к закону о мостах принята в первом чтении, сообщил депутат.",
        "An earlier version of the bridge stood there for three hundred years.",
    ],
)
def test_news_about_corrections_is_none(line: str) -> None:
    assert not is_correction(line)


def test_a_notice_in_the_body_is_read_and_stays() -> None:
    extraction = read(article(body() + f"<p><em>{NOTICE}</em></p>"))
    assert extraction.corrections == (NOTICE,)
    assert NOTICE in lines(extraction)


def test_a_notice_that_only_its_box_names_is_read() -> None:
    extraction = read(
        article(body() + "<div class='c-corrections'><p>The pier is 40 metres tall.</p></div>")
    )
    assert extraction.corrections == ("The pier is 40 metres tall.",)


def test_a_notice_in_the_data_is_read() -> None:
    data = {
        "@type": "NewsArticle",
        "headline": "Old bridge closed",
        "correction": [{"@type": "CorrectionComment", "text": "The pier is 40 metres tall."}],
    }
    head = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
    assert read(article(head=head)).corrections == ("The pier is 40 metres tall.",)


def test_a_notice_beside_another_article_is_not_ours() -> None:
    aside = f"<aside class='related'><p>{NOTICE}</p></aside>"
    assert read(article(body()) + aside).corrections == ()


def test_a_page_without_notices_has_none() -> None:
    assert read(article()).corrections == ()
