"""`wirewatch topic`: what it says, and what it returns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli.topic import topic
from ingest.errors import ConfigError

LABELS = (
    {"title": "Moscow and Beijing sign pipeline deal", "text": "", "language": "en", "label": True},
    {
        "title": "Китай и Украина возобновили переговоры",
        "text": "",
        "language": "ru",
        "label": True,
    },
    {"title": "Three eggs and a spoon", "text": "Stir well.", "language": "en", "label": True},
    {"title": "Bir bardak su", "text": "Oda sessiz.", "language": "tr", "label": False},
)


def evaluated(root: Path, labels: Path) -> Result:
    file = str(root / "config" / "topic.toml")
    return CliRunner().invoke(topic, ["eval", str(labels), "--topic", file])


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(label) + "\n" for label in LABELS), "utf-8")
    return path


def test_an_evaluation_is_told_by_language_and_with_every_mistake(root: Path, labels: Path) -> None:
    said = evaluated(root, labels).output.splitlines()
    assert [line.split()[0] for line in said[:4]] == ["en", "ru", "tr", "all"]
    assert "recall 0.500" in said[0]
    assert "recall –" in said[2]  # nothing on topic, nothing to find
    assert "precision 1.000  recall 0.667" in said[3]
    assert said[4] == "line 3: on topic, but drop (0.00): Three eggs and a spoon"


def test_no_labels_are_said_so(root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.write_text("\n", "utf-8")
    result = evaluated(root, empty)
    assert result.exit_code == 3
    assert "holds no labelled text" in result.output


def test_a_broken_label_file_is_an_error_with_its_line(root: Path, labels: Path) -> None:
    labels.write_text(labels.read_text("utf-8") + '{"title": "x"}\n', "utf-8")
    result = evaluated(root, labels)
    assert isinstance(result.exception, ConfigError)
    assert "line 5: text is missing; label is missing" in str(result.exception)


def test_the_shipped_topic_passes_its_own_test(root: Path) -> None:
    result = CliRunner().invoke(topic, ["test", str(root / "config" / "topic.toml")])
    assert (result.exit_code, result.output) == (0, "Every line does what it says.\n")
