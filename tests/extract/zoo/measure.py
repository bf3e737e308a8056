"""Measure extraction and cleaning on the zoo: ``python -m tests.extract.zoo.measure [--half open]``.

Half of the templates, drawn by a hash of their names, is held back: its rows are shown only as a sum,
so that nobody repairs a page of it by looking at it.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.clean import CleaningRules, clean, load_rules
from ingest.extract import extract
from ingest.model import Page
from ingest.normalize.text import fold
from tests.extract.zoo.zoo import Specimen, specimens

NOW = datetime(2026, 12, 21, 12, 0, tzinfo=UTC)
RULES = Path(__file__).resolve().parents[3] / "config" / "boilerplate"
ARTICLES = ("article", "live-blog", "teaser")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How one page came out; a field that is not judged is None."""

    name: str
    held: bool
    precision: float | None
    recall: float | None
    title: bool | None
    authors: bool | None
    date: bool | None
    kind: bool
    found: dict[str, object]
    extra: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def is_held(name: str) -> bool:
    """Return whether the template *name* belongs to the half that is kept back."""
    return hashlib.sha256(f"zoo:{name}".encode()).digest()[0] % 2 == 0


def measure(specimen: Specimen, rules: CleaningRules) -> Row:
    """Return how extraction and cleaning do on *specimen*."""
    url = specimen.url
    page = Page(
        url=url,
        final_url=url,
        body=specimen.html,
        fetched_at=NOW,
        content_type=specimen.content_type,
    )
    extraction = extract(page, now=NOW)
    cleaned = clean(extraction, rules)
    published = extraction.published or cleaned.published
    found = {
        "kind": str(extraction.kind),
        "title": extraction.headline or cleaned.headline,
        "authors": extraction.authors or cleaned.authors,
        "date": published.at.date().isoformat() if published else "",
        "method": extraction.method,
    }
    kind = found["kind"] in specimen.kinds
    if specimen.kinds[0] not in ARTICLES:
        return Row(
            name=specimen.name, held=is_held(specimen.name), precision=None, recall=None,
            title=None, authors=None, date=None, kind=kind, found=found,
        )  # fmt: skip
    optional = {fold(text) for text in specimen.optional}
    got = Counter(w for b in cleaned.kept if fold(b.text) not in optional for w in _words(b.text))
    want = Counter(w for line in specimen.lines if fold(line) not in optional for w in _words(line))
    common = (got & want).total()
    lines = {fold(b.text) for b in cleaned.kept} - optional
    truth = {fold(line) for line in specimen.lines} - optional
    return Row(
        name=specimen.name,
        held=is_held(specimen.name),
        precision=common / got.total() if got else 0.0,
        recall=common / want.total() if want else 1.0,
        title=fold(str(found["title"])) == fold(specimen.title),
        authors=None
        if specimen.authors is None
        else {fold(a) for a in extraction.authors or cleaned.authors}
        == {fold(a) for a in specimen.authors},
        date=found["date"] == specimen.date,
        kind=kind,
        found=found,
        extra=tuple(sorted(lines - truth)),
        missing=tuple(sorted(truth - lines)),
    )


def _words(text: str) -> Iterable[str]:
    """Yield what is counted: words, and single ideographs; a line's edges count with it."""
    folded = fold(text).split()
    for word in folded:
        if any("\u3040" <= c <= "\u9fff" for c in word):
            yield from word
        else:
            yield word
    yield "¶" + "".join(folded)[-24:]  # run-together or cut lines are faults of their own


def share(values: Iterable[bool | float | None]) -> float:
    """Return the mean of what was judged, in percent."""
    judged = [float(value) for value in values if value is not None]
    return 100 * sum(judged) / len(judged) if judged else 0.0


def summary(rows: list[Row]) -> str:
    """Return one line of figures."""
    articles = [r for r in rows if r.precision is not None and r.recall is not None]
    f1 = [
        2 * r.precision * r.recall / (r.precision + r.recall) if r.precision and r.recall else 0.0
        for r in articles
    ]  # fmt: skip
    return (
        f"pages {len(rows):3d}  P {share(r.precision for r in rows):5.1f}"
        f"  R {share(r.recall for r in rows):5.1f}  F1 {share(f1):5.1f}"
        f"  clean {share(not r.extra and not r.missing for r in articles):5.1f}"
        f"  title {share(r.title for r in rows):5.1f}  authors {share(r.authors for r in rows):5.1f}"
        f"  date {share(r.date for r in rows):5.1f}  kind {share(r.kind for r in rows):5.1f}"
    )


def told(*lines: str) -> None:
    """Print *lines*: a measurement's table is its product."""
    sys.stdout.write("\n".join(lines) + "\n")


def main(arguments: list[str]) -> None:
    """Print the figures of both halves, and what is wrong on the open pages."""
    rules = load_rules(RULES)
    rows = [measure(specimen, rules) for specimen in specimens()]
    shown = rows if "--all" in arguments else [r for r in rows if not r.held]
    for row in shown:
        wrong = [f for f in ("title", "authors", "date", "kind") if getattr(row, f) is False]
        if wrong or row.extra or row.missing:
            told(f"{row.name}: {', '.join(f'{f}={row.found[f]!r}' for f in wrong)} {row.found}")
            for sign, lines in (("+", row.extra), ("-", row.missing)):
                for line in lines:
                    told(f"   {sign} {line[:150]}")
    for name, part in (
        ("open", [r for r in rows if not r.held]),
        ("held", [r for r in rows if r.held]),
    ):
        told(f"{name}: {summary(part)}")


if __name__ == "__main__":
    main(sys.argv[1:])
