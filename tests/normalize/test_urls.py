"""One key per story: what may differ in its address, and what never may."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.normalize.urls import (
    MAX_KEY,
    carried,
    host_of,
    is_http_url,
    is_opaque,
    join,
    registrable_domain,
    same_site,
    url_key,
)

STORY = "https://paper.example/world/2026/11/21/talks-go-on"

SAME = {
    "scheme": "http://paper.example/world/2026/11/21/talks-go-on",
    "www": "https://www.paper.example/world/2026/11/21/talks-go-on",
    "host-case": "HTTPS://Paper.EXAMPLE/world/2026/11/21/talks-go-on",
    "default-port": "https://paper.example:443/world/2026/11/21/talks-go-on",
    "root-dot": "https://paper.example./world/2026/11/21/talks-go-on",
    "userinfo": "https://reader:secret@paper.example/world/2026/11/21/talks-go-on",
    "fragment": f"{STORY}#comments",
    "empty-query": f"{STORY}?",
    "empty-pairs": f"{STORY}?&&",
    "trailing-slash": f"{STORY}/",
    "double-slash": "https://paper.example//world/2026//11/21/talks-go-on",
    "dot-segments": "https://paper.example/a/../world/./2026/11/21/talks-go-on",
    "needless-escape": "https://paper.example/world/2026/11/21/%74alks%2Dgo-on",
    "blank-around": f"  {STORY}\n",
    "backslashes": r"https:\\paper.example\world\2026\11\21\talks-go-on",
    "utm": f"{STORY}?utm_source=rss&utm_medium=feed&UTM_Campaign=x",
    "click-ids": f"{STORY}?fbclid=Iw0&gclid=x&yclid=1&msclkid=2",
    "escaped-name": f"{STORY}?%75tm_source=rss",
    "double-escaped-ampersand": f"{STORY}?utm_source=a&amp;utm_medium=b",
    "session": f"{STORY}?PHPSESSID=4a5b6c7d8e9f",
    "session-in-path": f"{STORY};jsessionid=0A1B2C3D.node1",
    "session-token": f"{STORY}?sid=0123456789abcdef0123456789abcdef",
    "from-the-feed": f"{STORY}?ref=rss",
    "mobile-host": "https://m.paper.example/world/2026/11/21/talks-go-on",
    "amp-host": "https://amp.paper.example/world/2026/11/21/talks-go-on",
    "mobile-and-www": "https://www.m.paper.example/world/2026/11/21/talks-go-on",
    "amp-suffix": f"{STORY}/amp",
    "amp-suffix-slash": f"{STORY}/amp/",
    "amp-prefix": "https://paper.example/amp/world/2026/11/21/talks-go-on",
    "amp-parameter": f"{STORY}?amp=1",
    "amp-output": f"{STORY}?outputType=amp",
    "print-parameter": f"{STORY}?print",
    "print-suffix": f"{STORY}/print/",
    "index-file": f"{STORY}/index.html",
    "google-redirect": "https://www.google.com/url?sa=t&ved=1&url=" + STORY.replace("/", "%2F"),
    "google-amp": f"https://www.google.com/amp/s/{STORY.removeprefix('https://')}/amp",
    "amp-cache": f"https://paper-example.cdn.ampproject.org/c/s/{STORY.removeprefix('https://')}",
    "facebook-redirect": f"https://l.facebook.com/l.php?u={STORY.replace('/', '%2F')}%3Ffbclid%3D1&h=AT0",
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME)
def test_these_are_the_same_story(url: str) -> None:
    assert url_key(url) == STORY


DIFFERENT = {
    "id": ("https://a.example/article?id=1", "https://a.example/article?id=2"),
    "id-or-none": ("https://a.example/article?id=1", "https://a.example/article"),
    "short-names": ("https://a.example/?p=12", "https://a.example/?p=13"),
    "short-session-like": ("https://a.example/show?sid=12", "https://a.example/show?sid=13"),
    "ref-is-an-id-here": ("https://a.example/n?ref=20261", "https://a.example/n?ref=20262"),
    "from-is-content": ("https://a.example/n?from=kyiv", "https://a.example/n?from=lviv"),
    "source-is-content": ("https://a.example/n?source=rada", "https://a.example/n?source=un"),
    "page": ("https://a.example/story?page=1", "https://a.example/story?page=2"),
    "empty-value-or-none": ("https://a.example/?x=", "https://a.example/?x"),
    "repeated-names": ("https://a.example/?a=1&a=2", "https://a.example/?a=2&a=1"),
    "path-case": ("https://a.example/Abc", "https://a.example/abc"),
    "file-ending": ("https://a.example/1.html", "https://a.example/1.shtml"),
    "subdomain": ("https://en.a.example/1", "https://uk.a.example/1"),
    "port": ("http://a.example:8080/1", "http://a.example/1"),
    "hash-bang": ("https://a.example/#!/story/1", "https://a.example/#!/story/2"),
    "amp-is-a-topic": ("https://a.example/music/amp", "https://a.example/music"),
    "amp-is-the-page": ("https://a.example/amp", "https://a.example/"),
    "print-is-a-topic": ("https://a.example/arts/print", "https://a.example/arts"),
    "escaped-slash": ("https://a.example/a%2Fb", "https://a.example/a/b"),
    "escaped-percent": ("https://a.example/%2541", "https://a.example/A"),
    "plus": ("https://a.example/?q=a+b", "https://a.example/?q=ab"),
    "shared-suffix": ("https://m.github.io/1", "https://github.io/1"),
    "google-search": ("https://www.google.com/search?q=a", "https://www.google.com/search?q=b"),
    "opaque": ("https://news.google.com/rss/articles/CBMiX", "https://news.google.com/rss/articles/CBMiY"),
    "address-in-path": ("https://arch.example/web/http://a.example/1", "https://arch.example/web/http:/a.example/1"),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_these_are_different_stories(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


PAIRS = [
    line.split(" ")
    for line in Path(__file__).with_name("url_pairs.txt").read_text("utf-8").splitlines()
    if line[:2] in ("= ", "! ")
]


@pytest.mark.parametrize(("sign", "one", "other"), PAIRS)
def test_pairs(sign: str, one: str, other: str) -> None:
    assert (url_key(one) == url_key(other)) == (sign == "=")


@pytest.mark.parametrize("url", sorted({url for _, *pair in PAIRS for url in pair}))
def test_keys_of_the_pairs_are_their_own(url: str) -> None:
    assert url_key(url_key(url)) == url_key(url)


@pytest.mark.parametrize(
    ("url", "story"),
    [
        pytest.param(STORY, STORY, id="nothing-inside"),
        pytest.param(
            f"https://www.google.com/url?url={STORY}?id=7%26utm_source=x",
            f"{STORY}?id=7&utm_source=x",
            id="verbatim",
        ),
        pytest.param(
            "https://a.example/go?url=http%3A%2F%2Fb.example%2F1",
            "http://b.example/1",
            id="http-stays",
        ),
        pytest.param(
            "https://news.google.com/rss/articles/CBMiGWh0dHBzOi8vYS5leGFtcGxlL3RhbGtzLTHSAQA?oc=5",
            "https://a.example/talks-1",
            id="base64",
        ),
        pytest.param(
            "https://news.google.com/rss/articles/CBMi2wFBVV95cUxOX?oc=5",
            "https://news.google.com/rss/articles/CBMi2wFBVV95cUxOX?oc=5",
            id="base64-without-an-address",
        ),
        pytest.param(
            "https://www.google.com/url?q=javascript:alert(1)",
            "https://www.google.com/url?q=javascript:alert(1)",
            id="no-address",
        ),
        pytest.param("mailto:desk@a.example", "mailto:desk@a.example", id="no-web-address"),
    ],
)
def test_a_story_is_fetched_from_where_the_link_says(url: str, story: str) -> None:
    assert carried(url) == story


@pytest.mark.parametrize(
    ("url", "key"),
    [
        pytest.param("http://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4", id="idn"),
        pytest.param("https://a.example/%e4%bd%a0", "https://a.example/%E4%BD%A0", id="escape-case"),
        pytest.param("https://a.example/100%", "https://a.example/100%25", id="bare-percent"),
        pytest.param("https://a.example/?b=2&a=1", "https://a.example/?a=1&b=2", id="parameter-order"),
        pytest.param("http://127.0.0.1:8901/a/", "http://127.0.0.1:8901/a", id="port-keeps-scheme"),
        pytest.param("http://0x7f.1/a", "https://127.0.0.1/a", id="odd-ipv4"),
        pytest.param("http://[::1]:80/a", "https://[::1]/a", id="ipv6"),
        pytest.param("http://www.com/", "https://www.com/", id="www-is-the-name"),
        pytest.param("http://www.co.uk/a", "https://www.co.uk/a", id="www-below-a-suffix"),
        pytest.param("https://nytimes.com/a?smid=x&id=3", "https://nytimes.com/a?id=3", id="per-site"),
        pytest.param("https://other.example/a?smid=x", "https://other.example/a?smid=x", id="only-that-site"),
        pytest.param("http://www.m.a.example/x", "https://a.example/x", id="labels-one-after-another"),
        pytest.param("https://a.example/(S(abcdefghijklmnopqrstu))", "https://a.example/", id="visit"),
        pytest.param("https://a.example/b/..;jsessionid=1/c", "https://a.example/c", id="dots-uncovered"),
        pytest.param("https://a.example//b/go?url=https%3A%2F%2Fo.example/", "https://o.example/", id="in"),
    ],
)  # fmt: skip
def test_key(url: str, key: str) -> None:
    assert url_key(url) == key


NO_ADDRESS = {
    "empty": "",
    "words": "not a url",
    "relative": "/world/1",
    "javascript": "javascript:alert(1)",
    "data": "data:text/html,x",
    "file": "file:///etc/passwd",
    "ftp": "ftp://a.example/x",
    "mail": "mailto:desk@paper.example",
    "no-host": "http:///",
    "dot-host": "http://./x",
    "bad-port": "http://a.example:99999/",
    "space-in-host": "http://a b.example/",
    "lone-surrogate": "http://a.example/\ud800",
    "endless": "https://a.example/" + "x" * MAX_KEY,
}


@pytest.mark.parametrize("url", NO_ADDRESS.values(), ids=NO_ADDRESS)
def test_what_is_no_web_address_has_no_key(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        url_key(url)


hosts = st.sampled_from(
    ["paper.example", "www.paper.example", "m.paper.co.uk", "127.0.0.1:81", "google.com", "nytimes.com",
     "amp.a.bc"]
)  # fmt: skip
texts = st.text(alphabet=string.printable + "äж中%&=?#/.;:+", max_size=30)
names = st.sampled_from(
    ["utm_source", "id", "amp", "amp;x", "PHPSESSID", "url", "q", "print", "sid", ""]
)
pairs = st.lists(st.tuples(names, texts).map("=".join), max_size=4).map("&".join)
paths = st.lists(
    st.one_of(texts, st.sampled_from(["amp", "print", "index.html", "..", ".", "", "url", "s"])),
    max_size=5,
).map("/".join)


@given(st.sampled_from(["http", "https"]), hosts, paths, pairs, texts)
@settings(max_examples=300, deadline=None)
def test_a_key_is_its_own_key(scheme: str, host: str, path: str, query: str, anchor: str) -> None:
    try:
        key = url_key(f"{scheme}://{host}/{path}?{query}#{anchor}")
    except ValueError:
        return
    assert url_key(key) == key
    assert is_http_url(key)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_an_address_or_refused(text: str) -> None:
    assert is_http_url(text) == (join("", text) != "")
    try:
        assert url_key(url_key(text)) == url_key(text)
    except ValueError:
        assert not is_http_url(text) or len(text) > 20


@given(paths, st.integers(0, 9), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_an_id_is_never_lost(path: str, one: int, other: int) -> None:
    base = "https://paper.example/" + path.replace("?", "").replace("#", "")
    assert (url_key(f"{base}?id={one}") == url_key(f"{base}?id={other}")) == (one == other)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("news.paper.co.uk", "paper.co.uk"),
        ("PAPER.com.au", "paper.com.au"),
        ("news.xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("reporter.github.io", "reporter.github.io"),
        ("127.0.0.1:8901", "127.0.0.1"),
        ("[::1]:80", "::1"),
        ("localhost:3000", "localhost"),
        ("desk.newsroom.test", "newsroom.test"),
        ("paper.example.", "paper.example"),
        ("co.uk", "co.uk"),
        ("", ""),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_same_site() -> None:
    assert same_site("https://www.paper.co.uk/a", "http://feeds.paper.co.uk/rss")
    assert not same_site("https://paper.co.uk/a", "https://rival.co.uk/a")
    assert not same_site("no address", "no address")


def test_redirect_services_that_hide_the_target_are_marked() -> None:
    link = "https://news.google.com/rss/articles/CBMiabc?oc=5"
    assert is_opaque(link)
    assert not is_opaque(STORY)
    assert host_of(url_key(link)) == "news.google.com"
