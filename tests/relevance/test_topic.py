from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.relevance import Topic, check_topic, load_topic

LANGUAGES = ("en", "ru", "uk", "zh", "de", "fr", "es", "ar", "pl", "tr", "ja", "ko")

SMALL = """
key = "small"
title = "Two countries"
[countries]
aa = "Aland"
bb = "Bland"
[score]
lead_characters = 500
title_weight = 3.0
title_hits = 2
lead_weight = 1.5
lead_hits = 3
body_per_words = 250.0
body_limit = 12.0
fewest_words = 60
enough_second = 2.0
enough_first = 3.0
late_pair = 0.5
apart = 0.8
once = 0.5
near_characters = 250
in_passing = 0.7
in_passing_words = 2
elsewhere = 0.5
elsewhere_words = 2
no_context = 0.2
late_words = 3
dense = 1.3
dense_words = 5
off_topic = 0.5
one_cue = 0.3
alone = 0.4
alone_words = 2
keep = 0.5
review = 0.35
[[mask]]
key = "dish"
names.en = { find = ["Aland soup"], hits = ["Aland soup for two."] }
[[entity]]
key = "Aland"
countries = { aa = 1.0 }
names.en = { find = ["Aland*"], hits = ["The Alanders."], misses = ["A warm Aland soup."] }
[[entity]]
key = "Bland"
countries = { bb = 1.0 }
names.en = { find = ["Bland"], hits = ["The Bland side."] }
"""


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def to_file(content: str) -> Path:
        path = tmp_path / "topic.toml"
        path.write_text(content, "utf-8")
        return path

    return to_file


def test_every_test_line_of_the_shipped_topic_holds(topic: Topic) -> None:
    assert check_topic(topic) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("country", ["cn", "ru", "ua"])
def test_every_language_names_every_country_and_has_context(
    topic: Topic, language: str, country: str
) -> None:
    owners = [e for e in topic.file.entity if country in e.countries and len(e.countries) == 1]
    assert sum(language in entity.names for entity in owners) >= 2
    assert language in topic.languages


def test_no_pattern_of_an_entity_is_written_twice_in_a_language(topic: Topic) -> None:
    for block in (*topic.file.entity, *topic.file.mask):
        for language, names in block.names.items():
            assert len(set(names.find)) == len(names.find), (block.key, language)


def test_a_topic_may_have_parts(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    head, mark, entities = SMALL.partition("[[entity]]")
    path = write(head)
    with pytest.raises(ConfigError, match="no entity"):
        load_topic(path)
    (tmp_path / "topic").mkdir()
    part = tmp_path / "topic" / "names.toml"
    part.write_text(mark + entities, "utf-8")
    assert {entity.key for entity in load_topic(path).file.entity} == {"Aland", "Bland"}
    part.write_text(mark + entities.replace('"Bland"', '"Aland"', 1), "utf-8")
    with pytest.raises(ConfigError, match=r"topic\.toml.*key used twice: Aland"):
        load_topic(path)
    part.write_text("[score]\nkeep = 0.1\n", "utf-8")
    with pytest.raises(ConfigError, match=r"names\.toml.*score is not a known key"):
        load_topic(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param(
            'key = "dish"', 'key = "dish"\nwhy = "x"', "mask[0] (key='dish').why", id="key"
        ),
        pytest.param(
            "countries = { bb = 1.0 }", "", "entity[1] (key='Bland').countries", id="missing"
        ),
        pytest.param('["Bland"]', '["B*d"]', "(key='Bland').names.en.find[0]", id="pattern"),
        pytest.param("bb = 1.0", "zz = 1.0", "zz: not among the countries", id="country"),
        pytest.param('key = "Bland"', 'key = "Aland"', "key used twice: Aland", id="twice"),
        pytest.param("keep = 0.5", "keep = 0.1", "review must not be above keep", id="order"),
        pytest.param('hits = ["The Bland side."]', "hits = []", "names.en.hits", id="no-test-line"),
    ],
)
def test_a_broken_topic_names_file_block_and_key(  # type: ignore[no-untyped-def]
    write, old: str, new: str, said: str
) -> None:
    assert old in SMALL
    with pytest.raises(ConfigError) as caught:
        load_topic(write(SMALL.replace(old, new)))
    assert "topic.toml" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        pytest.param("The Bland side.", "The bland side.", "nothing is found", id="hit"),
        pytest.param('["Bland"]', '["Bland", "Blandia"]', "no test line has 'Blandia'", id="cover"),
        pytest.param(
            "A warm Aland soup.", "A warm Aland.", "'Aland*' must not be found", id="miss"
        ),
        pytest.param(
            "Aland soup for two.", "Aland soup, Aland.", "'Aland*' still counts", id="mask"
        ),
    ],
)
def test_a_test_line_that_does_not_hold_is_reported(  # type: ignore[no-untyped-def]
    write, old: str, new: str, said: str
) -> None:
    assert old in SMALL
    problems = check_topic(load_topic(write(SMALL.replace(old, new))))
    assert any(said in problem for problem in problems), problems


def test_the_small_topic_has_no_problems(write) -> None:  # type: ignore[no-untyped-def]
    assert check_topic(load_topic(write(SMALL))) == []


def test_the_version_follows_the_content_and_not_the_comments(write) -> None:  # type: ignore[no-untyped-def]
    before = load_topic(write(SMALL)).version
    assert load_topic(write("# a comment\n" + SMALL)).version == before
    assert load_topic(write(SMALL.replace("keep = 0.5", "keep = 0.6"))).version != before
