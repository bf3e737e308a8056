"""An operator's rule is saved only when it would load, and never at the cost of what is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.adapters.own_rules import add_rules, own_file
from ingest.clean import load_rules
from ingest.errors import ConfigError

TIDES = """
[[rule]]
id = "tide-table"
class = "chrome"
lines.en = ["Tide today"]
hit.en = ["Tide today"]
miss.en = ["The tide today was higher than ever."]
"""
VOICE = '[voice.en]\ngoods = ["harbour letter"]\n'


@pytest.fixture
def shipped(root: Path, tmp_path: Path) -> Path:
    """A copy of the rules the project ships."""
    return Path(shutil.copytree(root / "config" / "boilerplate", tmp_path / "boilerplate"))


def test_a_rule_is_added_behind_what_is_there(shipped: Path) -> None:
    before = load_rules(shipped)
    file = add_rules(shipped, TIDES, by="ann\nsmith")
    add_rules(shipped, TIDES.replace("tide-table", "moon-table"))
    text = file.read_text("utf-8")
    assert text.startswith("# added by ann smith\n[[rule]]")
    assert text.index("tide-table") < text.index("moon-table")
    assert len(load_rules(shipped).rules) == len(before.rules) + 2


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        pytest.param(TIDES.replace("hit.en", "hits.en"), "hits", id="unknown-key"),
        pytest.param(TIDES.replace('hit.en = ["Tide', 'hit.en = ["Moon'), "Moon", id="own-test"),
        pytest.param('[[rule]]\nid = "', "the new rule", id="no-toml"),
        pytest.param(VOICE, "does not go together", id="table-twice"),
    ],
)
def test_what_would_not_load_is_refused_and_nothing_changes(
    shipped: Path, draft: str, said: str
) -> None:
    own_file(shipped).write_text(VOICE, "utf-8")
    with pytest.raises(ConfigError, match=said):
        add_rules(shipped, draft)
    assert own_file(shipped).read_text("utf-8") == VOICE
    assert {path.name for path in shipped.parent.iterdir()} == {
        "boilerplate",
        "boilerplate.local.toml",
    }
