"""Dates, names and systems that only the shown page or its mark-up tells."""

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from ingest.extract.people import persons
from ingest.extract.platform import platform_of
from ingest.extract.shown import shown_date
from tests.extract.pages import read

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("نُشر: الأحد 29 مارس 2026 - 10:00 ص", "2026-03-29T00:00"),
        ("2026年01月22日 17:10 来源：日报", "2026-01-22T17:10"),
        ("18-04-2026, 09:30", "2026-04-18T09:30"),
        ("П'ятниця, 7 серпня 2026, 12:15", "2026-08-07T12:15"),
        ("Publié le 27 avril 2026 à 18h02", "2026-04-27T18:02"),
        ("Updated: 3 May 2026 Published 1 May 2026", "2026-05-01T00:00"),
        ("Stand: 01.12.2025 21:12 Uhr", "2025-12-01T21:12"),
        ("23 lipca 2026, 19:05", "2026-07-23T19:05"),
        ("03/04/2026", ""),
        ("the 12 of 2026", ""),
    ],
)
def test_a_date_beside_the_headline_is_read(line: str, expected: str) -> None:
    tree = document_fromstring(f"<html><body><h1>Old bridge closed</h1><p>{line}</p></body></html>")
    moment = shown_date(tree, NOW)
    assert (moment.at.strftime("%Y-%m-%dT%H:%M") if moment else "") == expected


def test_the_calendar_in_the_masthead_is_no_date_of_publication() -> None:
    tree = document_fromstring("<html><body><p>December 1, 2026</p><h1>Old bridge closed</h1>")
    assert shown_date(tree, NOW) is None


def test_a_labelled_date_wins_over_one_that_stands_closer() -> None:
    html = "<h1>Old bridge closed</h1><p>24.04.2026</p><ul><li><b>Datum</b> 28.04.2026</li></ul>"
    moment = shown_date(document_fromstring(f"<html><body>{html}</body></html>"), NOW)
    assert moment is not None
    assert moment.at.day == 28


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "By Ann Example, Bo Sample and Cy Test Staff writers",
            ("Ann Example", "Bo Sample", "Cy Test"),
        ),
        ("Ann Example, Bo Sample, and Cy Test", ("Ann Example", "Bo Sample", "Cy Test")),
        ("윤가람 기자", ("윤가람",)),
        ("新山网", ()),
        ("해오름일보", ()),
        ("AP Auto", ()),
        ("Deutsche Stimme (www.stimme.example)", ()),
        ("كتب: سلمى الحداد", ("سلمى الحداد",)),
        ("Interview by Hugo Marsden", ("Hugo Marsden",)),
    ],
)
def test_persons(line: str, names: tuple[str, ...]) -> None:
    assert persons([line]) == names


@pytest.mark.parametrize(
    ("html", "system"),
    [
        ("<script src='/pf/dist/engine/react.js'></script>", "arc"),
        ("<meta name='Generator' content='Drupal 10'>", "drupal"),
        ("<script src='https://bloximages.x.example/a.js'></script>", "blox"),
        ("<div class='navigation navigator'>text</div>", ""),
    ],
)
def test_the_publishing_system_is_told_by_its_traces(html: str, system: str) -> None:
    assert (
        platform_of(document_fromstring(f"<html><head></head><body>{html}</body></html>")) == system
    )


def test_authors_that_only_scripts_name_are_read() -> None:
    paragraphs = ",".join(
        f'{{"type":"p","text":"{"The bridge is closed. " * 6}{n}"}}' for n in range(5)
    )
    script = f'window.S = {{"authors":[{{"name":"Ann Example"}}],"blocks":[{paragraphs}]}};'
    html = f"<html><head><title>Old bridge closed</title></head><body><script>{script}</script></body></html>"
    assert read(html).authors == ("Ann Example",)
