"""Every page, over texts that try to be more than texts."""

from __future__ import annotations

import doctest
import importlib
import json
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from ingest.drift import Drift, DriftAlarm, Measure
from ingest.model import Outcome
from ingest.records import ChangeOp
from tests.plugins_ui.conftest import RUN, Desk
from tests.store.samples import NOW

LARGEST = 60 * 1024


def addresses(desk: Desk) -> dict[str, str]:
    """Return the address of every page, with what it must show."""
    return {
        "": "Overview",
        "articles": "Ministers meet again",
        "articles?q=ministers": "<mark>",
        "articles?q=nothinglikethis": "contains all of these words",
        "articles?q=ministers&status=review": "city 5",
        "articles?status=duplicate": "Barges leave Izmail",
        "articles?q=ministers&since=2026-11-01&until=2026-11-30": "<mark>",
        "articles?since=2031-01-01": "is like this",
        "articles?status=review": "Ministers meet in city 5",
        f"article?id={desk.plain}": "ad-01",
        f"article?id={desk.hostile}": "&lt;script&gt;",
        f"article?id={desk.gone}": "readers do not see it",
        f"article?id={desk.original}": "in the next one",
        f"article?id={desk.long}": "Continue at line",
        f"article?id={desk.copy}": "copy of",
        f"versions?id={desk.plain}": "<ins>three</ins>",
        f"versions?id={desk.copy}": "One version only",
        f"compare?a={desk.copy}&b={desk.original}": 'class="shared',
        f"compare?a={desk.plain}&b={desk.original}": "No relation is stored",
        f"lineage?id={desk.copy}": "Harbour desk notebook",
        f"lineage?id={desk.plain}": "Nobody else",
        "changes": "taken down",
        "changes?kind=corrected": "Ministers meet again",
        "changes?kind=redated": "None among the newest",
        "changes?kind=gone": "HTTP 410",
        "recall": "cannot be told",
        "recall?day=2026-11-20": "95 %",
        "drift": "fell from 2,400 to 310 characters",
        "driftpages?publisher=gazette-group&measure=length": "Last good",
        "learned": "gazette-group",
        "learned?publisher=gazette-group": "Who ruled",
        "learnedline?publisher=gazette-group&key=follow+the+harbour+office": "If it were text",
        "labels": "the topic’s score was 0.40",
        "installation": "free under",
        "tryrule?saved=1": "Saved.",
        f"compare?a={desk.copy}&b=https%3A%2F%2Fnews.example%2F3": 'class="shared',
        "sources": "unreachable",
        "source?key=gazette": "http-503",
        "ledger": "off topic",
        f"ledger?run={RUN.replace('+', '%2B')}&outcome=off-topic": "&lt;script&gt;",
        f"run?run={RUN.replace('+', '%2B')}": "What this run stored",
        "run?run=manual__1&dag=news_digest": "see the digests",
        "run?run=unknown": "knows no run",
        "review": "Ministers meet in city 5",
        "trail": "Web address",
        "trail?url=https://news.example/1": "new text",
        "trail?url=https://news.example/never": "Never seen",
        "trail?url=not an address": "not a web address",
        "digests": "As it would go out now",
        "digest?id=digest-1": "Send again",
        "tryout": "Paste",
        "tryrule": "weather-box",
        f"tryout?id={desk.original}": "Every line",
        f"raw?sha={desk.raw}&id={desk.plain}": "&lt;html&gt;",
    }


def test_every_page_shows_what_it_should_and_stays_small(desk: Desk) -> None:
    client = desk.client()
    for address, content in addresses(desk).items():
        answer = client.get(f"/{address}")
        assert answer.status_code == 200, f"{address}: {answer.text[-500:]}"
        assert content in answer.text, address
        assert len(answer.content) <= LARGEST, f"{address}: {len(answer.content)} bytes"


def test_no_page_has_code_or_styles_of_its_own(desk: Desk) -> None:
    client = desk.client()
    for address in addresses(desk):
        soup = BeautifulSoup(client.get(f"/{address}").text, "lxml")
        for tag in soup.find_all(True):
            active = [name for name in tag.attrs if name.startswith("on") or name == "style"]
            assert not active, f"{address}: {tag.name} {active}"
        assert not soup.find_all(["style", "img", "object", "embed"]), address
        assert all(tag.get("src") for tag in soup.find_all("script")), address
        assert "alert" not in " ".join(str(tag) for tag in soup.find_all("script"))


def test_links_lead_to_our_pages_or_openly_to_the_web(desk: Desk) -> None:
    client = desk.client()
    for address in addresses(desk):
        for link in _links(client.get(f"/{address}").text):
            href = str(link["href"])
            if link.get("class") == ["outside"]:
                assert urlsplit(href).scheme in ("http", "https")
                assert {"noopener", "noreferrer"} <= set(link["rel"])
            else:
                assert not urlsplit(href).scheme, f"{address}: {href}"
                assert not href.startswith("/"), f"{address}: breaks behind a base path: {href}"


