"""CPU per page of our extract and clean beside bare trafilatura with metadata, on the same pages.

    python tests/bench/bench_extract.py [PAGES]

Real pages when the shared test data is there, generated ones otherwise; then the price of hostile
pages, each in a process of its own.
"""

from __future__ import annotations

import gzip
import json
import logging
import multiprocessing
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import trafilatura

from ingest.clean import clean, load_rules
from ingest.extract import extract
from ingest.model import Page

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 12, 1, tzinfo=UTC)
GENERATED = 60
HOSTILE: dict[str, Callable[[], str]] = {
    "1 M nested tags": lambda: "<html><body>" + "<div>" * 1_000_000 + "text",
    "20 MB of paragraphs": lambda: "<html><body>" + ("<p>" + "word " * 200 + "</p>") * 20_000,
    "100,000 paragraphs": lambda: "<html><body>" + "<p>A sentence of a few words.</p>" * 100_000,
    "one line of 5 MB": lambda: "<html><body><p>" + "word " * 1_000_000,
    "3 MB of entities": lambda: "<html><body><p>" + "&amp;" * 600_000,
    "300,000 attributes": lambda: (
        "<html><body><div " + "".join(f"a{n}=1 " for n in range(300_000)) + "><p>text"
    ),
    "150,000 links": lambda: "<html><body>" + "<a href='/x'>link text</a> " * 150_000,
}


def real_pages() -> list[Page]:
    """Return the shared test pages, or nothing."""
    folder = Path(os.environ.get("WIREWATCH_SHARED", ROOT.parent / "shared")) / "data/pages"
    if not (folder / "pages.jsonl").exists():
        return []
    rows = map(json.loads, (folder / "pages.jsonl").read_text("utf-8").splitlines())
    return [
        page_of(row["url"], gzip.decompress((folder / row["html"]).read_bytes())) for row in rows
    ]


def generated_pages() -> list[Page]:
    """Return pages of the size and make of news pages, their words drawn by chance."""
    chance = random.Random(20261121)
    words = [
        "bridge",
        "council",
        "valley",
        "report",
        "water",
        "said",
        "the",
        "of",
        "on",
        "and",
        "a",
        "in",
    ]

    def sentence() -> str:
        return " ".join(chance.choices(words, k=22)).capitalize() + "."

    def paragraph() -> str:
        return f"<p>{sentence()} {sentence()}</p>"

    def page(number: int) -> Page:
        body = "".join(paragraph() for _ in range(chance.randint(8, 40)))
        cards = "".join(
            f"<div class='teaser'><a href='/{n}'>{sentence()}</a></div>" for n in range(60)
        )
        script = "<script>" + "var state = {a: [1, 2, 3]};" * 4_000 + "</script>"
        html = (
            f"<html lang='en'><head><title>{sentence()} | News</title>"
            f"<meta property='article:published_time' content='2026-11-20T10:00:00Z'></head><body>"
            f"<nav>{cards}</nav><article><h1>{sentence()}</h1>{body}</article>{cards}{script}</body></html>"
        )
        return page_of(f"https://news.example/{number}", html.encode())

    return [page(number) for number in range(GENERATED)]


def page_of(url: str, body: bytes) -> Page:
    """Return *body* as if it had been fetched."""
    return Page(url=url, final_url=url, body=body, fetched_at=NOW, content_type="text/html")


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of *work*."""
    started = time.process_time()
    work()
    return time.process_time() - started


def price(html: Callable[[], str]) -> tuple[float, int]:
    """Return CPU seconds and peak memory in MB of extracting one page; run in a fresh process."""
    page = page_of("https://news.example/x", html().encode())
    return cpu(lambda: extract(page, now=NOW)), peak_memory()


def peak_memory() -> int:
    """Return the peak resident memory of this process in MB.

    Not ``ru_maxrss``: Linux hands the parent's peak on to a spawned child.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def main() -> None:
    """Print both tables."""
    logging.disable(logging.CRITICAL)
    rules = load_rules(ROOT / "config/boilerplate")
    real = real_pages()
    pages = (real or generated_pages())[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    for page in pages[:3]:  # models and caches
        clean(extract(page, now=NOW), rules)
    bare = ours = lines = 0.0
    for page in pages:  # alternating, so that a busy moment hits both
        bare += cpu(
            lambda p=page: trafilatura.bare_extraction(
                p.body, with_metadata=True, include_comments=False
            )
        )
        extractions = []
        ours += cpu(lambda p=page, e=extractions: e.append(extract(p, now=NOW)))
        lines += cpu(lambda e=extractions: clean(e[0], rules))
    count = len(pages)
    print(f"{count} {'real' if real else 'generated'} pages, CPU ms a page")
    for name, seconds in (
        ("bare trafilatura", bare),
        ("extract", ours),
        ("extract + clean", ours + lines),
    ):
        print(f"  {name:18}{1000 * seconds / count:7.1f}   × {seconds / bare:.2f}")
    print("hostile pages: CPU s, peak MB of the process (goals: 5 s, 300 MB)")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in HOSTILE:
            seconds, memory = pool.apply(hostile, (name,))
            print(f"  {name:22}{seconds:6.2f}{memory:6d}")


def hostile(name: str) -> tuple[float, int]:
    """Return the price of the hostile page *name*."""
    logging.disable(logging.CRITICAL)
    return price(HOSTILE[name])


if __name__ == "__main__":
    main()
