"""Every verdict can be told in words."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.clean import CleaningRules
from ingest.clean.reasons import BY_FORM, reason


def test_what_the_code_goes_by_has_its_words(root: Path) -> None:
    code = "".join(file.read_text("utf-8") for file in (root / "ingest" / "clean").glob("*.py"))
    named = set(re.findall(r'rule="([a-z-]+)"', code))
    assert named == set(BY_FORM)


def test_every_rule_of_the_files_says_what_it_is_about(rules: CleaningRules) -> None:
    assert [rule.id for rule in rules.rules if not reason(rule.id, rules)] == []