def test_no_link_is_dead(desk: Desk) -> None:
    client, seen, waiting = desk.client(), set[str](), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        if "html" in answer.headers["content-type"]:
            inside = [a for a in _links(answer.text) if a.get("class") != ["outside"]]
            waiting += [urljoin(address, str(a["href"])).split("#")[0] for a in inside]
    assert len(seen) > 30


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("article?id=none", 404),
        (f"raw?sha={'0' * 64}", 404),
        ("raw?sha=../../etc/passwd", 400),
        ("source?key=none", 404),
        ("compare?a=seed:none&b=seed:none", 404),
        ("compare?a=seed:none&b=https://never.example/", 404),
        ("changes?kind=gossip", 400),
        ("recall?day=yesterday", 400),
        ("driftpages?publisher=none&measure=length", 404),
        ("driftpages?publisher=none&measure=none", 400),
        ("learnedline?publisher=gazette-group&key=none", 404),
        ("ledger?outcome=%3Cscript%3E", 400),
        ("articles?before=-1", 400),
        ("articles?since=tomorrow", 400),
        ("articles?since=2026-02-31", 400),
        ("article", 400),
        ("static/../app.py", 404),
        ("static/app.py", 404),
        ("nowhere", 404),
    ],
)
def test_a_wrong_address_is_answered_in_words(desk: Desk, address: str, status: int) -> None:
    answer = desk.client().get(f"/{address}")
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "<script>alert" not in answer.text
    assert "<h1>" in answer.text


def test_the_whole_long_text_is_there_page_after_page(desk: Desk) -> None:
    client, start, lines = desk.client(), 0, 0
    while True:
        soup = BeautifulSoup(client.get(f"/article?id={desk.long}&from={start}").text, "lxml")
        lines += len(soup.select(".lines > li"))
        more = soup.select_one(".paging a")
        if more is None:
            break
        start = int(str(more["href"]).rpartition("=")[2])
    with desk.store.read() as tx:
        assert lines == len(tx.articles.lines(desk.long))


def test_articles_are_listed_once_over_all_pages(desk: Desk) -> None:
    client, address, seen = desk.client(), "articles?status=all", list[str]()
    while address:
        soup = BeautifulSoup(client.get(f"/{address}").text, "lxml")
        seen += [str(a["href"]) for a in soup.select("a.headline")]
        older = soup.select_one("a[rel=next]")
        address = str(older["href"]) if older else ""
    with desk.store.read() as tx:
        assert len(seen) == len(set(seen)) == tx.articles.count(status=None)


def test_a_verdict_persists_and_can_be_taken_back(desk: Desk) -> None:
    client = desk.client(origin=desk.url)
    pair = {"a": desk.copy, "b": desk.original}
    for ruling, said in (("distinct", "not a duplicate"), ("none", "")):
        page = client.get("/compare", params=pair).text
        token = page.split('name="token" value="', 1)[1].split('"', 1)[0]
        sent = pair | {"ruling": ruling, "reason": "two reporters", "token": token}
        assert client.post("/verdict", data=sent).status_code == 303
        with desk.store.read() as tx:
            kept = tx.verdicts.get(desk.copy, desk.original)
        assert (kept.ruling if kept else "none") == ruling
        assert said in client.get("/compare", params=pair).text


def test_only_a_delivery_of_unknown_fate_is_released(desk: Desk) -> None:
    client = desk.client(origin=desk.url)
    page = client.get("/digest?id=digest-1").text
    token = page.split('name="token" value="', 1)[1].split('"', 1)[0]
    for recipient in ("ann@example.org", "bob@example.org", "nobody@example.org"):
        sent = {"id": "digest-1", "recipient": recipient, "token": token}
        assert client.post("/digest-release", data=sent).status_code == 303
    with desk.store.read() as tx:
        states = {d.recipient: d.state for d in tx.digests.deliveries("digest-1")}
    assert states == {"ann@example.org": "failed", "bob@example.org": "sent"}


def test_pasted_html_is_cleaned_and_nothing_is_stored(desk: Desk) -> None:
    client = desk.client(origin=desk.url)
    token = client.get("/tryout").text.split('name="token" value="', 1)[1].split('"', 1)[0]
    with desk.store.read() as tx:
        before = tx.articles.count(status=None), tx.changes.last_no()
    text = "China and Ukraine spoke about grain in Izmail, and Russia did not comment at all. "
    html = f"<article><h1>Talks</h1><p>{text * 5}</p><p>{text * 4}</p><p>Hide ad</p></article>"
    answer = client.post("/tryout", data={"html": html, "token": token})
    assert answer.status_code == 200
    assert "lines kept" in answer.text
    with desk.store.read() as tx:
        assert before == (tx.articles.count(status=None), tx.changes.last_no())


