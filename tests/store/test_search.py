"""The same words find the same articles on both engines, in every language of the topic."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.adapters.store import Store, article_id, open_store
from ingest.adapters.store.query import parse
from ingest.adapters.store.search import Scope, Sought
from ingest.adapters.store.tokens import MAX_TOKENS, token_list
from ingest.dedupe import fingerprint
from ingest.model import Article, Moment
from tests.store.conftest import ENGINES, Clock, new_store
from tests.store.samples import article, insert, key

CORPUS = {
    1: (
        "en",
        "Grain talks resume",
        "China's envoys met ministers of Ukraine about sanctions in Zürich.",
    ),
    2: ("ru", "Санкции продлены", "Министры обсудили новые санкции и ещё зерно. Переговоры идут."),
    3: ("uk", "Війна і зерно", "Україна обговорила з міністрами санкції. П'ять портів відкрито."),
    4: ("zh", "中国外交部发言人", "乌克兰代表团访问中国,双方讨论粮食出口。"),
    5: ("de", "Gespräche in Zürich", "Die Ukraine und China sprechen über Häfen und Getreide."),
    6: (
        "en",
        "Weather",
        "Peace talks failed; talks about peace go on. The price is 1,500 dollars.",
    ),
}


@pytest.fixture(scope="module", params=ENGINES)
def corpus(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """A store with an article in each language; tests only read it."""
    with new_store(request.param, tmp_path_factory) as url, open_store(url, now=Clock()) as store:
        fill(store)
        yield store


def fill(store: Store) -> None:
    """Insert the corpus."""
    for number, (language, headline, text) in CORPUS.items():
        insert(store, number, language=language, headline=headline, text=text)


def found(store: Store, words: str, **how: object) -> list[int]:
    with store.read() as tx:
        hits = tx.search.find(words, **how)  # type: ignore[arg-type]
    return [int(hit.article.key.rsplit("/", 1)[1]) for hit in hits]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param("sanction", [1], id="english-plural"),
        pytest.param("CHINA", [5, 1], id="case-and-possessive"),
        pytest.param("санкций", [3, 2], id="russian-and-ukrainian-inflection"),
        pytest.param("еще", [2], id="yo-without-dots"),
        pytest.param("україною", [3], id="ukrainian-inflection"),
        pytest.param("п’ять", [3], id="any-apostrophe"),
        pytest.param("пять", [3], id="no-apostrophe"),
        pytest.param("中国", [4], id="two-chinese-characters"),
        pytest.param("乌克兰", [4], id="three-chinese-characters"),
        pytest.param("中国 乌克兰", [4], id="two-chinese-words"),
        pytest.param("烏克蘭代表團", [4], id="in-traditional-characters"),
        pytest.param("克乌", [], id="characters-must-be-neighbours"),
        pytest.param("zurich", [5, 1], id="accents-do-not-matter"),
        pytest.param("talks peace", [6], id="all-words-in-any-order"),
        pytest.param('"peace talks"', [6], id="a-phrase-as-it-stands"),
        pytest.param('"talks peace"', [], id="a-phrase-not-as-it-stands"),
        pytest.param('"resume China"', [], id="no-phrase-across-headline-and-text"),
        pytest.param("1500", [], id="numbers-are-found-as-written"),
        pytest.param("1,500", [6], id="numbers-with-separators"),
        pytest.param("volcano", [], id="no-hit"),
    ],
)
def test_words_find_articles_newest_first(corpus: Store, words: str, expected: list[int]) -> None:
    assert found(corpus, words) == expected
    assert sorted(found(corpus, words, ranked=True)) == sorted(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", '"', '""', "*", "-", "a-b", "+china", "china:", "NEAR(china peace)", "china AND",
        "china OR", "NOT", "^china", "(china", "china)", "{headline}: china", "'", "''", "\\", "%", "&",
        "|", "!", "<->", ":*", "china & !peace", "\x00", "\ud83d", "ｃｈｉｎａ", "🇨🇳", "a" * 5_000, "é" * 300,
        "'; drop table article; --",
    ],
)  # fmt: skip
def test_nothing_typed_is_taken_for_syntax(corpus: Store, typed: str) -> None:
    for ranked in (False, True):
        assert isinstance(found(corpus, typed, ranked=ranked), list)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(typed=st.text(max_size=30))
@example(typed="ﬁ\u0345 ª")
@example(typed="A0SE")
def test_any_text_can_be_stored_and_found_as_it_stands(store: Store, typed: str) -> None:
    with store.write() as tx:
        identity = tx.articles.insert(article(1)).id
        edited = article(1, text=f"before {typed} after", content_hash=repr(typed))
        tx.articles.add_version(identity, edited)
        unquoted = typed.translate(dict.fromkeys(map(ord, '"“”«»'), " "))
        assert [hit.id for hit in tx.search.find(f'"before {unquoted} after"')] == [identity]
        tx.search.find(typed)


def test_a_headline_counts_more_than_the_text(store: Store) -> None:
    insert(store, 1, headline="Grain", text="Nothing of note about anything at all.")
    insert(store, 2, headline="Sports", text="A match was seen by grain traders and others.")
    assert found(store, "grain") == [2, 1]
    assert found(store, "grain", ranked=True) == [1, 2]


def test_a_new_version_is_found_and_the_old_one_is_not(store: Store) -> None:
    [stored] = insert(store, 1, headline="Harbour opened", text="Ships came.")
    with store.write() as tx:
        tx.articles.add_version(
            stored.id, article(1, headline="Harbour closed", text="Boats left.", content_hash="2")
        )
    assert [found(store, words) for words in ("opened", "ships", "closed", "boats", "harbour")] == [
        [], [], [1], [1], [1],
    ]  # fmt: skip


def test_only_what_readers_may_see_is_found(store: Store) -> None:
    [stored] = insert(store, 1)
    with store.write() as tx:
        tx.articles.insert(article(2), "review")
        tx.articles.set_status(stored.id, "withdrawn")
    assert found(store, "ministers") == []
    with store.write() as tx:
        tx.articles.set_status(stored.id, "kept")
    assert found(store, "ministers") == [1]


def test_a_language_narrows_the_search(corpus: Store) -> None:
    assert found(corpus, "санкции", scope=Scope(language="uk")) == [3]
    assert found(corpus, "ukraine", scope=Scope(language="de")) == [5]


def test_no_more_than_asked_for(store: Store) -> None:
    insert(store, *range(30))
    assert found(store, "ministers", limit=3) == [29, 28, 27]
    assert len(found(store, "ministers", limit=25, ranked=True)) == 25


def test_rebuilding_finds_the_same(store: Store) -> None:
    fill(store)
    questions = ("china", "санкции", "中国", "zurich")
    before = [found(store, words) for words in questions]
    with store.write() as tx:
        assert tx.search.rebuild() == len(CORPUS)
    assert [found(store, words) for words in questions] == before
    with store.write() as tx:  # and new versions still replace old ones
        stored = tx.search.find("weather")[0]
        tx.articles.add_version(stored.id, article(6, headline="Rain", content_hash="new"))
    assert found(store, "weather") == []


def test_an_endless_text_can_be_stored(store: Store) -> None:
    words = " ".join(f"слово{number}щ" for number in range(MAX_TOKENS + 5_000))
    insert(store, 1, text=words, language="uk")
    assert found(store, "слово7щ") == [1]


@pytest.mark.parametrize(
    ("language", "text", "words", "piece", "marked"),
    [
        pytest.param(
            "en", "x " * 400 + "The talks on grain began. " + "y " * 400, "grain talks",
            "The talks on grain began.", ["talks", "grain"], id="far-down",
        ),
        pytest.param("zh", "乌克兰代表团访问中国", "中国", "代表团", ["乌克兰代表团访问中国"], id="chinese"),
        pytest.param("en", "Short.\n\nTalks.", "talk", "Short.  Talks.", ["Talks"], id="short"),
        pytest.param("en", "Short.", "headline", "Short.", [], id="found-in-the-headline-only"),
    ],
)  # fmt: skip
def test_the_snippet_shows_why(
    store: Store, language: str, text: str, words: str, piece: str, marked: list[str]
) -> None:
    [stored] = insert(store, 1, language=language, text=text)
    with store.read() as tx:
        snippet = tx.search.snippet(words, stored)
    assert piece in snippet.text
    assert [snippet.text[start:end] for start, end in snippet.marks] == marked


@pytest.mark.parametrize(
    ("text", "language", "tokens"),
    [
        ("Don't", "en", ["dont"]),
        ("O’Neill's", "en", ["oneil"]),
        ("U.S.-led", "en", ["u", "s", "led"]),
        ("ＦＵＬＬ ｗｉｄｔｈ", "en", ["full", "width"]),
        ("日本のニュース", "ja", ["日本", "本の", "のニ", "ニュ", "ュー", "ース"]),
        ("第1次", "zh", ["第", "1", "次"]),
        ("київ Київ", "uk", ["київ", "київ"]),
        ("İstanbul", "tr", ["istanbul"]),
        ("", "en", []),
        ("…—!", "en", []),
    ],
)
def test_tokens(text: str, language: str, tokens: list[str]) -> None:
    assert token_list(text, language) == tokens


@given(st.text(max_size=60), st.sampled_from(["en", "ru", "uk", "zh", ""]))
def test_tokens_are_what_both_engines_take_as_one_word(text: str, language: str) -> None:
    assert all(token.isalnum() and token == token.lower() for token in token_list(text, language))


def test_a_query_is_bounded() -> None:
    assert len(parse(" ".join(f"word{number}" for number in range(1_000))).phrases) <= 32


def test_articles_are_not_changed_by_indexing(store: Store) -> None:
    item: Article = article(1, text="Ёлка ＡＢＣ")
    with store.write() as tx:
        assert tx.articles.insert(item).article.text == "Ёлка ＡＢＣ"


def day(number: int) -> datetime:
    return datetime(2026, 11, number, tzinfo=UTC)


@pytest.fixture
def mixed(store: Store) -> Store:
    """Articles of every status and two sources; number 7 repeats number 6, and one was ruled to."""
    with store.write() as tx:
        for n, status in ((1, "kept"), (2, "review"), (3, "withdrawn"), (4, "kept"), (5, "kept")):
            text = f"Grain number {n} was loaded."
            when = None if n == 4 else Moment(at=day(n))
            item = article(n, text=text, published=when, source_key="gazette" if n < 4 else "post")
            tx.articles.insert(item, status)  # type: ignore[arg-type]
        for n in (6, 7):
            text = (
                "Grain from nine barges was weighed at the berth in the presence of the master. "
                * 8
            )
            item = article(n, text=text, published=Moment(at=day(n)), source_key="post")
            stored = tx.articles.insert(item)
            mine = fingerprint(text, published=day(n))
            tx.texts.settle(stored.id, mine, publisher=f"house-{n}", fetched_at=day(n))
        for n in (1, 5):
            stored_id = article_id(key(n))
            mine = fingerprint(f"Grain number {n}", published=day(n))
            tx.texts.settle(stored_id, mine, publisher=f"house-{n}", fetched_at=day(n))
        tx.verdicts.put(article_id(key(1)), article_id(key(5)), "duplicate")
    return store


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param(Scope(), [7, 6, 5, 4, 1], id="kept"),
        pytest.param(Scope(status="review"), [2], id="review"),
        pytest.param(Scope(status="withdrawn"), [3], id="withdrawn"),
        pytest.param(Scope(status="all"), [7, 6, 5, 4, 3, 2, 1], id="all"),
        pytest.param(Scope(status="duplicate"), [7, 5], id="duplicates-and-ruled-ones"),
        pytest.param(Scope(source_key="gazette", status="all"), [3, 2, 1], id="source"),
        pytest.param(Scope(since=day(3), until=day(6), status="all"), [5, 3], id="days"),
        pytest.param(Scope(since=day(20)), [4], id="undated-by-arrival"),
        pytest.param(Scope(language="uk"), [], id="other-language"),
        pytest.param(Scope(source_key="' or 1=1 --"), [], id="not-syntax"),
    ],
)
def test_a_search_is_narrowed(mixed: Store, scope: Scope, expected: list[int]) -> None:
    assert found(mixed, "grain", scope=scope) == expected
    assert sorted(found(mixed, "grain", scope=scope, ranked=True)) == sorted(expected)
    with mixed.read() as tx:
        newest = tx.search.newest(scope=scope)
    assert [int(a.article.key.rsplit("/", 1)[1]) for a in newest] == expected


@pytest.mark.parametrize("status", ["all", "duplicate"])
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_page_after_page_every_match_comes_once(mixed: Store, status: Sought, limit: int) -> None:
    scope, before, seen = Scope(status=status), None, list[str]()
    with mixed.read() as tx:
        everything = [hit.id for hit in tx.search.find("grain", 100, scope=scope)]
        while some := tx.search.find("grain", limit, scope=scope, before=before):
            seen += [hit.id for hit in some]
            before = some[-1].no
    assert seen == everything
