"""A zoo of invented pages: one template per way publishing systems mark up an article.

A page under ``pages/`` is a template with a head of TOML; it takes its text from a story under
``stories/``. What is the article is recorded while the page is drawn: ``body()`` and ``say()`` write
a text into the page and into the truth, everything else on the page is furniture.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

HERE = Path(__file__).resolve().parent
URL = "https://www.paper.example/news/2026/{name}-10394"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An invented article: its lines are paragraphs, ``## `` headings and ``- `` items."""

    lang: str
    title: str
    standfirst: str
    authors: tuple[str, ...]
    date: str
    lines: tuple[str, ...]

    @property
    def day(self) -> str:
        """The day of publication, as the page's own clock has it."""
        return self.date[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """One page of the zoo and what is true about it."""

    name: str
    html: bytes
    url: str
    content_type: str
    kinds: tuple[str, ...]
    lines: tuple[str, ...]
    optional: tuple[str, ...]  # neither rewarded nor punished: headline, standfirst, captions
    title: str
    authors: tuple[str, ...] | None  # None: not judged
    date: str


def read_story(name: str) -> Story:
    """Return the story called *name*."""
    head, _, text = (HERE / "stories" / f"{name}.txt").read_text("utf-8").partition("\n\n")
    fields = dict(line.split(":", 1) for line in head.splitlines())
    return Story(
        lang=fields["lang"].strip(),
        title=fields["title"].strip(),
        standfirst=fields["standfirst"].strip(),
        authors=tuple(filter(None, map(str.strip, fields["authors"].split(";")))),
        date=fields["date"].strip(),
        lines=tuple(text.strip().splitlines()),
    )


class Truth:
    """Draws the article's texts into a page and remembers them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.lines: list[str] = []
        self.optional: list[str] = [story.title, story.standfirst]

    def say(self, text: str) -> Markup:
        """Return *text* for the page; it is part of the article."""
        self.lines.append(text)
        return escape(text)

    def may(self, text: str) -> Markup:
        """Return *text* for the page; an extractor may keep it or not."""
        self.optional.append(text)
        return escape(text)

    def texts(self, start: int = 0, stop: int | None = None) -> list[str]:
        """Return paragraphs without headings, recorded, for pages that carry them in scripts."""
        chosen = [line for line in self.story.lines if not line.startswith("## ")][start:stop]
        self.lines += chosen
        return chosen

    def body(
        self,
        p: str = "<p>{}</p>\n",
        h: str = "<h2>{}</h2>\n",
        *,
        every: str = "",
        n: int = 3,
        start: int = 0,
        stop: int | None = None,
    ) -> Markup:
        """Return the story's lines in the given markup, *every* after each *n* of them."""
        drawn = []
        for number, line in enumerate(self.story.lines[start:stop], 1):
            form, text = (h, line[3:]) if line.startswith("## ") else (p, line)
            drawn.append(form.replace("{}", self.say(text)))
            if every and number % n == 0:
                drawn.append(every)
        return Markup("".join(drawn))  # noqa: S704  (our own markup; the texts are escaped)


def specimens() -> Iterator[Specimen]:
    """Yield every page of the zoo, in the order of its name."""
    for path in sorted((HERE / "pages").glob("*.html")):
        yield draw(path)


def draw(path: Path) -> Specimen:
    """Return the page that the template *path* draws."""
    source = path.read_text("utf-8")
    head, _, markup = source.removeprefix("{#").partition("#}\n")
    facts: dict[str, Any] = tomllib.loads(head)
    story = read_story(facts.get("story", "ferry"))
    truth = Truth(story)
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)
    other = read_story(facts.get("other", "mine"))
    html = environment.from_string(markup).render(
        s=story, other=other, body=truth.body, say=truth.say, may=truth.may, texts=truth.texts
    )
    charset = facts.get("charset", "utf-8")
    kinds = tuple(facts.get("kinds", ["article"]))
    is_article = kinds[0] in ("article", "live-blog", "teaser")
    return Specimen(
        name=path.stem,
        html=html.encode(charset),
        url=facts.get("url", URL.format(name=path.stem)),
        content_type=facts.get("content_type", "text/html"),
        kinds=kinds,
        lines=tuple(truth.lines),
        optional=tuple(filter(None, truth.optional)),
        title=facts.get("title", story.title) if is_article else "",
        authors=tuple(facts.get("authors", story.authors)) if is_article else None,
        date=facts.get("date", story.day) if is_article else "",
    )
