"""``wirewatch clean --jsonl``: one process, many bad inputs, one answer each."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

from ingest.model import PageKind
from tests.extract.pages import PARAGRAPHS, article

SCRIPT = "<html><body><div id='root'></div><script>window.__STATE__ = {}</script></body></html>"
BAD: dict[str, bytes] = {
    "empty": b"",
    "spaces": b" \n ",
    "pdf": b"%PDF-1.7\n%\xe2\xe3" + bytes(range(256)) * 40,
    "binary": bytes(range(256)) * 4000,
    "zeros": bytes(100_000),
    "nested": b"<div>" * 200_000 + b"text",
    "unclosed": b"<p><b><i><table><tr><td>" * 20_000,
    "entities": b"<p>" + b"&amp;&#1;&bogus;" * 100_000,
    "one-line": b"<p>" + b"word " * 1_000_000,
    "one-word": b"<p>" + b"x" * 3_000_000,
    "large": (b"<p>" + b"word " * 200 + b"</p>") * 20_000,
    "breaks": b"<html><body><td>" + b"a line of some words that ends here<br>" * 60_000,
    "two-byte": "<p>\ud55c</p>".encode("utf-16") * 1000,
    "script-brackets": SCRIPT.format("[" * 400_000).encode(),
    "script-objects": SCRIPT.format('{"a":' * 400_000).encode(),
    "script-starts": SCRIPT.format("={" * 400_000).encode(),
    "script-strings": SCRIPT.format(json.dumps([["word " * 30] * 300] * 300)).encode(),
    "script-markup": SCRIPT.format(json.dumps("<p" * 400_000)).encode(),
    "authors": b"<h1>t</h1>" + b"<div>by <a>A B</a> " * 30_000,
    "columns": b"<table><tr>" + b"<td>" + b"text of a cell<br>" * 10 * 3000,
    "truncated": article().encode()[:-700],
    "whole": article().encode(),
}


def test_every_bad_page_gets_one_answer_and_no_traceback(root: Path) -> None:
    asked = [
        json.dumps({"id": name, "url": "", "html_b64": base64.b64encode(body).decode()})
        for name, body in BAD.items()
    ]
    result = subprocess.run(
        [sys.executable, "-m", "ingest", "clean", "--jsonl"],
        input="\n".join(
            [*asked[:-1], "no json", '{"id": "nothing"}', "[]", "", asked[-1]]
        ).encode(),
        capture_output=True,
        cwd=root,
        check=False,
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert b"Traceback" not in result.stderr
    assert [a["id"] for a in answers if a["outcome"] != "bad-input"] == list(BAD)
    assert sum(a["outcome"] == "bad-input" for a in answers) == 3
    assert {a["outcome"] for a in answers} <= {*map(str, PageKind), "bad-input"}
    assert all(a["text"] or a["reason"] for a in answers)
    assert answers[-1]["text"].split("\n\n") == list(PARAGRAPHS)
