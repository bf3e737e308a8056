"""Vietnamese pages of before UTF-8: labelled rightly, wrongly or not at all."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from ingest.normalize.charset import decode_html

TONES = "\u0300\u0301\u0303\u0309\u0323"
TEXTS = [
    "Chính phủ Việt Nam hôm nay công bố kế hoạch phát triển kinh tế mới. Thủ tướng cho biết các bộ "
    "ngành phải hoàn thành trước cuối năm.",
    "Người dân thành phố Hồ Chí Minh đang chờ đợi tuyến tàu điện ngầm đầu tiên.",
    "Bộ Ngoại giao lên tiếng về tình hình Biển Đông và cuộc chiến tại Ukraina.",
]
OTHERS = {
    "windows-1252": "Não há informações sobre a situação: às três horas, São Paulo e Brasília estão "
    "sem eletricidade, e as ações caíram à noite. À margem da reunião, põem questões.",
    "windows-1250": "Příliš žluťoučký kůň úpěl ďábelské ódy, řekla včera vláda v Praze.",
    "windows-1254": "Dışişleri Bakanlığı açıklamasında görüşmelerin bugün sürdüğü bildirildi.",
}


def written(text: str) -> bytes:
    """Return *text* in windows-1258, where a tone is a character of its own."""
    done = b""
    for char in normalize("NFC", text):
        apart = normalize("NFD", char)
        tone = "".join(mark for mark in apart if mark in TONES)
        vowel = normalize("NFC", "".join(mark for mark in apart if mark not in TONES))
        done += (vowel + tone).encode("cp1258")
    return done


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("label", ["windows-1258", "", "iso-8859-1", "utf-8"])
def test_it_is_read_whatever_the_label_says(text: str, label: str) -> None:
    found, name = decode_html(written(text), f"text/html; charset={label}" if label else "")
    assert (normalize("NFC", found), name) == (text, "windows-1258")


@pytest.mark.parametrize("name", OTHERS)
def test_other_latin_scripts_are_not_taken_for_it(name: str) -> None:
    body = OTHERS[name].encode(name.replace("windows-", "cp"))
    assert decode_html(body)[1] == name
