"""Headline, authors, dates and the rest, from every shape publishers give them."""

# ruff: noqa: E501 -- a page a line reads best as one line

from datetime import UTC, datetime

import pytest

from ingest.extract.agencies import agency_credited, agency_of
from ingest.extract.headline import Titles, choose_headline, without_site
from ingest.extract.people import persons
from tests.extract.pages import PARAGRAPHS, URL, article, body, lines, read


def ld(json: str) -> str:
    """Return *json* as a JSON-LD script."""
    return f"<script type='application/ld+json'>{json}</script>"


AUTHORED = '"headline": "Old bridge closed", "datePublished": "2026-11-20T18:30:00+02:00"'


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        pytest.param(ld(f'{{"@type": "NewsArticle", {AUTHORED}, "author": {{"@type": "Person", "name": "Ann Example"}}}}'), ("Ann Example",), id="object"),
        pytest.param(ld(f'[{{"@type": ["Article", "NewsArticle"], {AUTHORED}, "author": [{{"name": "Ann Example"}}, {{"name": "Bo Sample"}}]}}]'), ("Ann Example", "Bo Sample"), id="list-of-types-and-authors"),
        pytest.param(ld(f'{{"@graph": [{{"@type": "WebSite"}}, {{"@type": "NewsArticle", {AUTHORED}, "author": {{"@id": "#ann"}}}}, {{"@type": "Person", "@id": "#ann", "name": "Ann Example"}}]}}'), ("Ann Example",), id="graph-with-references"),
        pytest.param(ld(f'{{"@type": "WebPage", "mainEntity": {{"@type": "ReportageNewsArticle", {AUTHORED}, "author": "By Ann Example"}}}}'), ("Ann Example",), id="nested-and-prefixed"),
        pytest.param(ld(f'<!-- {{"@type": "NewsArticle", {AUTHORED}, "author": {{"name": ["Ann Example", "Bo Sample"]}}}}; -->'), ("Ann Example", "Bo Sample"), id="in-a-comment"),
        pytest.param(ld(f'{{"@type": "NewsArticle", {AUTHORED}, "description": "broken\nline", "author": {{"givenName": "Ann", "familyName": "Example"}}}}'), ("Ann Example",), id="control-characters-and-name-parts"),
        pytest.param(ld(f'{{"@type": "NewsArticle", {AUTHORED}, "author": [{{"@type": "Organization", "name": "dpa"}}, {{"@type": "Person", "name": "Ann Example"}}]}}'), ("Ann Example",), id="person-before-agency"),
        pytest.param(ld(f'{{"@type": "NewsArticle", {AUTHORED}, "author": {{"@type": "Organization", "name": "Valley News"}}}}'), ("Valley News",), id="a-desk-where-no-person-signs"),
        pytest.param("<meta name='author' content='Ann Example und Bo Sample'>", ("Ann Example", "Bo Sample"), id="meta"),
        pytest.param("<meta property='article:author' content='https://facebook.example/ann'><meta name='author' content='Ann Example'>", ("Ann Example",), id="addresses-are-no-names"),
        pytest.param("<meta name='DC.creator' content='Ann Example'>", ("Ann Example",), id="dublin-core"),
        pytest.param(ld("{broken") + ld(f'{{"@type": "NewsArticle", {AUTHORED}, "author": "Ann Example"}}'), ("Ann Example",), id="one-broken-script"),
    ],
)  # fmt: skip
def test_authors(head: str, authors: tuple[str, ...]) -> None:
    assert read(article(head=head)).authors == authors


