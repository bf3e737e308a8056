"""The truth agrees with the pages, at every tick."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from newsroom import Newsroom, Truth
from newsroom.content import SEEDS, read_manuscripts
from newsroom.truth import fold, same_lines

KNOWN_OUTCOMES = {
    *("stored", "duplicate", "review", "off-topic", "teaser", "empty", "not-article", "robots"),
    *("blocked", "gone", "failed", "deferred"),
}


def on_page(body: bytes, charset: str = "utf-8") -> str:
    """Everything a page shows or carries, as bare words."""
    tree = html.fromstring(body.decode(charset))
    scripts = " ".join(tree.xpath("//script/text()")).encode().decode("unicode_escape", "replace")
    return fold(" ".join(tree.itertext()) + " " + scripts)


def charset_of(truth: Truth) -> str:
    return {
        "nr-obozrenie": "windows-1251",
        "nr-jianghai": "gbk",
        "nr-mislabelled": "windows-1251",
    }.get(truth.source, "utf-8")


def whole(newsroom: Newsroom) -> list[Truth]:
    return [truth for truth in newsroom.expected().truths.values() if truth.lines]


def test_the_world_is_as_large_as_promised(newsroom: Newsroom) -> None:
    world = newsroom.expected()
    languages = {(t.source, t.language) for t in whole(newsroom)}

    assert len(world.truths) >= 70
    assert len({truth.story for truth in whole(newsroom)}) >= 50
    assert sum(language == "en" for _, language in languages) >= 4
    assert {language for _, language in languages} == {"en", "ru", "uk", "zh", "de"}
    assert {link.kind for link in world.links} == {"copy", "excerpt", "round-up", "series", "seed"}


def test_every_page_shows_its_text_and_its_boilerplate(own_newsroom: Newsroom, get) -> None:
    for truth in whole(own_newsroom):
        if truth.tick > 0 or truth.source == "nr-tna":
            continue
        answers = (get(truth.announced) for _ in range(2))  # some are only ready the second time
        answer = next((a for a in answers if a.status == 200), None) or get(truth.url + "?to=new")
        shown = on_page(answer.content, charset_of(truth))
        absent = [ln for ln in (*truth.lines, *truth.boilerplate) if fold(ln) not in shown]
        assert absent == [], truth.url


def test_the_agency_keeps_its_text_in_linked_data_only(newsroom: Newsroom, get) -> None:
    truth = next(
        t for t in whole(newsroom) if t.story == "grain-corridor-talks" and t.source == "nr-tna"
    )
    body = get(truth.url).content
    tree = html.fromstring(body)
    for script in tree.xpath("//script"):
        script.getparent().remove(script)
    assert truth.lines[1] not in tree.text_content()
    assert b"articleBody" in body


def test_outcomes_are_words_the_pipeline_knows(newsroom: Newsroom) -> None:
    for truth in newsroom.expected().truths.values():
        assert truth.outcomes, truth.url
        assert truth.outcomes <= KNOWN_OUTCOMES
        assert truth.finally_ in {*truth.outcomes, ""}


def test_links_tie_known_pages_and_families_are_disjoint(newsroom: Newsroom) -> None:
    world = newsroom.expected()
    families = world.families(world.ticks)

    for link in world.links:
        assert link.url in world.truths
        assert link.other in world.truths or link.other == "seed:house-gas-pact"
    assert len(families) > 4
    assert sum(map(len, families)) == len(frozenset().union(*families))
    for family in families:
        assert all("duplicate" in world.truths[url].outcomes for url in family)


def test_a_clan_holds_every_page_that_a_link_ties_to_it(newsroom: Newsroom) -> None:
    world = newsroom.expected()
    clans = world.clans(world.ticks)

    assert sum(map(len, clans)) == len(frozenset().union(*clans))
    for link in world.links:
        if link.kind != "seed":
            assert any({link.url, link.other} <= clan for clan in clans)
    assert all(any(family <= clan for clan in clans) for family in world.families(world.ticks))


def test_a_copy_shares_its_text_and_a_bulletin_does_not(newsroom: Newsroom) -> None:
    truths = newsroom.expected().truths
    for link in newsroom.expected().links:
        if link.kind == "copy":
            a, b = (same_lines(truths[url].lines) for url in (link.url, link.other))
            assert len(a & b) >= len(a) - 2, link
        if link.kind == "series":
            assert truths[link.url].lines != truths[link.other].lines


def test_leftovers_find_boilerplate_and_never_text(newsroom: Newsroom) -> None:
    for truth in whole(newsroom):
        assert truth.missing(truth.text) == ()
        assert truth.leftovers(truth.text) == ()
    shire = next(truth for truth in whole(newsroom) if truth.story == "shire-qa")
    assert shire.leftovers(shire.text + "\n\nHide Ad") == ("Hide Ad",)
    assert len(shire.leftovers(shire.text + "\n" + "\n".join(shire.boilerplate))) > 10


def test_a_tick_brings_exactly_what_was_said(own_newsroom: Newsroom, get) -> None:
    world = own_newsroom.expected()
    for tick in range(1, world.ticks + 1):
        for url in world.new(tick):
            assert get(url).status == 404
        own_newsroom.tick()
        for url in world.new(tick):
            assert get(url).status == 200
        for change in world.changed(tick):
            answer = get(change.url)
            assert (answer.status == 410) == (change.what == "gone")
            if change.what != "gone":
                shown = on_page(answer.content, charset_of(world.truths[change.url]))
                assert all(fold(line) in shown for line in change.text.split("\n\n"))


def test_the_later_ticks_hold_every_kind_of_change(newsroom: Newsroom) -> None:
    world = newsroom.expected()
    changes = [change for tick in range(1, world.ticks + 1) for change in world.changed(tick)]

    assert world.new(1)
    assert {c.what for c in changes} >= {
        "headline",
        "number",
        "quote",
        "paragraph",
        "correction",
        "gone",
    }
    assert {c.announced for c in changes} == {True, False}
    for change in changes:
        before = world.truths[change.url]
        if change.what not in ("gone", "correction") and change.tick == 1:
            assert (change.title, change.text) != (before.title, before.text)


def test_the_house_seed_has_the_text_of_its_reprint_and_noise(newsroom: Newsroom) -> None:
    seed = (SEEDS / "house-gas-pact.txt").read_text("utf-8")
    truth = next(t for t in whole(newsroom) if t.story == "gas-pact-explained")

    assert truth.missing(seed) == ()
    noise = same_lines(seed.splitlines()) - same_lines((*truth.lines, truth.title))
    assert len(noise) > 5
    assert noise.isdisjoint(same_lines(truth.boilerplate))


def test_extra_texts_become_articles(tmp_path: Path, get) -> None:
    (tmp_path / "Guest 1.txt").write_text(
        "Skip this\n\nRussia and China send guests to Ukraine at last\n\nFirst line.\nSecond line.\n"
    )
    with Newsroom(extra=tmp_path) as newsroom:
        world = newsroom.expected()
        guest = next(truth for truth in world.truths.values() if truth.source == "nr-reprints")
        shown = on_page(get(guest.url).body)

    assert guest.title == "Russia and China send guests to Ukraine at last"
    assert guest.either == ("Skip this", "First line.", "Second line.")
    assert all(fold(line) in shown for line in guest.either)
    assert [(ln.kind, ln.other) for ln in world.links if ln.url == guest.url] == [
        ("seed", "seed:Guest 1")
    ]


def test_nothing_is_dated_in_the_future(newsroom: Newsroom) -> None:
    dates = [truth.published for truth in newsroom.expected().truths.values() if truth.published]
    assert dates
    assert max(dates) <= newsroom.now


@pytest.mark.parametrize("text", read_manuscripts(), ids=lambda text: text.slug)
def test_a_manuscript_is_long_enough_to_be_extracted(text) -> None:
    words = len(re.findall(r"[^\W\d_]+", text.body))
    signs = len(re.findall("[\u3400-\u9fff]", text.body))
    assert words >= 55 or signs >= 150 or text.page
