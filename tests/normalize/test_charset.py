"""Text comes out right whatever header, document and bytes say about its charset."""

from __future__ import annotations

import codecs
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.normalize.charset import decode_html

RU = "Сегодня утром министр заявил, что переговоры продолжатся. «Мы готовы», — сказал он в Туле."
PLAIN = "Сегодня утром министр заявил, что переговоры продолжатся. Мы готовы, сказал он в Туле."
UK = "Сьогодні вранці міністр заявив, що переговори триватимуть. Їх підтримує Європа, її голос твердий."
ZH = "发言人在记者会上表示，两国将继续推动合作。他说，会谈取得了积极成果，下一轮将在上海举行。"
TW = "發言人在記者會上表示，兩國將繼續推動合作。他說，會談取得了積極成果，下一輪將在臺北舉行。"
FR = "Le président a déclaré hier que l’été serait décisif – « nous sommes prêts », a-t-il dit à Genève."
TEXTS = {
    "cp1251": RU, "koi8-r": PLAIN, "cp866": PLAIN, "iso8859-5": PLAIN, "koi8-u": UK, "gb18030": ZH, "gbk": ZH,
    "big5": TW, "cp1252": FR, "utf-8": RU + ZH, "utf-16-le": RU, "utf-16-be": ZH,
    "utf-32-le": UK, "utf-32-be": ZH,
}  # fmt: skip


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{text[:30]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    "header", ["", "text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"]
)
@pytest.mark.parametrize("codec", TEXTS)
def test_a_silent_or_lying_header_does_no_harm(codec: str, header: str) -> None:
    document = page(TEXTS[codec])
    assert decode_html(document.encode(codec), header)[0] == document


@pytest.mark.parametrize(
    "lie", ["windows-1251", "gbk", "koi8-r", "utf-16", "shift_jis", "x-no-such-charset"]
)
@pytest.mark.parametrize("codec", ["cp1251", "koi8-u", "cp1252", "gb18030", "utf-8"])
def test_a_wrong_claim_in_the_document_does_no_harm(codec: str, lie: str) -> None:
    document = page(TEXTS[codec], f'<meta charset="{lie}">')
    assert decode_html(document.encode(codec))[0] == document


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        pytest.param(codecs.BOM_UTF8, "utf-8", "utf-8", id="utf-8"),
        pytest.param(codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le", id="utf-16-le"),
        pytest.param(codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be", id="utf-16-be"),
    ],
)
def test_a_byte_order_mark_outweighs_every_claim(mark: bytes, codec: str, name: str) -> None:
    document = page(RU, '<meta charset="koi8-r">')
    body = mark + document.encode(codec)
    assert decode_html(body, "text/html; charset=windows-1251") == (document, name)


@pytest.mark.parametrize(
    ("declaration", "codec"),
    [
        pytest.param('<meta charset="windows-1254">', "cp1254", id="meta"),
        pytest.param("<META CHARSET=Windows-1254 />", "cp1254", id="meta-shouted-unquoted"),
        pytest.param(
            '<meta content="text/html; charset=windows-1254" http-equiv="Content-Type">',
            "cp1254",
            id="http-equiv",
        ),
        pytest.param(
            '<!-- <meta charset="koi8-r"> --><meta charset="windows-1254">',
            "cp1254",
            id="after-a-comment",
        ),
        pytest.param(
            '<meta name="x" content="charset=koi8-r"><meta charset="windows-1254">',
            "cp1254",
            id="after-another-meta",
        ),
        pytest.param('<?xml version="1.0" encoding="iso-8859-9"?>', "cp1254", id="xml"),
        pytest.param(
            "<?xml version='1.0' encoding='ISO-8859-9' standalone='yes'?>",
            "cp1254",
            id="xml-single-quotes",
        ),
    ],
)
def test_declarations_are_found(declaration: str, codec: str) -> None:
    document = declaration + "<p>İstanbul'da görüşmeler sürüyor, dışişleri açıkladı.</p>"
    assert decode_html(document.encode(codec)) == (document, "windows-1254")


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        pytest.param("gb2312", "gb18030", "镕基㐂的", id="gb2312-means-gb18030"),
        pytest.param("latin1", "cp1252", "“quoted” – €5", id="latin-1-means-windows-1252"),
        pytest.param("ks_c_5601-1987", "cp949", "똠방각하 서울에서 회담", id="korean-means-cp949"),
        pytest.param("sjis", "cp932", "①東京で会談が行われた", id="shift-jis-means-cp932"),
        pytest.param("euc-jp", "euc-jp", "東京で会談が行われた", id="euc-jp"),
        pytest.param("windows-1253", "cp1253", "Η συνάντηση έγινε στην Αθήνα", id="greek"),
        pytest.param("iso-2022-jp", "iso-2022-jp", "東京で会談", id="iso-2022-jp"),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, codec: str, text: str) -> None:
    assert decode_html(text.encode(codec), f"text/html; charset={label}")[0] == text