@pytest.mark.parametrize(
    "byline",
    [
        pytest.param("<p class='byline'>By Ann Example</p>", id="class"),
        pytest.param("<a rel='author' href='/ann'>Ann Example</a>", id="rel"),
        pytest.param(
            "<span itemprop='author'><span itemprop='name'>Ann Example</span></span>",
            id="microdata",
        ),
        pytest.param(
            "<div class='articleAuthor'><a href='/ann'>Ann Example</a>, Science Editor</div>",
            id="link-and-role",
        ),
    ],
)
def test_a_byline_on_the_page_is_read_and_is_not_text(byline: str) -> None:
    extraction = read(article(byline + body()))
    assert extraction.authors == ("Ann Example",)
    assert lines(extraction)[-5:] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("Von Ann Example und Bo Sample", ("Ann Example", "Bo Sample"), id="de"),
        pytest.param("Par Ann Example et Bo Sample", ("Ann Example", "Bo Sample"), id="fr"),
        pytest.param(
            "Автор: Анна Примерова, Борис Образцов", ("Анна Примерова", "Борис Образцов"), id="ru"
        ),
        pytest.param("Анна Прикладна та Борис Зразок", ("Анна Прикладна", "Борис Зразок"), id="uk"),
        pytest.param("记者：王小明", ("王小明",), id="zh"),
        pytest.param("Ann Example, Science Correspondent", ("Ann Example",), id="role"),
        pytest.param("Ann Example in Kyiv", ("Ann Example",), id="place"),
        pytest.param("Ann Example (aex)", ("Ann Example",), id="initials"),
        pytest.param("Reuters", (), id="agency"),
        pytest.param("ann@news.example", (), id="mail"),
        pytest.param("@annexample", (), id="handle"),
        pytest.param("Ann Example, Ann Example", ("Ann Example",), id="once"),
    ],
)
def test_persons(line: str, names: tuple[str, ...]) -> None:
    assert persons([line]) == names


@pytest.mark.parametrize(
    ("names", "agency"),
    [
        pytest.param(["dpa-infocom"], "dpa", id="variant"),
        pytest.param(["Укрінформ"], "Ukrinform", id="cyrillic"),
        pytest.param(["Ann Example/Reuters"], "Reuters", id="beside-a-person"),
        pytest.param(["Ann Example"], "", id="none"),
    ],
)
def test_agency(names: list[str], agency: str) -> None:
    assert agency_of(names) == agency


@pytest.mark.parametrize(
    ("head", "at", "origin", "precision"),
    [
        pytest.param(ld(f'{{"@type": "NewsArticle", {AUTHORED}}}'), datetime(2026, 11, 20, 16, 30, tzinfo=UTC), "json-ld", "second", id="json-ld"),
        pytest.param("<meta property='article:published_time' content='2026-11-20T18:30:00Z'>", datetime(2026, 11, 20, 18, 30, tzinfo=UTC), "meta", "second", id="opengraph"),
        pytest.param("<meta name='dcterms.created' content='2026-11-20'>", datetime(2026, 11, 20, tzinfo=UTC), "meta", "day", id="dublin-core"),
    ],
)  # fmt: skip
def test_published(head: str, at: datetime, origin: str, precision: str) -> None:
    published = read(article(head=head)).published
    assert published is not None
    assert (published.at, published.origin, published.precision) == (at, origin, precision)


def test_the_time_below_the_headline_is_the_last_resort_before_guessing() -> None:
    html = article("<time datetime='2026-11-20T18:30:00Z'>yesterday</time>" + body())
    published = read(html).published
    assert published is not None
    assert (published.at, published.origin) == (datetime(2026, 11, 20, 18, 30, tzinfo=UTC), "time")


def test_an_agency_in_the_dateline_is_credited() -> None:
    assert read(article(body(("LENNE (dpa) - " + PARAGRAPHS[0], *PARAGRAPHS[1:])))).agency == "dpa"


def test_the_caption_of_the_lead_image_is_found_on_the_page() -> None:
    head = "<meta property='og:image' content='https://img.example/bridge-may.jpg?w=1200'>"
    figure = "<figure><img src='/small/bridge-may.jpg'><figcaption>The bridge in May</figcaption></figure>"
    extraction = read(article(figure + body(), head=head))
    assert extraction.image is not None
    assert extraction.image.caption == "The bridge in May"
    assert lines(extraction) == list(PARAGRAPHS)


def test_a_date_in_the_future_is_not_believed() -> None:
    head = "<meta property='article:published_time' content='2031-01-01T00:00:00Z'>"
    assert read(article(head=head)).published is None


