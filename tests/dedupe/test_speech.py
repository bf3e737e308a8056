"""Direct speech is told by its marks, in every style, and costs no token."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dedupe import fingerprint
from ingest.dedupe.speech import CLOSE, OPEN, with_speech_marked
from ingest.dedupe.tokens import normalized, spoken_words, words_of


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param("<«Да, — сказал он, — „Заря“ наша»>, и ушёл.", id="nested"),
        pytest.param("<»Ja«>, sagte er. <»Nein.«>", id="german-books"),
        pytest.param("<„Ja“>, sagte er. <„Nie”>", id="german-polish"),
        pytest.param("<”Vi går”>, sade han.", id="swedish"),
        pytest.param("<« Oui, dit-il »> et plus.", id="french"),
        pytest.param("中方称<“我们‘愿意’谈”>，又说<「好」>。", id="chinese"),
        pytest.param('قال <"نعم"> ثم <«لا»>', id="arabic"),
        pytest.param("<'The workers' plan won't stop,'> he said.", id="british"),
        pytest.param("The workers' rights, the '90s", id="apostrophes"),
        pytest.param('A 5" pipe and a 6" hose', id="inches"),
        pytest.param('<"We go.>\n\n<"We stay,"> he said.', id="over-paragraphs"),
        pytest.param('He said <"go.>\n\nThey went.', id="never-closed"),
        pytest.param("<— Где? — спросил он.>\n\nТам.", id="dialogue"),
        pytest.param("<- Мы тут, - сказал он.>", id="dialogue-with-hyphens"),
        pytest.param("- Russia struck Odesa", id="a-list-is-no-dialogue"),
    ],
)
def test_speech_is_found(shown: str) -> None:
    marked = with_speech_marked(shown.replace("<", "").replace(">", ""))
    assert marked.replace(OPEN, "<").replace(CLOSE, ">") == shown


@settings(max_examples=200)
@given(st.text(alphabet="aб中1 ,.—-\n«»„“”\"'‘’「」é\u0301", max_size=60))
def test_marking_speech_changes_no_token(text: str) -> None:
    marked = normalized(with_speech_marked(text))
    assert spoken_words(marked)[0] == words_of(normalized(text))


def test_a_shape_knows_which_of_its_marks_were_said() -> None:
    made = fingerprint('He said: "We will not go this year." Then they all left.', published=None)
    assert made.shape.speech == ((2, 6),)
    assert made.shape.said == set(made.shape.order[2:6])
