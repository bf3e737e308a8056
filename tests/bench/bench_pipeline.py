"""Articles per CPU second from saved pages to the store, and the memory it takes.

python tests/bench/bench_pipeline.py [--pages 300]

The pages are generated, all on topic and all different, so every one goes the whole way: archive,
extract, clean, judge, compare, store, index.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from pathlib import Path

from ingest.app import open_app
from ingest.model import ChannelKind

OPENING = (
    "Officials from China, Russia and Ukraine spoke about grain and sanctions in {place} on {day}."
)
WORDS = (
    "talks border trade ministers grain port sanctions missile envoy Kremlin Beijing Kyiv Moscow export "
    "meeting troops pipeline gas summit embassy statement winter convoy ships inspection railway deal"
).split()
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Example Times</title>
<meta property="og:title" content="{title}"><link rel="canonical" href="https://times.example/{n}">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}",
"datePublished":"2026-11-{day:02d}T10:00:00Z",
"author":{{"@type":"Person","name":"Ann Example"}}}}</script></head>
<body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{body}</article>
<aside class="newsletter"><p>Sign up to our newsletter</p></aside><footer><p>© Example Times</p></footer>
</body></html>"""


def write_pages(folder: Path, count: int) -> None:
    """Write *count* different pages of about 40 KB."""
    dice = random.Random(20261121)
    menu = "".join(f'<li><a href="/section/{n}">Section {n}</a></li>' for n in range(400))
    for n in range(count):
        sentences = [" ".join(dice.choices(WORDS, k=14)).capitalize() + "." for _ in range(60)]
        opening = OPENING.format(place=dice.choice(WORDS), day=n)
        paragraphs = [opening, *(" ".join(sentences[i : i + 3]) for i in range(0, 60, 3))]
        title = f"China and Russia talk about Ukraine, day {n}"
        body = "".join(f"<p>{p}</p>" for p in paragraphs)
        page = PAGE.format(title=title, n=n, day=1 + n % 20, menu=menu, body=body)
        (folder / f"{n:06d}.html").write_text(page, "utf-8")


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    count = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        (home / "saved").mkdir()
        write_pages(home / "saved", count)
        with open_app({"WIREWATCH_HOME": str(home / "home")}) as app:
            local = app.with_local(home / "saved", ChannelKind.FOLDER)
            start = time.process_time()
            report, _ = local.run("bench", ("local",))
            spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"pages {count}, outcomes {report.counts}")
    each = 1000 * spent / count
    print(
        f"saved page to store   {1000 / each:8.1f} articles per CPU second   ({each:.1f} ms each)"
    )
    print(f"peak memory           {peak:8.0f} MB")


if __name__ == "__main__":
    main()
