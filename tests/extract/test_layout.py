"""Pages whose paragraphs are made of something else than ``<p>``."""

from __future__ import annotations

import pytest

from tests.extract.pages import PARAGRAPHS, lines, read

MENU = "<td><a href='/a'>Politics</a><br><a href='/b'>Trade</a><br>Weather</td>"
LATEST = (
    "<td><b>Latest</b><br><a href='/1'>Grain talks in the capital go into their second week with no "
    "end in sight</a><br><a href='/2'>Chess champion beats eleven rivals in an hour</a><br>Tenge</td>"
)
FORMS = {
    "table-and-br": f"<table><tr>{MENU}<td>{{}}</td>{LATEST}</tr></table>",
    "br-in-div": "<div class='l'>Latest<br>Weather<br>Chess</div><div>{}</div><div>Imprint</div>",
    "br-in-span": "<div><span>{}</span></div><div>Imprint</div>",
}


@pytest.mark.parametrize("form", FORMS)
def test_paragraphs_parted_by_breaks_are_read_without_the_menus_beside_them(form: str) -> None:
    text = "<br><br>".join(PARAGRAPHS)
    html = f"<html><head><title>Bridge</title></head><body>{FORMS[form].format(text)}</body></html>"
    assert lines(read(html)) == list(PARAGRAPHS)


def test_sections_of_spans_are_paragraphs() -> None:
    text = "".join(
        f"<section><span>{p}</span></section><section><br></section>" for p in PARAGRAPHS
    )
    html = f"<html><head><title>Bridge</title></head><body><div id='c'>{text}</div></body></html>"
    assert lines(read(html)) == list(PARAGRAPHS)


def test_a_table_of_figures_stays_a_table() -> None:
    rows = (
        "<table><tr><td>Oster</td><td>41.3</td></tr><tr><td>Marenne</td><td>27.0</td></tr></table>"
    )
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    html = f"<html><head><title>B</title></head><body><article>{text}{rows}</article></body></html>"
    assert [b.text for b in read(html).blocks if b.kind == "table"] == [
        "Oster | 41.3",
        "Marenne | 27.0",
    ]
