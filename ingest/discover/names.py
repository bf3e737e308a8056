"""What the elements of feeds mean: families of namespaces, and the slots their elements fill. Data."""

from __future__ import annotations

Name = tuple[str, str]  # family of namespaces, local name in lower case

_NAMESPACES = {  # as ``family_of`` spells them: lower case, http, nothing at the end
    "": "",
    "http://purl.org/rss/1.0": "",
    "http://purl.org/rss/1.0/modules/rss091": "",
    "http://purl.org/net/rss1.1": "",
    "http://my.netscape.com/rdf/simple/0.9": "",
    "http://channel.netscape.com/rdf/simple/0.9": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/rss091": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://cyber.law.harvard.edu/rss": "",
    "http://www.w3.org/2005/atom": "atom",
    "http://purl.org/atom/ns": "atom",
    "http://purl.org/atom-blog/ns": "atom",
    "http://purl.org/dc/elements/1.1": "dc",
    "http://purl.org/dc/elements/1.0": "dc",
    "http://purl.org/dc/terms": "dcterms",
    "http://purl.org/rss/1.0/modules/dcterms": "dcterms",
    "http://purl.org/rss/1.0/modules/content": "content",
    "http://purl.org/rss/1.0/modules/syndication": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://video.search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "feedburner",
    "http://news.yandex.ru": "yandex",
    "http://turbo.yandex.ru": "turbo",
    "http://news.rambler.ru": "rambler",
    "http://news.mail.ru": "mailru",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_PRISM = "http://prismstandard.org/namespaces"  # one namespace per version
_FAMILIES = frozenset(_NAMESPACES.values()) | {"prism"}

# Slot → the elements that fill it, in the order they are believed.
_SLOTS: dict[str, tuple[Name, ...]] = {
    "original": (("feedburner", "origlink"),),
    "link": (("", "link"), ("atom", "link")),
    "id": (("", "guid"), ("atom", "id"), ("", "id"), ("dc", "identifier"), ("atom", "guid")),
    "title": (("", "title"), ("atom", "title"), ("dc", "title"), ("media", "title")),
    "published": (
        ("", "pubdate"), ("atom", "published"), ("atom", "issued"), ("dcterms", "issued"), ("dc", "date"),
        ("dcterms", "created"), ("atom", "created"), ("", "date"), ("dcterms", "date"), ("", "published"),
        ("atom", "pubdate"), ("", "issued"), ("", "created"), ("prism", "publicationdate"),
        ("prism", "coverdate"),
    ),
    "modified": (
        ("atom", "updated"), ("atom", "modified"), ("dcterms", "modified"), ("", "updated"),
        ("", "modified"), ("", "lastbuilddate"), ("prism", "modificationdate"),
    ),
    "summary": (
        ("", "description"), ("atom", "summary"), ("", "summary"), ("dc", "description"),
        ("media", "description"), ("itunes", "summary"), ("", "abstract"), ("atom", "description"),
        ("dcterms", "abstract"),
    ),
    "whole": (
        ("content", "encoded"), ("atom", "content"), ("", "content"), ("xhtml", "body"), ("xhtml", "div"),
        ("", "fulltext"), ("", "full-text"), ("", "fullitem"), ("", "body"), ("yandex", "full-text"),
        ("turbo", "content"), ("rambler", "fulltext"), ("mailru", "full-text"),
    ),
    "author": (("atom", "author"), ("", "author"), ("dc", "creator"), ("dc", "author")),
    "podcaster": (("itunes", "author"),),
    "source": (("atom", "source"),),
    "language": (("dc", "language"), ("", "language")),
    "group": (("media", "group"),),
    "ttl": (("", "ttl"),),
    "period": (("sy", "updateperiod"),),
    "frequency": (("sy", "updatefrequency"),),
}  # fmt: skip
_PLACES = {name: (slot, rank) for slot, names in _SLOTS.items() for rank, name in enumerate(names)}


def family_of(space: str) -> str | None:
    """Return the family of the namespace *space*, None for one that means nothing to us.

    Capitals, the last slash and ``https`` are written at random.

    >>> family_of("http://www.itunes.com/DTDs/PodCast-1.0.dtd"), family_of("urn:other")
    ('itunes', None)
    """
    plain = space.strip().lower().replace("https://", "http://", 1).rstrip("/#")
    return "prism" if plain.startswith(_PRISM) else _NAMESPACES.get(plain)


def place_of(tag: str, prefix: str | None, own_space: str) -> tuple[str, int] | None:
    """Return the slot an element fills and its rank there, None when it means nothing to us.

    *own_space* is the namespace of the item around it. A prefix everybody knows counts where its
    namespace is misspelt or was never declared.
    """
    space, _, name = tag.rpartition("}")
    space = space[1:]
    family = family_of(space)
    if ":" in name:  # not declared at all: libxml2 leaves the prefix in the name
        prefix, _, name = name.rpartition(":")
        family = None
    if family is None and prefix and prefix.lower() in _FAMILIES:
        family = prefix.lower()
    elif family is None and space == own_space and ":" not in tag.rpartition("}")[2]:
        family = ""  # an unknown default namespace: the feed's own elements
    return None if family is None else _PLACES.get((family, name.lower()))
