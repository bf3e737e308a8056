"""The rules file: strict, proven by its own lines, and linear by construction."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.clean import CleaningRules, clean, load_rules
from ingest.clean.lines import MAX_JUDGED, make_line
from ingest.clean.patterns import Pattern, needles, parse
from ingest.errors import ConfigError
from ingest.model import Block
from tests.clean.conftest import Extracting

STAMP = """reported.en = ["said"]

[stamp]
months = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
published = []
updated = []
ago = []
by = []
fillers = []
"""
RULE = """
[[rule]]
id = "horn"
class = "promo"
lines.en = ["Blow the horn"]
patterns.en = ['horn: .{1,40}']
hit.en = ["BLOW THE HORN!", "Horn: blow it"]
miss.en = ["The horn was blown."]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "rules.toml"
    path.write_text(STAMP + text, "utf-8")
    return path


def test_a_rule_is_one_block(tmp_path: Path) -> None:
    rules = load_rules(write(tmp_path, RULE))
    line = make_line(0, Block(text="» Horn: blow it"))
    assert [rule.id for rule in rules.matching(line)] == ["horn"]


def matched(path: Path, text: str, *, draft: str = "") -> list[str]:
    line = make_line(0, Block(text=text))
    return [rule.id for rule in load_rules(path, draft=draft).matching(line)]


def test_a_folder_is_read_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "stamp.toml").write_text(STAMP, "utf-8")
    (folder / "promo.toml").write_text(RULE, "utf-8")
    (folder / "share.toml").write_text(RULE.replace("orn", "oop").replace("ORN", "OOP"), "utf-8")
    (folder / "README.md").write_text("not a rule", "utf-8")
    assert matched(folder, "Horn: blow it") == ["horn"]
    assert matched(folder, "Hoop: blow it") == ["hoop"]
    before = load_rules(folder).version
    (folder / "share.toml").unlink()
    assert load_rules(folder).version != before


def test_of_a_missing_folder_the_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, RULE)
    assert matched(tmp_path / "rules", "Horn: blow it") == ["horn"]


def test_two_files_may_not_use_one_id(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.toml").write_text(STAMP + RULE, "utf-8")
    (folder / "b.toml").write_text(RULE, "utf-8")
    with pytest.raises(ConfigError, match=r"b\.toml: rule 'horn': this id is used twice"):
        load_rules(folder)


OWN = """
[[rule]]
id = "horn"
lines.en = ["Toot"]
lines.de = ["Hupe"]
hit.en = ["Toot"]

[voice.en]
goods = ["harbour letter"]

[reported]
en = ['\\bmuttered\\b']
"""


def test_an_own_file_adds_to_the_shipped_rules(tmp_path: Path) -> None:
    path = write(tmp_path, RULE)
    version = load_rules(path).version
    (tmp_path / "rules.local.toml").write_text(OWN, "utf-8")
    for text in ("Toot", "HUPE", "Blow the horn", "Horn: blow it"):
        assert matched(path, text) == ["horn"]
    rules = load_rules(path)
    assert rules.reported.occurs_in("he muttered it")
    assert rules.voices.hear(make_line(0, Block(text="Get our harbour letter"))) is not None
    assert rules.version != version


def test_an_own_file_switches_a_shipped_rule_off(tmp_path: Path) -> None:
    path = write(tmp_path, RULE)
    (tmp_path / "rules.local.toml").write_text('[[rule]]\nid = "horn"\noff = true\n', "utf-8")
    assert matched(path, "Blow the horn") == []


@pytest.mark.parametrize(
    ("own", "said"),
    [
        pytest.param('[[rule]]\nid = "horn"\ncolour = 1\n', "colour", id="unknown-key"),
        pytest.param('[[rule]]\nid = "new"\nlines.en = ["x"]\n', "hit", id="new-rule-unproven"),
        pytest.param('[[rule]]\nlines.en = ["x"]\n', "id", id="no-id"),
        pytest.param('[[rule]]\nid = "horn"\nlines = ["x"]\n', "lines", id="no-language"),
        pytest.param('[[rule]]\nid = "horn"\nlines.en = "x"\n', "lines", id="no-list"),
        pytest.param('[[rule]]\nid = "horn"\nhit.en = ["x"]\n', "own test line", id="unproven"),
        pytest.param("[stamp]\n", "stamp", id="no-own-stamps"),
    ],
)
def test_a_wrong_own_file_is_named(tmp_path: Path, own: str, said: str) -> None:
    path = write(tmp_path, RULE)
    (tmp_path / "rules.local.toml").write_text(own, "utf-8")
    with pytest.raises(ConfigError, match=r"rules\.local\.toml") as error:
        load_rules(path)
    assert said in str(error.value)


def test_a_draft_is_laid_over_all(tmp_path: Path) -> None:
    path = write(tmp_path, RULE)
    assert matched(path, "Toot", draft=OWN) == ["horn"]
    with pytest.raises(ConfigError, match=r"^the new rule: is not valid TOML"):
        load_rules(path, draft="[[rule")


def test_the_version_is_the_content(tmp_path: Path) -> None:
    one = load_rules(write(tmp_path, RULE)).version
    assert load_rules(write(tmp_path, RULE)).version == one
    assert load_rules(write(tmp_path, RULE + "# more\n")).version != one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(('id = "horn"', 'id = "horn"\ncolour = 1'), "colour", id="unknown-key"),
        pytest.param(("horn: .{1,40}", "(?:a+)+b"), "repeat inside", id="exponential"),
        pytest.param(("horn: .{1,40}", "horn("), "rule 'horn'", id="broken-pattern"),
        pytest.param(("horn: .{1,40}", "(?=horn).{1,9}"), "only", id="look-ahead"),
        pytest.param(("BLOW THE HORN!", "Toot"), "does not match", id="hit-fails"),
        pytest.param(("The horn was blown.", "Horn: off"), "matches its own", id="miss-fails"),
        pytest.param(('class = "promo"', 'class = "Promo!"'), "class", id="bad-class"),
        pytest.param(("[[rule]]", RULE + "[[rule]]"), "used twice", id="same-id"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = write(tmp_path, RULE.replace(*change, 1))
    with pytest.raises(ConfigError, match=r"rules\.toml") as error:
        load_rules(path)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("read more", {"read more"}),
        ("(?:read|see) more", {" more"}),
        ("(?:ad|advertisement)s?", {"ad", "advertisement"}),
        (r"\d{1,3} comments?", {" comment"}),
        (r".{0,9}[ab]+\d", set()),
        ("x?y*z{0,2}", set()),
        (r"\(c\) .{3}", {"(c) "}),
    ],
)
def test_needles(pattern: str, expected: set[str]) -> None:
    assert needles(parse(pattern)) == expected