def test_entries_of_a_live_ticker_do_not_speak_for_the_article() -> None:
    update = '{"@type": "BlogPosting", "headline": "Minute by minute", "datePublished": "2026-11-21T09:00:00Z", "author": "Bo Sample", "articleBody": "x"}'
    head = ld(
        f'{{"@type": "LiveBlogPosting", {AUTHORED}, "author": "Ann Example", "liveBlogUpdate": [{update}]}}'
    )
    extraction = read(article(head=head))
    assert extraction.headline == "Old bridge closed"
    assert extraction.authors == ("Ann Example",)


@pytest.mark.parametrize(
    ("titles", "headline"),
    [
        pytest.param(Titles(ld="Old bridge closed", og="Old bridge closed | Valley News", site="Valley News"), "Old bridge closed", id="without-the-site"),
        pytest.param(Titles(og="Bridge: what now?", ld="Old bridge closed for good", h1=("Old bridge closed for good",)), "Old bridge closed for good", id="two-beat-one"),
        pytest.param(Titles(og="Old bridge closed", title="Old bridge closed - World - Valley News", site="Valley News"), "Old bridge closed", id="with-section-and-site"),
        pytest.param(Titles(h1=("World",), title="Old bridge closed | Valley News", site="Valley News"), "Old bridge closed", id="a-section-is-no-headline"),
        pytest.param(Titles(twitter="Old bridge closed"), "Old bridge closed", id="only-twitter"),
        pytest.param(Titles(), "", id="none"),
    ],
)  # fmt: skip
def test_choose_headline(titles: Titles, headline: str) -> None:
    assert choose_headline(titles) == headline


def test_a_dash_inside_a_headline_stays() -> None:
    assert without_site("Bridge - a history", "Valley News", ()) == "Bridge - a history"


def test_every_form_of_the_title_is_handed_on() -> None:
    head = "<meta property='og:title' content='Bridge shut &amp; guarded'>"
    assert set(read(article(head=head)).titles) >= {"Bridge shut & guarded", "Old bridge closed"}


def test_image_section_site_and_canonical_link() -> None:
    head = (
        "<link rel='canonical' href='/world/bridge'><meta property='og:site_name' content='Valley News'>"
        "<meta property='article:section' content='World'>"
        + ld(
            f'{{"@type": "NewsArticle", {AUTHORED}, "image": {{"url": "/b.jpg", "caption": "The bridge", "creditText": "A. Name"}}}}'
        )
    )
    extraction = read(article(head=head))
    assert extraction.canonical_url == "https://news.example/world/bridge"
    assert (extraction.section, extraction.site_name) == ("World", "Valley News")
    assert extraction.image is not None
    assert extraction.image.url == URL.rpartition("/world")[0] + "/b.jpg"
    assert (extraction.image.caption, extraction.image.credit) == ("The bridge", "A. Name")


def test_a_standfirst_on_the_page_is_told_from_the_body() -> None:
    summary = "Two piers are cracked, and buses have to take the long way round"
    head = f"<meta property='og:description' content='{summary}'>"
    extraction = read(article(f"<h2 class='sub'>{summary}</h2>" + body(), head=head))
    assert extraction.standfirst == summary


def test_the_first_paragraph_is_no_standfirst() -> None:
    head = f"<meta property='og:description' content='{PARAGRAPHS[0]}'>"
    extraction = read(article(head=head))
    assert extraction.standfirst == ""
    assert lines(extraction) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        pytest.param(["MOSCOW, May 3 /TASS/. The bridge is closed.", "Work goes on."], "TASS", id="slashes"),
        pytest.param(["КИЇВ, 3 травня — Укрінформ. Міст закрито.", "Роботи тривають."], "Ukrinform", id="dashes"),
        pytest.param(["新华社北京10月8日电（记者周远航）大桥通车。"], "Xinhua", id="dispatch"),
        pytest.param(["Die Brücke ist zu.", "Sie bleibt es bis Mai.", "jha/dpa"], "dpa", id="initials"),
        pytest.param(["The bridge is closed.", "It stays so.", "AFP"], "AFP", id="last-line"),
        pytest.param(["The bridge is closed, the mayor told Reuters.", "It stays so."], "", id="prose"),
    ],
)  # fmt: skip
def test_agencies_are_credited_in_datelines_and_last_lines(lines: list[str], agency: str) -> None:
    assert agency_credited(lines) == agency
