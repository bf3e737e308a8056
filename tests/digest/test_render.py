"""What readers see, whatever publishers write."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.digest import Blind, Edition, EditLine, Item, Quote, Rendered, SourceLine, render
from ingest.digest.render import MOST_BYTES
from ingest.digest.wording import EDITS
from ingest.versions import EditKind
from tests.digest.conftest import NOW, source, stored
from tests.digest.test_selection import edition, story


class Page(HTMLParser):
    """Tags, attributes and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for _, attrs in self.tags if "href" in attrs]


LINE = SourceLine(name="Gazette", headline="Talks go on", url="https://g.example/1", language="en")
ITEM = Item(
    id="a",
    status="new",
    headline="Talks go on",
    language="en",
    lead=LINE,
    quotes=(Quote(sentences=("They talked.", "They left."), source=LINE),),
    sources=(LINE,),
)
EDITION = Edition(day="2026-11-21", start=NOW - timedelta(days=1), end=NOW, items=(ITEM,))

HOSTILE = [
    pytest.param("<script>alert(1)</script><img src=x onerror=alert(2)>", id="html"),
    pytest.param('"><a href="https://evil.example">click</a>', id="attribute"),
    pytest.param("{{ 7 * 7 }}{% raw %}", id="template"),
    pytest.param("Peace\r\nBcc: everybody@example.org\r\n\r\nBuy", id="line-breaks"),
    pytest.param("\u202egnitsatnaf si sihT\u2066\u200f", id="right-to-left-override"),
    pytest.param("word " * 1000, id="five-thousand-characters"),
    pytest.param("w" * 5000, id="one-long-word"),
    pytest.param("\x00\x07\x1b[31mred\x7f\ud800", id="control-characters"),
    pytest.param("--> ]]> </style></body></html>", id="closing-everything"),
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    one = stored("gazette", headline=words, standfirst=words)
    two = stored("other", headline=words, url="https://other.example/2", country=words[:2])
    edits = {"gazette": [EditLine(what="headline", before=words, after=words, by=words)]}
    found = edition(
        story(replace(one, id="gazette"), two),
        sources={"gazette": source("gazette", name=words)},
        blind=[Blind(name=words, kind="Could not be reached", reason=words)],
        edits=edits,
        withdrawn=[one],
    )
    rendered = render(found)
    page = Page(rendered.html)
    names = {tag for tag, _ in page.tags}
    assert names <= {
        "html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "p",
        "span", "h1", "h2", "h3", "ol", "ul", "li", "blockquote", "b", "bdi", "a", "del", "ins", "br",
    }  # fmt: skip
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on")]
    assert all(link.startswith("https://") and "evil" not in link for link in page.links)
    for part in (rendered.subject, rendered.html, rendered.text):
        assert not {c for c in part if c in "\u202e\u2066\x00\x1b\ud800"}
        assert "49" not in part.replace(words, "") or "7 * 7" not in words
    assert "\n" not in rendered.subject
    assert "\nBcc:" not in rendered.text
    assert len(rendered.html.encode()) <= MOST_BYTES


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<b>x</b>",
        "https://a.example/\njavascript:alert(1)",
        'https://a.example/"onclick=alert(1)',
        "//evil.example/x",
        "file:///etc/passwd",
        "https://a.example/" + "x" * 5000,
    ],
    ids=lambda url: url.strip()[:24],
)
def test_only_web_addresses_become_links(url: str) -> None:
    line = replace(LINE, url=url)
    item = replace(ITEM, lead=line, quotes=(Quote(sentences=("Yes.",), source=line),))
    rendered = render(replace(EDITION, items=(item,), further=(item,)), unsubscribe_url=url)
    assert Page(rendered.html).links == []
    assert "javascript:" not in rendered.text
    assert "Talks go on" in Page(rendered.html).text


@pytest.mark.parametrize(
    ("headline", "language", "direction"),
    [
        pytest.param("谈判继续，双方同意再次会面", "zh", "ltr", id="chinese"),
        pytest.param("Переговоры продолжаются: «ещё не всё»", "ru", "ltr", id="russian"),
        pytest.param("Перемовини тривають, каже об’єднання", "uk", "ltr", id="ukrainian"),
        pytest.param("المحادثات مستمرة في جنيف", "ar", "rtl", id="arabic"),
    ],
)
def test_every_script_comes_through(headline: str, language: str, direction: str) -> None:
    said = {"zh": "双方代表团在日内瓦举行了十一个小时的会谈。"}.get(
        language, f"{headline}, и т. д.!"
    )
    one = stored("gazette", said, headline=headline, language=language)
    rendered = render(edition(story(one)))
    page = Page(rendered.html)
    assert headline in page.text
    assert headline in rendered.text
    assert headline[:20] in rendered.subject
    assert {"lang": language, "dir": direction} in [
        {k: v for k, v in attrs.items() if k in ("lang", "dir")} for tag, attrs in page.tags
    ] or not only_quote(rendered, said)


