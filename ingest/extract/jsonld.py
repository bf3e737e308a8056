"""What a page says about its article in JSON-LD, in all the shapes publishers give it."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lxml.html import HtmlElement

from ingest.normalize.text import normalize_text, unescaped

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_MAX_SCRIPT = 1_000_000  # characters; articles of all sizes fit into a fraction
_MAX_NODES = 20_000
_OPENING = re.compile(r"<!--|//\s{0,9}<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/")
_MOST_MARKS = 4  # on either side
_CLOSING = ("-->", "//]]>", "// ]]>", "]]>", "/**/", ";")
_CONTROLS = re.compile(r"[\x00-\x1f]+")
_TAGS = re.compile(r"<[^<>]{1,400}>")
_BREAKS = re.compile(r"</?(?:p|br|div|h[1-6]|li)\b[^<>]{0,300}>", re.IGNORECASE)
# Paragraphs run together: a sentence ends and the next begins without a space between them
_GLUE = re.compile(
    r"(?<=[a-zà-öø-ÿа-яёіїєґ]{2}[.!?])(?=[\"“«„A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ])(?![A-Z]\.)"
    r"|(?<=[a-zà-öø-ÿа-яёіїєґ][.!?][”»\"])(?=[“«„A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ])"
)
# entries of a live ticker and of lists carry headlines and dates of their own
_NOT_THIS_ARTICLE = frozenset(
    {"liveBlogUpdate", "itemListElement", "hasPart", "comment", "isPartOf"}
)
_ARTICLE = ("Article", "Posting", "Report", "ReportageNewsArticle")
_ORGANISATIONS = ("Organization", "Corporation", "WebSite", "WebPage", "Brand", "Thing")


@dataclass(frozen=True, slots=True, kw_only=True)
class LdAuthor:
    """One author as claimed: a person, an organisation, or not said."""

    name: str
    kind: str = ""  # "person", "organization" or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LdArticle:
    """One article object. Strings are unescaped and on one line, except ``body``."""

    types: tuple[str, ...] = ()
    headline: str = ""
    name: str = ""
    authors: tuple[LdAuthor, ...] = ()
    published: str = ""
    modified: str = ""
    section: str = ""
    body: str = ""  # paragraphs separated by newlines where the publisher keeps them
    description: str = ""
    image: str = ""
    caption: str = ""
    credit: str = ""
    url: str = ""
    publisher: str = ""
    is_free: bool | None = None
    words: int = 0  # as the publisher counts them
    corrections: tuple[str, ...] = ()  # schema.org `correction`: what was put right

    @property
    def is_live(self) -> bool:
        """A live blog by its own type."""
        return "LiveBlogPosting" in self.types


@dataclass(frozen=True, slots=True, kw_only=True)
class LdPage:
    """Every article of a page's JSON-LD, and the types of all its objects."""

    articles: tuple[LdArticle, ...] = ()
    types: frozenset[str] = frozenset()

    def main(self, url: str = "") -> LdArticle:
        """Return the article the page is about: the one at *url*, else the most complete."""
        if not self.articles:
            return LdArticle()
        here = _bare(url)
        return max(
            self.articles,
            key=lambda a: (
                bool(here) and _bare(a.url) == here,
                bool(a.published) + bool(a.headline) + bool(a.authors),
                len(a.body),
            ),
        )


def read_jsonld(tree: HtmlElement) -> LdPage:
    """Return what the JSON-LD scripts of *tree* say; broken scripts are skipped one by one."""
    nodes: list[dict[str, Json]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            nodes.extend(_objects(_parse(script.text)))
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 2
    }
    articles = [_article(node, by_id) for node in nodes if _is_article(node)]
    return LdPage(
        articles=tuple(articles), types=frozenset(kind for node in nodes for kind in _types(node))
    )


def plain(value: str) -> str:
    """Return *value* on one line, without markup, entities resolved (twice: CMSs escape twice)."""
    text = unescaped(unescaped(value)) if "&" in value else value
    return " ".join(normalize_text(_TAGS.sub(" ", text) if "<" in text else text).split())


def plain_lines(value: str) -> str:
    """Like ``plain``, but paragraph tags and line breaks in *value* stay line breaks."""
    text = unescaped(unescaped(value)) if "&" in value else value
    lines = _GLUE.sub("\n", _BREAKS.sub("\n", text)).splitlines()
    return "\n".join(filter(None, map(plain, lines)))


def _parse(script: str) -> Json:
    text = _unwrapped(script[:_MAX_SCRIPT])
    for attempt in (text, _CONTROLS.sub(" ", text)):
        try:
            parsed: Json = json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
        return parsed
    return None


def _unwrapped(script: str) -> str:
    """Return *script* without the comment and CDATA marks that once hid scripts from old browsers."""
    text = script.strip()
    for _ in range(_MOST_MARKS):
        opening = _OPENING.match(text)
        text = text[opening.end() :].lstrip() if opening else text
    for _ in range(_MOST_MARKS):
        closing = next((mark for mark in _CLOSING if text.endswith(mark)), "")
        text = text.removesuffix(closing).rstrip()
    return text


