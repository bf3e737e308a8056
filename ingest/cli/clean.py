"""``clean``: one page, or a stream of pages, through extraction and cleaning only."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.output import emit_json, json_option, talk

if TYPE_CHECKING:
    from ingest.model import CleanText, Extraction, Moment, Page
    from ingest.pipeline import Rulebook


@click.command()
@click.argument("target", required=False, default="-", metavar="[FILE|URL|-]")
@click.option(
    "--explain",
    is_flag=True,
    help="Show every line; those taken out with stage, class (the file in config/boilerplate) and rule.",
)
@click.option(
    "--jsonl",
    "stream",
    is_flag=True,
    help="Read {id, url, html | html_b64 | text} per line from stdin; write one result per line.",
)
@json_option
def clean(target: str, explain: bool, stream: bool, as_json: bool) -> None:
    """Print the article text of a page: a file, a URL, or stdin (-).

    Nothing is stored, and lines learned of a publisher are not applied. Exit code 3: there is no
    article on it.
    """
    rulebook = _rulebook()
    if stream:
        if target != "-":
            raise click.UsageError("--jsonl reads from stdin; leave FILE or URL out")
        bad = 0
        for result in _stream(rulebook):
            bad += result["outcome"] == "bad-input"
            emit_json(result)
        raise click.exceptions.Exit(4 if bad else 0)
    page = _page(target)
    extraction, cleaned = _read(page, rulebook)
    result = _result(target, extraction, cleaned)
    if as_json:
        emit_json(result)
    elif explain:
        _explain(extraction, cleaned, rulebook)
    else:
        talk(
            f"{result['title'] or 'no title'} — {len(cleaned.removed)} lines removed, see --explain"
        )
        click.echo(result["text"])
    raise click.exceptions.Exit(0 if result["text"] else 3)


def _rulebook() -> Rulebook:
    from ingest.clean import load_rules
    from ingest.pipeline import Rulebook
    from ingest.relevance import load_topics
    from ingest.settings import load_settings

    config = load_settings(os.environ).config
    return Rulebook(cleaning=load_rules(config / "boilerplate"), topics=load_topics(config))


def _read(page: Page, rulebook: Rulebook) -> tuple[Extraction, CleanText]:
    from ingest.pipeline import read

    return read(page, rulebook, entry=None, now=page.fetched_at)


def _page(target: str) -> Page:
    from ingest.app import utc_now
    from ingest.model import Page

    if target.startswith(("http://", "https://")):
        return _fetch(target)
    if target == "-":
        body, name = sys.stdin.buffer.read(), "stdin"
    else:
        try:
            body, name = Path(target).read_bytes(), Path(target).resolve().as_uri()
        except OSError as error:
            raise click.ClickException(f"{target}: {error.strerror}") from error
    if body[:2] == b"\x1f\x8b":
        import gzip
        import zlib

        try:
            body = gzip.decompress(body)
        except (OSError, EOFError, zlib.error) as error:
            raise click.ClickException(f"{target}: is not readable gzip ({error})") from error
    kind = "text/plain" if target.endswith(".txt") else ""
    return Page(url=name, final_url=name, body=body, fetched_at=utc_now(), content_type=kind)


def _fetch(url: str) -> Page:
    from ingest.app import fetch_one
    from ingest.model import Failure

    answer = fetch_one(os.environ, url)
    if isinstance(answer, Failure):
        raise click.ClickException(f"{url}: {answer.code}: {answer.message}")
    return answer


def _stream(rulebook: Rulebook) -> Iterator[dict[str, Any]]:
    from ingest.app import utc_now
    from ingest.model import Page

    now = utc_now()
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
            body, kind = _body(document)
            url = document.get("url") or ""
            if not isinstance(url, str):
                raise TypeError("url is not a string")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            yield {
                "id": None,
                "outcome": "bad-input",
                "reason": f"line {number}: {error}",
            } | _NOTHING
            continue
        name = document.get("id")
        line, document = b"", {}  # a page of 20 MB would stay in memory three times
        page = Page(url=url, final_url=url, body=body, fetched_at=now, content_type=kind)
        extraction, cleaned = _read(page, rulebook)
        yield _result(name, extraction, cleaned)


_NOTHING: dict[str, Any] = {
    "text": "", "title": None, "authors": [], "date": None, "language": None, "removed": []
}  # fmt: skip


def _body(document: dict[str, Any]) -> tuple[bytes, str]:
    if document.get("html_b64") is not None:
        return base64.b64decode(document["html_b64"], validate=True), "text/html"
    if document.get("html") is not None:
        return str(document["html"]).encode("utf-8", "surrogatepass"), "text/html; charset=utf-8"
    if document.get("text") is not None:
        return str(document["text"]).encode("utf-8", "surrogatepass"), "text/plain; charset=utf-8"
    raise ValueError("one of html, html_b64 and text is needed")


def _result(name: object, extraction: Extraction, cleaned: CleanText) -> dict[str, Any]:
    from ingest.normalize.text import normalize_text

    published = extraction.published or cleaned.published
    return {
        "id": name,
        "outcome": str(extraction.kind),
        "reason": extraction.reason,
        "text": normalize_text(cleaned.text),
        "title": extraction.headline or cleaned.headline or None,
        "authors": list(extraction.authors or cleaned.authors),
        "date": _date(published),
        "modified": _date(extraction.modified or cleaned.modified),
        "language": extraction.language or None,
        "corrections": list(extraction.corrections),
        "removed": [
            {"line": r.line, "stage": r.stage, "rule": r.rule, "class": r.rule_class}
            for r in cleaned.removed
        ],
    }


def _date(moment: Moment | None) -> str | None:
    if moment is None:
        return None
    if moment.precision in ("day", "month", "year"):
        return str(moment.at.date())
    stamp = moment.at.isoformat()
    return stamp.replace("+00:00", "Z" if moment.zone_known else "")


def _explain(extraction: Extraction, cleaned: CleanText, rulebook: Rulebook) -> None:
    from ingest.clean.reasons import reason

    removed = {r.position: r for r in cleaned.removed}
    total = len(cleaned.kept) + len(cleaned.removed)
    kept = iter(cleaned.kept)
    click.echo(f"# {extraction.headline or cleaned.headline or '(no title)'}")
    click.echo(
        f"# {extraction.kind}, read as {extraction.method or 'nothing'}: {total} lines, "
        f"{len(removed)} taken out (- [stage/class/rule])"
    )
    for position in range(total):
        if position in removed:
            gone = removed[position]
            click.echo(f"- [{gone.stage}/{gone.rule_class}/{gone.rule}] {gone.line}")
        else:
            click.echo(f"  {next(kept).text}")
    for rule in dict.fromkeys(r.rule for r in cleaned.removed):
        if why := reason(rule, rulebook.cleaning):
            click.echo(f"# {rule}: {why}")


COMMANDS = (clean,)
