"""One key for every address of a story: safe equivalences in code, policy as data.

Code does what RFC 3986 and the WHATWG standard call equivalent. Everything that is only *usually*
equivalent (www, telephones' hosts, AMP, tracking parameters) is a rule in ``config/url_rules.toml``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import ada_url
from tld import get_fld

from ingest.normalize.url_rules import UrlRules, load_url_rules

MAX_KEY = 8_192  # characters; longer addresses are attacks or data, never stories
_RULES_FILE = Path(__file__).resolve().parents[2] / "config" / "url_rules.toml"

_ESCAPE = re.compile("%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION_SEGMENT = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_SLASHES = re.compile("(?<!:)/{2,}")
_STORY_SEGMENT = re.compile(
    r"[0-9-]|%[0-9A-F]{2}|\.\w+$"
)  # a date, an id, words with dashes, a file


@lru_cache(maxsize=1)
def default_rules() -> UrlRules:
    """Return the rules the project ships, read once."""
    return load_url_rules(_RULES_FILE)


def is_http_url(url: str) -> bool:
    """Return whether *url* is an absolute http(s) address with a host.

    >>> is_http_url("https://paper.example/a"), is_http_url("javascript:alert(1)"), is_http_url("/a")
    (True, False, False)
    """
    return _parsed(url) is not None


def host_of(url: str) -> str:
    """Return the host of *url* in lower case and ASCII, without port; "" when it has none.

    >>> host_of("https://News.Bücher.example:8443/a")
    'news.xn--bcher-kva.example'
    """
    parsed = _parsed(url)
    return parsed.hostname.rstrip(".") if parsed else ""


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """Return the part of *host* that somebody registered; IP addresses and local names are their own.

    >>> registrable_domain("feeds.bbci.co.uk"), registrable_domain("127.0.0.1:8901")
    ('bbci.co.uk', '127.0.0.1')
    """
    name = _host_alone(host)
    if not name or _is_address(name) or "." not in name:
        return name
    try:
        known = get_fld(f"http://{name}/", fail_silently=True)
    except ValueError:  # tld lets urllib's complaint about odd brackets through
        known = None
    return known or ".".join(name.split(".")[-2:])


def join(base: str, link: str) -> str:
    """Return *link* made absolute against *base*, or "" when the result is no http(s) address.

    >>> join("https://paper.example/world/", "../a?id=1")
    'https://paper.example/a?id=1'
    >>> join("https://paper.example/", "mailto:desk@paper.example")
    ''
    """
    try:
        href = ada_url.URL(link, base).href if base else ada_url.URL(link).href
    except ValueError:
        return ""
    return href if is_http_url(href) else ""


def same_site(url: str, other: str) -> bool:
    """Return whether both addresses belong to one registrable domain."""
    first, second = host_of(url), host_of(other)
    return bool(first) and registrable_domain(first) == registrable_domain(second)


def is_opaque(url: str, rules: UrlRules | None = None) -> bool:
    """Return whether *url* leads to its story only through a redirect service.

    >>> is_opaque("https://news.google.com/rss/articles/CBMiabc?oc=5")
    True
    """
    parsed = _parsed(url)
    if parsed is None:
        return False
    return f"{parsed.hostname}{parsed.pathname}".startswith((rules or default_rules()).opaque)


def url_key(url: str, rules: UrlRules | None = None) -> str:
    """Return the canonical key of *url*: equal for two addresses of one story. Idempotent.

    Raises ``ValueError`` for anything but an http(s) address with a host.

    >>> url_key("http://www.Paper.example:80/world/talks-go-on/amp?utm_source=x&id=7#top")
    'https://paper.example/world/talks-go-on?id=7'
    """
    rules = rules or default_rules()
    key = url
    for _ in range(
        32
    ):  # each rule may uncover work for another; real addresses settle in two rounds
        settled = _simplified(key, rules)
        if settled == key:
            return key
        key = settled
    raise ValueError(f"address does not settle: {url[:200]!r}")


def _simplified(url: str, rules: UrlRules) -> str:
    parsed = _parsed(url)
    if parsed is None:
        raise ValueError(f"not an http(s) address: {url[:200]!r}")
    if len(parsed.href) > MAX_KEY:
        raise ValueError(f"address is longer than {MAX_KEY} characters: {url[:200]!r}")
    if target := _unwrapped(parsed, rules):
        return target
    host = _plain_host(parsed.hostname, rules)
    site = rules.site(registrable_domain(host))
    scheme = parsed.protocol if parsed.port else "https:"
    port = f":{parsed.port}" if parsed.port else ""
    path = _plain_path(parsed.pathname, rules)
    query = _plain_query(parsed.search[1:], rules.removes(site))
    # "#!" addresses name the document; every other fragment is a place in it.
    fragment = _escapes(parsed.hash) if parsed.hash.startswith("#!") else ""
    return ada_url.URL(f"{scheme}//{host}{port}{path}{query}{fragment}").href


def _parsed(url: str) -> ada_url.URL | None:
    try:
        parsed = ada_url.URL(url)
    except ValueError:  # covers what cannot be encoded (lone surrogates), too
        return None
    return parsed if parsed.protocol in ("http:", "https:") and parsed.hostname.strip(".") else None


# ── hosts ────────────────────────────────────────────────────────────────────────────────────


def _host_alone(host: str) -> str:
    name = host.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    if name.count(":") == 1:
        name = name.partition(":")[0]
    return name.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _plain_host(host: str, rules: UrlRules) -> str:
    host = host.rstrip(".")
    domain = registrable_domain(host)
    first, _, rest = host.partition(".")
    droppable = (first == "www" and rules.strips_www(domain)) or rules.is_mobile(first, domain)
    inside = rest == domain or rest.endswith(f".{domain}")
    return rest if droppable and inside else host


# ── paths ────────────────────────────────────────────────────────────────────────────────────


def _plain_path(path: str, rules: UrlRules) -> str:
    path = _SLASHES.sub("/", _SESSION_SEGMENT.sub("", _escapes(path)))
    head, _, last = path.rpartition("/")
    if last.lower() in rules.index_names:
        path = f"{head}/"
    if rules.strip_trailing_slash and len(path) > 1:
        path = path.rstrip("/") or "/"
    return _without_variant(path, rules)


def _without_variant(path: str, rules: UrlRules) -> str:
    lowered = path.lower()
    for suffix in rules.variant_suffixes:
        rest = path[: -len(suffix)]
        if lowered.endswith(suffix) and _STORY_SEGMENT.search(rest.rpartition("/")[2]):
            return rest
    for prefix in rules.variant_prefixes:
        rest = path[len(prefix) - 1 :]
        if lowered.startswith(prefix) and _STORY_SEGMENT.search(rest.rpartition("/")[2]):
            return rest
    return path


def _escapes(text: str) -> str:
    """Return *text* with escapes in capitals, and none where none is needed (RFC 3986 §6.2.2)."""

    def plain(match: re.Match[str]) -> str:
        if not match[1]:
            return (
                "%25"  # a bare sign; left alone, it could form an escape with what is decoded next
            )
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(plain, text)


# ── queries ──────────────────────────────────────────────────────────────────────────────────


def _plain_query(query: str, removes: Callable[[str, str | None], bool]) -> str:
    pairs: list[tuple[str, str]] = []
    for pair in query.split("&"):
        text = _escapes(pair)
        while text[:4].lower() == "amp;":  # "&amp;" escaped once too often
            text = text[4:]
        name, equals, value = text.partition("=")
        if text and not removes(unquote(name).lower(), unquote(value) if equals else None):
            pairs.append((name, text))
    # The order of parameters means nothing, that of values of one parameter might: sort() is stable.
    pairs.sort(key=lambda pair: pair[0])
    return "?" + "&".join(text for _, text in pairs) if pairs else ""


def _unwrapped(parsed: ada_url.URL, rules: UrlRules) -> str:
    for wrapper in rules.wrappers_of(parsed.hostname):
        if not parsed.pathname.startswith(wrapper.path):
            continue
        target = wrapper.target(parsed.pathname, parsed.search)
        if len(target) < len(parsed.href) and is_http_url(target):
            return target
    return ""
