"""The language of a text, by script, letters and statistics."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.normalize.language import detect_language

ENGLISH = (
    "The council met on Tuesday evening and decided that the old bridge would be closed in spring."
)
GERMAN = (
    "Der Rat hat am Dienstag beschlossen, dass die alte Brücke im Frühjahr gesperrt werden soll."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(ENGLISH, "en", id="en"),
        pytest.param(GERMAN, "de", id="de"),
        pytest.param(
            "Le conseil a décidé mardi soir que le vieux pont sera fermé au printemps.",
            "fr",
            id="fr",
        ),
        pytest.param(
            "El consejo decidió el martes que el puente viejo se cerrará en primavera.",
            "es",
            id="es",
        ),
        pytest.param("Совет решил во вторник, что старый мост будет закрыт весной.", "ru", id="ru"),
        pytest.param(
            "Рада вирішила у вівторок, що старий міст буде закрито навесні.", "uk", id="uk"
        ),
        pytest.param(
            "Савет вырашыў у аўторак, што стары мост будзе зачынены ўвесну.", "be", id="be"
        ),
        pytest.param("Съветът реши във вторник, че старият мост ще бъде затворен.", "bg", id="bg"),
        pytest.param("Савет је одлучио да ће стари мост бити затворен. Људи ћуте.", "sr", id="sr"),
        pytest.param("市议会星期二决定，旧桥将在春天关闭。", "zh", id="zh"),
        pytest.param("市議会は火曜日、古い橋を春に閉鎖することを決めた。", "ja", id="ja"),
        pytest.param("시의회는 화요일 오래된 다리를 봄에 폐쇄하기로 결정했다.", "ko", id="ko"),
        pytest.param("قرر المجلس يوم الثلاثاء إغلاق الجسر القديم في الربيع.", "ar", id="ar"),
        pytest.param("شورا روز سه‌شنبه تصمیم گرفت که پل قدیمی در بهار بسته شود.", "fa", id="fa"),
        pytest.param("המועצה החליטה ביום שלישי לסגור את הגשר הישן באביב.", "he", id="he"),
        pytest.param("Το συμβούλιο αποφάσισε να κλείσει την παλιά γέφυρα.", "el", id="el"),
        pytest.param("12:30 — 14:45", "", id="no-letters"),
        pytest.param("", "", id="empty"),
    ],
)
def test_detects(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        pytest.param(ENGLISH, "de-DE", "en", id="a-long-text-beats-a-lying-attribute"),
        pytest.param("Talks", "en-GB", "en", id="a-short-one-needs-the-hint"),
        pytest.param("東京で会議", "zh", "ja", id="kana-beats-the-hint"),
        pytest.param("Президент України заявив", "ru", "uk", id="letters-beat-the-hint"),
        pytest.param("Президент", "bg", "bg", id="the-hint-decides-where-letters-cannot"),
        pytest.param("Президент", "en", "ru", id="a-hint-of-another-script-is-ignored"),
    ],
)
def test_hint(text: str, hint: str, language: str) -> None:
    assert detect_language(text, hint) == language


@settings(max_examples=100)
@given(st.text(), st.text(max_size=8))
def test_any_input_gives_a_code_or_nothing(text: str, hint: str) -> None:
    language = detect_language(text, hint)
    assert language == "" or (language.isascii() and language.islower() and len(language) in (2, 3))
