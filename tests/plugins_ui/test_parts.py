"""The pure parts of the pages, over any input."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from newsdesk.diff import differences
from newsdesk.funnel import funnel
from newsdesk.marking import marked_lines

from ingest.model import Outcome

PARAGRAPHS = st.lists(st.text(alphabet="ab мир中 .,", min_size=1, max_size=30), max_size=6)


@given(st.dictionaries(st.sampled_from(list(Outcome)), st.integers(0, 500)))
def test_what_a_run_lost_and_what_is_left_add_up(total: dict[Outcome, int]) -> None:
    steps = funnel(total)
    assert steps[0].count == sum(total.values())
    for before, after in pairwise(steps):
        assert before.count == after.count + sum(count for _, count in after.lost)
    new = (Outcome.STORED, Outcome.NEW_VERSION, Outcome.REVIEW)
    assert steps[-1].count == sum(total.get(outcome, 0) for outcome in new)


@settings(max_examples=60)
@given(PARAGRAPHS, PARAGRAPHS)
def test_a_diff_holds_both_texts_whole(old: list[str], new: list[str]) -> None:
    merged = differences(old, new)
    sides = {
        kind: ["".join(r.text for r in p.runs if r.kind in ("same", kind)) for p in merged]
        for kind in ("gone", "new")
    }
    assert [p for p in sides["gone"] if p] == old
    assert [p for p in sides["new"] if p] == new


@given(
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6),
)
def test_marking_changes_no_text(text: str, ranges: list[tuple[int, int]]) -> None:
    lines = marked_lines(text, ranges)
    told = ["".join(piece.text for piece in line.pieces) for line in lines]
    assert told == [line for line in text.split("\n") if line.strip()]
