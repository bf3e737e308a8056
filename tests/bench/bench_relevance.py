"""CPU cost of judging relevance: loading a topic, building its automaton, one article, two topics.

    python tests/bench/bench_relevance.py [PAGES.jsonl]

Without a file of real texts ({title, text, language} a line; what the shared test pages carry), the
labelled texts of the tests are joined to the length of an average article.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from ingest.relevance import Topic, Topics, judge, judge_all, load_topic, read_labels
from ingest.relevance.topic import TopicFile

ROOT = Path(__file__).resolve().parents[2]
AVERAGE = 5_500  # characters of an article on the shared test pages
ROUNDS = 3  # the best counts: other work on the machine only ever adds


class Text(NamedTuple):
    """What is judged."""

    title: str
    text: str
    language: str


def texts_of(arguments: Sequence[str]) -> list[Text]:
    """Return the texts to judge."""
    if arguments:
        lines = Path(arguments[0]).read_text("utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line.strip()]
        return [Text(row["title"] or "", row["text"], row["language"] or "") for row in rows]
    labelled = read_labels(ROOT / "tests/relevance/labels/tuning.jsonl")
    return [
        Text(item.title, f"{item.text}\n" * (AVERAGE // len(item.text) + 1), item.language)
        for item in labelled
    ]


def milliseconds(work: Callable[[], object]) -> float:
    """Return the CPU time of *work*: the best of a few rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best * 1000


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    path = ROOT / "config" / "topic.toml"
    texts = texts_of(arguments)
    topic = load_topic(path)
    renamed = TopicFile.model_validate({**topic.file.model_dump(), "key": "second"})
    both = Topics([topic, Topic(renamed)])

    def first_use() -> None:
        judge(Topic(topic.file), title="", text="", language="")

    def one() -> None:
        for text in texts:
            judge(topic, **text._asdict())

    def two() -> None:
        for text in texts:
            judge_all(both, **text._asdict())

    characters = sum(len(text.text) for text in texts) / len(texts)
    patterns = sum(
        len(names.find) for entity in topic.file.entity for names in entity.names.values()
    )
    print(f"{len(texts)} texts of {characters:,.0f} characters; {patterns:,} patterns of names")
    print(f"load the topic file   {milliseconds(lambda: load_topic(path)):8.1f} ms")
    print(f"build the automata    {milliseconds(first_use):8.1f} ms")
    print(f"judge an article      {milliseconds(one) / len(texts):8.3f} ms")
    print(f"... for two topics    {milliseconds(two) / len(texts):8.3f} ms")


if __name__ == "__main__":
    main(sys.argv[1:])
