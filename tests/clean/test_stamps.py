"""Which lines are stamps, and what they say."""

from __future__ import annotations

import pytest

from ingest.clean import CleaningRules
from ingest.clean.lines import match_form
from ingest.clean.stamps import read_stamp


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        pytest.param("Updated: February 9, 2024, 1:30 PM", "", "2024-02-09 13:30", id="en"),
        pytest.param("Last updated at 12:05 AM, 9 Feb 2024", "", "2024-02-09 00:05", id="midnight"),
        pytest.param("Published 9 February 2024", "2024-02-09 00:00", "", id="en-day"),
        pytest.param("Stand: 09.02.2024, 06:00 Uhr", "2024-02-09 06:00", "", id="de"),
        pytest.param("Mis à jour le 9 février 2024 à 13h30", "", "2024-02-09 13:30", id="fr"),
        pytest.param("9 de febrero de 2024", "2024-02-09 00:00", "", id="es"),
        pytest.param("Обновлено 9 февраля 2024, 13:30", "", "2024-02-09 13:30", id="ru"),
        pytest.param("Оновлено: 9 лютого 2024 р. о 13:30", "", "2024-02-09 13:30", id="uk"),
        pytest.param("发布时间：2024年2月9日 13:30", "2024-02-09 13:30", "", id="zh"),
        pytest.param("آخر تحديث: 9 فبراير 2024", "", "2024-02-09 00:00", id="ar"),
        pytest.param("2024-02-09 13:30", "2024-02-09 13:30", "", id="iso"),
        pytest.param("13/02/2024", "2024-02-13 00:00", "", id="day-first-for-sure"),
        pytest.param("03/02/2024", "", "", id="day-or-month-first-unknown"),
        pytest.param("Updated 3 hours ago", "", "", id="relative"),
        pytest.param("Updated 31 February 2024", "", "", id="no-such-day"),
    ],
)
def test_a_stamp_says(line: str, published: str, updated: str, rules: CleaningRules) -> None:
    stamp = read_stamp(match_form(line), rules.stamps)
    assert stamp is not None
    said = [f"{m.at:%Y-%m-%d %H:%M}" if m else "" for m in (stamp.published, stamp.updated)]
    assert said == [published, updated]


@pytest.mark.parametrize(
    "line",
    [
        "The port closed on 9 February 2024",
        "March 2024",
        "2024",
        "Monday",
        "Updated maps",
        "In May 2023, 40 ships",
        "9 May 2023: the fall of the wall",
        "1 2 3 4 5 6 7 8 9",
    ],
)
def test_not_a_stamp(line: str, rules: CleaningRules) -> None:
    assert read_stamp(match_form(line), rules.stamps) is None