def only_quote(rendered: Rendered, said: str) -> bool:
    return said in rendered.text


@pytest.mark.parametrize("stories", [1, 20, 60, 400])
def test_size_and_count_of_what_is_shown(stories: int) -> None:
    long = "Переговоры " * 18
    items = tuple(
        replace(
            ITEM,
            id=str(n),
            headline=f"{n} {long}",
            quotes=(Quote(sentences=(long, long), source=LINE),),
            sources=(LINE,) * 9,
            copied_by=(LINE,) * 12,
            copies=30,
        )
        for n in range(stories)
    )
    blind = tuple(Blind(name=f"Gazette {n}", kind="Switched off") for n in range(300))
    rendered = render(replace(EDITION, items=items[:30], further=items[30:], blind=blind))
    assert len(rendered.html.encode()) <= MOST_BYTES
    text = Page(rendered.html).text
    told = sum(f"{n} {long}".strip() in text for n in range(stories))
    more = [int(w) for w in text.replace(",", "").split("and ")[1:] for w in [w.split()[0]] if w.isdigit()
            and f"and {w} more stor" in text.replace(",", "")]  # fmt: skip
    assert told + (more[-1] if told < stories else 0) == stories
    assert "Switched off (300)" in text


def test_a_quiet_day_says_so_and_who_answered() -> None:
    rendered = render(replace(EDITION, items=(), answered=24))
    assert rendered.subject == "Wirewatch 2026-11-21: a quiet day"
    for part in (Page(rendered.html).text, rendered.text):
        assert "quiet day" in part
        assert "24 sources answered" in part


def test_a_missed_day_is_named() -> None:
    late = replace(EDITION, start=NOW - timedelta(days=2))
    assert "No digest went out since 2026-11-19 06:00 UTC" in render(late).text
    assert "No digest went out" not in render(EDITION).text


def test_what_was_not_seen_is_grouped_and_complete() -> None:
    blind = (
        Blind(name="Alpha", kind="Could not be reached", reason="HTTP 503", since=NOW),
        Blind(name="Beta", kind="Could not be reached", reason="timed out"),
        Blind(name="Gamma", kind="Switched off"),
    )
    text = render(replace(EDITION, blind=blind, left_out={"off topic": 1204, "gone": 1})).text
    assert (
        "Could not be reached (2): Alpha (HTTP 503, since 2026-11-21 06:00 UTC), Beta (timed out)."
        in text
    )
    assert "Switched off (1): Gamma." in text
    assert "1,204 off topic, 1 gone" in text
    assert "Every source was read" in render(EDITION).text


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (EditLine(what="figure", before="4", after="6"), 'Figure: "4" -> "6"'),
        (EditLine(what="passage", before="", after="They left."), 'Passage added: "They left."'),
        (EditLine(what="passage", before="They stay.", after=""), 'Passage removed: "They stay."'),
        (EditLine(what="name", before="Li", after="Lo", by="Else"), 'Name, Else: "Li" -> "Lo"'),
    ],
    ids=["changed", "added", "removed", "another-source"],
)
def test_edits_are_told_in_words(edit: EditLine, says: str) -> None:
    line = replace(edit, by=edit.by or LINE.name)
    assert says in render(replace(EDITION, items=(replace(ITEM, changes=(line,)),))).text


def test_every_kind_of_edit_has_words() -> None:
    assert set(EDITS) == {str(kind) for kind in EditKind}


def test_html_and_text_tell_the_same() -> None:
    found = edition(
        story(
            stored("one"), stored("two", country="RU", state_media=True), copies=(stored("three"),)
        ),
        *(story(stored(f"more{n}")) for n in range(4)),
        most=3,
        demo=True,
    )
    rendered = render(found, web_url="https://w.example/", unsubscribe_url="https://w.example/u")
    page = Page(rendered.html).text
    for item in (*found.items, *found.further):
        assert item.headline in page
        assert item.headline in rendered.text
    for words in ("state media", "OFFLINE DEMO", "Three", "5 stories from 7 articles"):
        assert words.lower() in page.lower()
        assert words.lower() in rendered.text.lower()
    assert {"https://w.example/", "https://w.example/u"} <= set(Page(rendered.html).links)


TEXT = st.text(max_size=60)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=4))
def test_any_text_renders(parts: list[tuple[str, str, str]]) -> None:
    stories: list[Any] = [
        story(stored(f"h{n}", text, headline=headline, url=url))
        for n, (headline, text, url) in enumerate(parts)
    ]
    rendered = render(edition(*stories))
    assert len(rendered.subject.splitlines()) == 1
    assert rendered.html.encode()
    assert rendered.text.encode()