def test_ukrainian_letters_survive_a_russian_label() -> None:
    assert decode_html(UK.replace("ґ", "").encode("koi8-u"), "text/html; charset=koi8-r") == (
        UK,
        "koi8-u",
    )


def test_one_broken_sequence_does_not_turn_a_page_into_another_charset() -> None:
    body = page(RU).encode() + b"\xd0 <p>"
    assert decode_html(body) == (page(RU) + "Р <p>", "utf-8")


def test_two_characters_of_a_double_byte_charset_may_look_like_utf_8() -> None:
    accident = "学习".encode("gbk")  # whatever it is in UTF-8, the claim decides
    assert decode_html(accident, "text/html; charset=gbk")[0] == "学习"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x1b$B" + b"!!" * 2_000_000, id="endless-line-of-kanji"),
        pytest.param("ж".encode().decode("latin-1").encode() * 500_000, id="encoded-twice"),
        pytest.param(b"<!--<meta charset=" * 200_000, id="comments"),
    ],
)
def test_telling_the_charset_of_megabytes_takes_little_memory(body: bytes) -> None:
    """Searching the first once cost 600 MiB: the search remembered every pair of bytes."""
    tracemalloc.start()
    decode_html(body, "text/html; charset=koi8-r")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * len(body)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=\u00e9", "charset="]),
)
def test_any_bytes_become_text(body: bytes, content_type: str) -> None:
    text, name = decode_html(body, content_type)
    assert isinstance(text, str)
    assert name


@given(st.text(min_size=1).filter(lambda t: t[0] != "\ufeff"))
def test_marked_utf_8_always_comes_back(text: str) -> None:
    assert decode_html(codecs.BOM_UTF8 + text.encode())[0] == text


@given(
    st.text(
        alphabet=st.characters(
            min_codepoint=0x20, max_codepoint=0x10FFFF, exclude_categories=["Cs"]
        ),
        min_size=8,
    )
)
def test_utf_8_with_its_label_always_comes_back(text: str) -> None:
    expected = text.removeprefix("\ufeff")
    assert decode_html(text.encode(), "text/html; charset=utf-8")[0] == expected


ARABIC = "أعادت السلطات يوم الأحد فتح الميناء أمام السفن التجارية بعد إغلاق دام أسبوعين"


@pytest.mark.parametrize("codec", ["cp1256", "iso8859_6"])
@pytest.mark.parametrize("label", ["", "text/html; charset=iso-8859-1", "text/html; charset=utf-8"])
def test_arabic_is_read_whatever_the_label_says(codec: str, label: str) -> None:
    assert decode_html(f"<p>{ARABIC}</p>".encode(codec), label)[0] == f"<p>{ARABIC}</p>"


def test_a_foreign_byte_in_a_utf_8_page_is_read_as_windows_1252() -> None:
    body = "<p>Das Gerät läuft länger.</p>".encode() + b"<p>caf\xe9</p>"
    for label in ("", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"):
        assert decode_html(body, label)[0] == "<p>Das Gerät läuft länger.</p><p>café</p>"


def test_a_page_cut_within_a_character_ends_before_it() -> None:
    text = "Das Gerät läuft länger, während die Wärme über die Flügel ausströmt und später verdämmert: ä"
    assert decode_html(text.encode()[:-1], "text/html; charset=utf-8")[0] == text[:-1]