def _objects(root: Json) -> Iterator[dict[str, Json]]:
    """Yield every object below *root*, outer ones first; bounded, and without recursion."""
    queue: deque[Json] = deque([root])
    for _ in range(_MAX_NODES):
        if not queue:
            return
        node = queue.popleft()
        if isinstance(node, list):
            queue.extendleft(reversed(node[:_MAX_NODES]))
        elif isinstance(node, dict):
            yield node
            queue.extend(
                value
                for key, value in node.items()
                if isinstance(value, (dict, list)) and key not in _NOT_THIS_ARTICLE
            )


def _types(node: dict[str, Json]) -> tuple[str, ...]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str))


def _is_article(node: dict[str, Json]) -> bool:
    return any(kind.endswith(_ARTICLE) and kind != "JobPosting" for kind in _types(node))


def _article(node: dict[str, Json], by_id: dict[Json, dict[str, Json]]) -> LdArticle:
    image = _image(node.get("image"), by_id)
    return LdArticle(
        types=_types(node),
        headline=plain(_text(node.get("headline"))),
        name=plain(_text(node.get("name"))),
        authors=tuple(_authors(node.get("author") or node.get("creator"), by_id)),
        published=plain(_text(node.get("datePublished") or node.get("dateCreated"))),
        modified=plain(_text(node.get("dateModified"))),
        section=plain(_text(node.get("articleSection"))),
        body=plain_lines(_text(node.get("articleBody"))),
        description=plain(_text(node.get("description"))),
        image=image[0],
        caption=image[1],
        credit=image[2],
        url=_url(node),
        publisher=_name(node.get("publisher"), by_id),
        is_free=_truth(node.get("isAccessibleForFree")),
        words=_number(node.get("wordCount")),
        corrections=tuple(_corrections(node.get("correction"))),
    )


def _text(value: Json) -> str:
    """Return the first string of *value*: publishers wrap strings in lists and language maps."""
    if isinstance(value, list):
        return next((text for text in map(_text, value) if text), "")
    if isinstance(value, dict):
        return _text(value.get("@value") or value.get("name"))
    return value if isinstance(value, str) else ""


def _corrections(value: Json) -> Iterator[str]:
    """Yield the notices of schema.org `correction`: texts or CorrectionComments; links are none."""
    for item in value if isinstance(value, list) else [value]:
        text = item.get("text") or item.get("description") if isinstance(item, dict) else item
        if isinstance(text, str) and (line := plain(text)) and "://" not in line:
            yield line


def _number(value: Json) -> int:
    said = str(value).strip()
    return int(said) if said.isdecimal() and len(said) < 7 else 0


def _truth(value: Json) -> bool | None:
    said = str(value).strip().lower()
    if said in ("false", "no", "0") or said.endswith("/false"):
        return False
    return True if said in ("true", "yes", "1") or said.endswith("/true") else None


def _url(node: dict[str, Json]) -> str:
    page = node.get("mainEntityOfPage")
    inner = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return next((u for u in map(_text, (node.get("url"), inner, node.get("@id"))) if "//" in u), "")


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$|/+$", "", url.strip())


def _resolve(value: Json, by_id: dict[Json, dict[str, Json]]) -> Json:
    if isinstance(value, dict) and "name" not in value:
        return by_id.get(value.get("@id"), value)
    return value


def _authors(value: Json, by_id: dict[Json, dict[str, Json]]) -> Iterator[LdAuthor]:
    for item in value if isinstance(value, list) else [value]:
        author = _resolve(item, by_id)
        if isinstance(author, str):
            yield LdAuthor(name=plain(author))
        elif isinstance(author, dict):
            kinds = _types(author)
            organisation = any(kind.endswith(_ORGANISATIONS) for kind in kinds)
            kind = "person" if "Person" in kinds else "organization" if organisation else ""
            for name in _names(author):
                yield LdAuthor(name=plain(name), kind=kind)


def _names(author: dict[str, Json]) -> list[str]:
    name = author.get("name")
    if isinstance(name, list):
        return [_text(part) for part in name]
    parts = [_text(author.get(key)) for key in ("givenName", "additionalName", "familyName")]
    return [_text(name) or " ".join(filter(None, parts))]


def _name(value: Json, by_id: dict[Json, dict[str, Json]]) -> str:
    return plain(_text(_resolve(value[0] if isinstance(value, list) and value else value, by_id)))


def _image(value: Json, by_id: dict[Json, dict[str, Json]]) -> tuple[str, str, str]:
    first = value[0] if isinstance(value, list) and value else value
    image = by_id.get(first.get("@id"), first) if isinstance(first, dict) else first
    if not isinstance(image, dict):
        return _text(image), "", ""
    url = _text(image.get("url") or image.get("contentUrl") or image.get("@id"))
    credit = _text(image.get("creditText") or image.get("creator") or image.get("copyrightNotice"))
    return url, plain(_text(image.get("caption"))), plain(credit)
