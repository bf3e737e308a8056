"""The command as people and scripts use it: data on stdout, talk on stderr, exit codes as promised."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ARTICLE = """<!doctype html><html lang="en"><head><title>Grain talks resume | Harbour Post</title>
<link rel="canonical" href="https://harbour.example/grain-talks"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Grain talks resume</h1>
<p>Envoys of Russia and Ukraine met in Istanbul on Monday to speak about grain ships, officials said.</p>
<p>Hide Ad</p>
<p>China, which buys much of the grain, sent an observer to the talks and called them useful.</p>
<p>Both sides agreed to meet again in a week, and to let three waiting convoys leave the port of Odesa.</p>
<p>A spokesman in Moscow said that inspectors would look at every ship, as they did in the summer.</p>
</article><footer>© Harbour Post</footer></body></html>"""


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Said]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def wirewatch(home: Path) -> Command:
    def run(*arguments: str | Path, stdin: bytes = b"", **environ: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "ingest", *map(str, arguments)],
            env={"WIREWATCH_HOME": str(home), "PATH": "", "PYTHONWARNINGS": "error"} | environ,
            input=stdin, capture_output=True, check=False,
        )  # fmt: skip
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="module")
def filled(wirewatch: Command, home: Path) -> Said:
    """A store with one article and one off-topic page in it."""
    pages = home / "pages"
    pages.mkdir()
    (pages / "grain.html").write_text(ARTICLE)
    (pages / "cake.txt").write_text(
        "Cake\n\n" + "Beat the eggs and the sugar until the bowl is white. " * 20
    )
    (pages / "broken.html.gz").write_bytes(b"\x1f\x8bnonsense")
    return wirewatch("run", "--folder", pages, "--json")


def test_a_folder_ends_with_one_outcome_per_page(filled: Said) -> None:
    assert filled.code == 0, filled.err
    counts = json.loads(filled.out)["counts"]
    assert counts == {"stored": 1, "off-topic": 1, "failed": 1}


def test_articles_are_listed_shown_found_and_explained(wirewatch: Command, filled: Said) -> None:
    (row,) = wirewatch("articles", "--json").rows()
    assert row["headline"] == "Grain talks resume"
    shown = wirewatch("show", row["id"], "--removed")
    assert "[clean/ad-marker/" in shown.out
    assert shown.code == 0
    assert [r["id"] for r in wirewatch("search", "grain", "ships", "--json").rows()] == [row["id"]]
    steps = wirewatch("why", "https://harbour.example/grain-talks?utm_source=x", "--json").rows()
    assert [s["what"] for s in steps][-1] in ("stored", "version 1")
    assert len(wirewatch("versions", row["id"], "--json").rows()) == 1


def test_piped_lists_are_tab_separated(wirewatch: Command, filled: Said) -> None:
    (line,) = wirewatch("articles").out.splitlines()
    assert line.split("\t")[-1] == "Grain talks resume"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        pytest.param(["show", "nothing"], 3, "nothing", id="unknown-article"),
        pytest.param(["search", "zzzz"], 3, "Nothing found", id="no-hit"),
        pytest.param(["why", "https://never.example/seen"], 3, "Never seen", id="unknown-url"),
        pytest.param(["why", "not a url"], 2, "not a web address", id="no-url"),
        pytest.param(["run", "--source", "bbc-wrld"], 3, "bbc-world", id="misspelt-source"),
        pytest.param(["run", "--folder", "/nowhere"], 2, "does not exist", id="no-folder"),
        pytest.param(["clean", "/nowhere.html"], 1, "No such file", id="no-file"),
        pytest.param(["digest", "send"], 2, "nobody to send to", id="no-recipients"),
        pytest.param(["frobnicate"], 2, "No such command", id="unknown-command"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_words_with_its_code(
    wirewatch: Command, filled: Said, arguments: list[str], code: int, says: str
) -> None:
    said = wirewatch(*arguments)
    assert says in said.err
    assert said.code == code
    assert "Traceback" not in said.err


def test_clean_prints_the_text_and_explains(wirewatch: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html.gz"
    page.write_bytes(gzip.compress(ARTICLE.encode()))
    plain = wirewatch("clean", page)
    assert plain.code == 0
    assert plain.err == ""
    assert "Hide Ad" not in plain.out
    assert plain.out.startswith("Envoys of Russia")
    assert "- [clean/ad-marker/" in wirewatch("clean", page, "--explain").out


def test_a_stream_answers_every_line_in_order(wirewatch: Command) -> None:
    documents = [
        {"id": 1, "url": "https://a.example/1", "html": ARTICLE},
        {"id": "two", "html_b64": base64.b64encode(ARTICLE.encode()).decode()},
        {"id": 3, "text": "Grain talks resume\n\n" + "Envoys met in the port on Monday. " * 10},
        {"id": 4},
        {"id": 5, "html_b64": "%%%"},
        {"id": 6, "html": ""},
    ]
    lines = [json.dumps(d).encode() for d in documents] + [b"{broken", b"[]", b"\xff\xfe"]
    said = wirewatch("clean", "--jsonl", stdin=b"\n".join(lines))
    rows = said.rows()
    assert [r["id"] for r in rows[:3]] == [1, "two", 3]
    assert [r["outcome"] for r in rows] == ["article"] * 3 + ["bad-input"] * 2 + ["empty"] + [
        "bad-input"
    ] * 3
    assert rows[0]["title"] == "Grain talks resume"
    assert rows[0]["removed"][0].keys() >= {"line", "stage", "rule"}
    assert said.code == 4


def test_doctor_names_what_to_mend(wirewatch: Command, filled: Said) -> None:
    said = wirewatch("doctor", "--json")
    findings = {row["what"]: row for row in said.rows()}
    assert said.code == 1
    assert not findings["contact"]["ok"]
    assert [w for w, f in findings.items() if not f["ok"]] == ["contact"]


@pytest.mark.parametrize(
    ("file", "content", "names"),
    [
        pytest.param("wirewatch.toml", "[fetch]\nmin_dely = 3\n", "fetch.min_dely", id="settings"),
        pytest.param(
            "wirewatch.toml", '[digest]\ntime_zone = "Mars/X"\n', "digest.time_zone", id="zone"
        ),
        pytest.param("wirewatch.toml", "[store\n", "not valid TOML", id="toml"),
        pytest.param("sources.toml", '[[source]]\nkey = "x"\n', "key='x'", id="source"),
        pytest.param(
            "boilerplate/kicker.toml", '[[rule]]\nid = "x"\nclas = "y"\n', "clas", id="rule"
        ),
        pytest.param("topic.toml", "[[entity]]\nname = 3\n", "topic.toml", id="topic"),
    ],
)
def test_a_broken_block_names_file_and_key(
    wirewatch: Command, root: Path, tmp_path: Path, file: str, content: str, names: str
) -> None:
    config = shutil.copytree(root / "config", tmp_path / "config")
    (config / file).write_text(content)
    said = wirewatch("doctor", "--json", WIREWATCH_CONFIG=str(config))
    complaint = " ".join(row["says"] for row in said.rows() if not row["ok"])
    assert file in complaint
    assert names in complaint
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://u:secret@127.0.0.1:1/none", "sqlite:////proc/none/store.db", "nonsense"],
    ids=["no-server", "no-folder", "no-url"],
)
def test_an_unreachable_store_is_one_sentence_without_a_password(
    wirewatch: Command, url: str
) -> None:
    said = wirewatch("articles", WIREWATCH_STORE_URL=url)
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "secret" not in said.err


def test_seeds_are_listed_imported_once_and_withdrawn(wirewatch: Command, tmp_path: Path) -> None:
    shipped = wirewatch("seed", "list", "--json").rows()
    assert {row["key"] for row in shipped} >= {"000", "002", "003"}
    (tmp_path / "harbour.txt").write_text(
        "Harbour\n\n" + "Three convoys left the port of Odesa at dawn. " * 9
    )
    first, again = (
        json.loads(wirewatch("seed", "import", tmp_path, "--json").out) for _ in range(2)
    )
    assert (first["added"], again["added"], again["known"]) == (1, 0, 1)
    assert wirewatch("seed", "withdraw", "harbour").code == 0
    assert wirewatch("seed", "withdraw", "harbour").code == 3


def test_an_export_is_written_and_then_nothing_is_new(wirewatch: Command, filled: Said) -> None:
    assert json.loads(wirewatch("export", "--json").out)["rows"] == 1
    assert wirewatch("export", "--json").code == 3


def test_a_closed_pipe_ends_quietly(home: Path) -> None:
    command = [sys.executable, "-m", "ingest", "sources", "list", "--all", "--json"]
    environ = {"WIREWATCH_HOME": str(home), "PATH": ""}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as listing:
        assert listing.stdout
        assert listing.stderr
        listing.stdout.read(1)
        listing.stdout.close()
        assert listing.stderr.read() == b""