RULE = """
[[rule]]
id = "drawn-out"
class = "promo"
lines.en = ["{line}"]
hit.en = ["{line}"]
miss.en = ["They met again."]
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("Harbour desk notebook", "1 of 7 articles would change", id="takes-a-line"),
        pytest.param("Nobody wrote this", "takes nothing", id="takes-nothing"),
        pytest.param("They met again.", "matches its own test line", id="fails-its-own-test"),
        pytest.param('" colour', "is not valid TOML", id="is-no-rule"),
    ],
)
def test_a_rule_is_tried_on_stored_texts_before_it_is_saved(
    desk: Desk, line: str, said: str
) -> None:
    client = desk.client(origin=desk.url)
    token = client.get("/tryrule").text.split('name="token" value="', 1)[1].split('"', 1)[0]
    sent = {"rule": RULE.format(line=line), "source": "gazette", "token": token}
    answer = client.post("/tryrule", data=sent)
    assert answer.status_code == 200
    assert said in answer.text


def posted(desk: Desk, path: str, **fields: str) -> httpx.Response:
    """Send a form of ours as the editor."""
    client = desk.client(origin=desk.url)
    token = client.get("/tryout").text.split('name="token" value="', 1)[1].split('"', 1)[0]
    return client.post(f"/{path}", data=fields | {"token": token})


def test_a_rule_is_saved_after_it_was_tried_and_counts_at_once(desk: Desk) -> None:
    block = RULE.format(line="Notices of the harbour office").replace("drawn-out", "notices")
    broken = posted(desk, "rule-save", rule=block.replace("hit.en", "hits.en"))
    assert "hits" in broken.text
    assert posted(desk, "rule-save", rule=block).status_code == 303
    page = desk.client().get("/tryrule").text
    assert "# added by editor" in page
    assert "takes nothing" in posted(desk, "tryrule", rule=block).text


def test_a_learned_line_is_revoked_and_restored(desk: Desk) -> None:
    with desk.store.read() as tx:
        key = next(c.key for c in tx.memory.counts("gazette-group") if "harbour" in c.key)
    line = {"publisher": "gazette-group", "key": key}
    for revoked, state in (("true", "revoked"), ("false", "learned")):
        answer = posted(desk, "learned-rule", **line, revoked=revoked, reason="it names a source")
        assert answer.status_code == 303
        page = desk.client().get("/learnedline", params=line).text
        assert f">{state}</span>" in page
        assert "it names a source" in desk.client().get(f"/{answer.headers['location']}").text


def test_an_alarm_is_taken_for_the_norm(desk: Desk) -> None:
    with desk.store.write() as tx:
        drift = Drift(publisher="p", measure=Measure.NOISE, since="2026-11-20", before=0, after=1)
        tx.drift.raise_alarm(DriftAlarm(drift=drift, raised_at=NOW))
    assert posted(desk, "drift-accept", publisher="p").status_code == 303
    assert "taken for the norm" in desk.client().get("/drift").text
    with desk.store.read() as tx:
        assert "p" not in {alarm.drift.publisher for alarm in tx.drift.alarms()}


def test_labels_go_out_as_the_topic_reads_them(desk: Desk) -> None:
    answer = desk.client().get("/labels.jsonl")
    [label] = [json.loads(line) for line in answer.text.splitlines()]
    assert (label["label"], label["id"]) == (True, desk.copy)
    assert "attachment" in answer.headers["content-disposition"]


def test_every_change_is_listed_once_over_all_pages(desk: Desk) -> None:
    client, address, seen = desk.client(), "changes", 0
    while address:
        soup = BeautifulSoup(client.get(f"/{address}").text, "lxml")
        seen += len(soup.select(".articles > li"))
        older = soup.select_one("a[rel=next]")
        address = str(older["href"]) if older else ""
    with desk.store.read() as tx:
        assert seen == len(tx.changes.latest([ChangeOp.CHANGED, ChangeOp.WITHDRAWN], 1000))


def test_the_funnel_leads_to_the_pages_it_lost(desk: Desk) -> None:
    soup = BeautifulSoup(desk.client().get("/").text, "lxml")
    [lost] = soup.select(".funnel .lost a")
    assert lost.text.strip() == "−1 off topic"
    rows = BeautifulSoup(desk.client().get(f"/{lost['href']}").text, "lxml").select(".ledger > li")
    assert len(rows) == 1
    assert Outcome.OFF_TOPIC in str(lost["href"])


@pytest.mark.parametrize("module", ["page", "funnel", "diff", "marking"])
def test_examples_in_the_docstrings_hold(module: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(f"newsdesk.{module}"))
    assert (failed, tried > 0) == (0, True)


def _links(html: str) -> Iterator[BeautifulSoup]:
    yield from BeautifulSoup(html, "lxml").find_all("a", href=True)