def test_every_shipped_pattern_has_a_needle(rules: CleaningRules) -> None:
    assert [p.compiled.pattern for r in rules.rules for p in r.patterns if not p.needles] == []


@pytest.mark.parametrize("pattern", ["(a|b)", "(?:a{2,}){3,}", "(?P<x>a)", r"(?:a)\1", "(?:a"])
def test_the_dialect_refuses(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Pattern.compile(pattern)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("read more: " * 38, id="many-labels"),
        pytest.param("a" * (MAX_JUDGED - 1), id="one-word"),
        pytest.param(("photo credit share newsletter your " * 12)[: MAX_JUDGED - 1], id="needles"),
        pytest.param(". " * 209, id="dots"),
        pytest.param(("/" * 200 + " reuters") * 2, id="slashes"),
        pytest.param("x" * 100_000, id="too-long"),
        pytest.param("(" * 400, id="brackets"),
        pytest.param("Фото " * 80, id="cyrillic"),
        pytest.param("图" * 400, id="cjk"),
        pytest.param(("photo: / " * 60)[: MAX_JUDGED - 1], id="credits"),
        pytest.param(("фото / " * 60)[: MAX_JUDGED - 1], id="cyrillic-credits"),
        pytest.param(("your inbox. subscribe to " * 20)[: MAX_JUDGED - 1], id="appeals"),
        pytest.param(("12.3.2024 10:00 来源: " * 20)[: MAX_JUDGED - 1], id="stamps"),
        pytest.param(("a@a.a " * 80)[: MAX_JUDGED - 1], id="addresses"),
        pytest.param("read more: photo / 来源: your inbox " * 3_000, id="a-hundred-kilobytes"),
    ],
)
def test_hostile_lines_end(text: str, rules: CleaningRules) -> None:
    """Degree of every pattern is bounded by its form, so this returns at all; no clock is asked."""
    assert len(rules.matching(make_line(0, Block(text=text)))) <= len(rules.rules)


def shipped(root: Path) -> list[dict[str, Any]]:
    files = (root / "config" / "boilerplate").glob("*.toml")
    return [r for file in files for r in tomllib.loads(file.read_text("utf-8")).get("rule", ())]


def test_a_rule_stands_in_the_file_of_its_class(root: Path) -> None:
    for file in (root / "config" / "boilerplate").glob("*.toml"):
        rules = tomllib.loads(file.read_text("utf-8")).get("rule", ())
        assert {rule["class"] for rule in rules} <= {file.stem}


def test_every_family_speaks_the_languages_of_the_topic(root: Path) -> None:
    wanted = {"en", "de", "fr", "es", "ru", "uk", "zh", "ar"}
    for rule in shipped(root):
        spoken = set(rule.get("lines", {})) | set(rule.get("patterns", {}))
        assert spoken >= wanted or "any" in spoken, rule["id"]


@pytest.mark.parametrize(
    "signed",
    [
        "Kyiv said it shot down 23 drones overnight. (Reuters)",
        "The drones hit an oil depot in the region and set two tanks on fire. (Reuters)",
        "The ministry denied the claim of the mayor (Reuters).",
        "Drei Menschen wurden bei dem Angriff auf den Hafen verletzt. (dpa)",
        "Четыре человека пострадали, сообщили в министерстве. (ТАСС)",
        "双方同意下周在日内瓦继续举行会谈。（新华社）",
        "The bridge would reopen by Friday, officials said. — AFP",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_sentence_its_agency_signs_stays(
    rules: CleaningRules, extraction: Extracting, signed: str, place: int
) -> None:
    lines = [
        "The regional council met on Monday and set aside money for the repair of the bridge.",
        "Work will begin in the spring, once the ice on the river has gone for good.",
    ]
    lines.insert(place, signed)
    source = extraction(lines, headline="Council pays for the bridge")
    assert [block.text for block in clean(source, rules).kept] == lines
