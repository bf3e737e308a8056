"""OPML, the form in which feed readers exchange their subscriptions: in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.discover.decoding import read_text
from ingest.discover.entries import MAX_LINK
from ingest.discover.markup import strip_doctype
from ingest.errors import ConfigError
from ingest.model import Channel, ChannelKind, Source
from ingest.normalize.urls import host_of, is_http_url, url_key

_FEED_KINDS = (ChannelKind.RSS, ChannelKind.ATOM, ChannelKind.RDF, ChannelKind.JSON_FEED)
MAX_BYTES = 10 * 1024 * 1024  # a hundred thousand feeds
LONGEST_NAME = 200  # characters
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#x[0-9a-fA-F]+;|[A-Za-z][\w.-]*;)")
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?://)|feed(?=://)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """What an OPML file lists. Every feed in it is in one of the three."""

    sources: tuple[Source, ...]  # new ones, each with a key of its own
    known: tuple[str, ...] = ()  # addresses that were there already, or twice in the file
    refused: tuple[
        str, ...
    ] = ()  # addresses that cannot be fetched: other schemes, passwords, endless


def to_opml(sources: Iterable[Source]) -> str:
    """Return the feeds of *sources* as OPML 2.0, grouped as they are."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Wirewatch sources"
    body = etree.SubElement(root, "body")
    groups: dict[str, etree._Element] = {}
    for source in sources:
        for channel in source.channels:
            if channel.kind not in _FEED_KINDS:
                continue
            if source.group not in groups:
                title = source.group or "sources"
                groups[source.group] = etree.SubElement(body, "outline", text=title, title=title)
            facts = {
                "text": source.name,
                "title": source.name,
                "type": "rss",
                "xmlUrl": channel.url,
            }
            if source.language:
                facts["language"] = source.language
            etree.SubElement(groups[source.group], "outline", facts)
    etree.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode") + "\n"
    )


def from_opml(data: bytes, origin: str, configured: Collection[Source] = ()) -> Subscriptions:
    """Return the feeds of an OPML file that are not among the *configured* yet.

    Names of tags and attributes are taken in any case, as readers write them. Raises ``ConfigError``
    naming *origin* when *data* is no OPML.
    """
    seen = {url_key(channel.url) for source in configured for channel in source.channels}
    keys = {source.key for source in configured}
    sources: list[Source] = []
    known: list[str] = []
    refused: list[str] = []
    for outline, folders in _outlines(_root(data, origin)):
        facts = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = _FEED_SCHEME.sub(_plain_scheme, facts.get("xmlurl", "").strip(), count=1)
        if not url:
            continue
        if not _is_fetchable(url):
            refused.append(url)
        elif url_key(url) in seen:
            known.append(url)
        else:
            seen.add(url_key(url))
            name = " ".join((facts.get("title") or facts.get("text") or host_of(url)).split())
            sources.append(_source(name[:LONGEST_NAME], url, facts, folders, keys))
    return Subscriptions(sources=tuple(sources), known=tuple(known), refused=tuple(refused))


def _root(data: bytes, origin: str) -> etree._Element:
    if len(data) > MAX_BYTES:
        raise ConfigError(origin, f"is larger than {MAX_BYTES:,} bytes")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        recover=True,
        huge_tree=True,  # folders in folders in folders; the size is bounded above
    )
    try:
        text = _BARE_AMPERSAND.sub("&amp;", strip_doctype(read_text(data)).strip())
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:  # Undecodable is a ValueError
        raise ConfigError(origin, f"is not OPML: {error}") from error
    if root is None or _name(root) != "opml":
        raise ConfigError(origin, "is not OPML: its root is not <opml>")
    return root


def _outlines(root: etree._Element) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    """Yield each outline with the names of the folders it is in, without recursion."""
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        parent, folders = waiting.pop()
        if _name(parent) == "outline":
            yield parent, folders
            named = parent.get("text") or parent.get("title") or ""
            folders = (*folders, " ".join(named.split())) if named.strip() else folders
        waiting += [(child, folders) for child in reversed(parent) if isinstance(child.tag, str)]


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()


def _plain_scheme(found: re.Match[str]) -> str:
    return "https" if found[0].lower() == "feed" else ""


def _is_fetchable(url: str) -> bool:
    return len(url) <= MAX_LINK and is_http_url(url) and "@" not in url.split("/", 3)[2]


def _source(
    name: str, url: str, facts: dict[str, str], folders: tuple[str, ...], taken: set[str]
) -> Source:
    key = _free_key(name, url, taken)
    return Source(
        key=key,
        name=name or key,
        channels=(Channel(kind=ChannelKind.RSS, url=url),),
        publisher=key,
        language=_language(facts.get("language", "")),
        group="own",
        note=" / ".join(folders[-3:])[:LONGEST_NAME],
    )


def _free_key(name: str, url: str, taken: set[str]) -> str:
    """Return a key made of *name* (of the host, when it has no Latin letters) that is not in *taken*."""
    base = _as_key(name) or _as_key(host_of(url).removeprefix("www.")) or "feed"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key)
    return key


def _as_key(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:50].strip("-")


def _language(tag: str) -> str:
    found = re.match("[a-z]{2,3}(?=$|-)", tag.strip().lower())
    return found[0] if found else ""
