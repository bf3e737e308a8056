"""One key for every address of a story: safe equivalences in code, policy as data.

Code does what RFC 3986 and the WHATWG standard call equivalent. Everything that is only *usually*
equivalent (www, telephones' hosts, AMP, tracking parameters) is a rule in ``config/url_rules.toml``.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import ada_url
from tld import get_fld

from ingest.normalize.url_rules import UrlRules, Wrapper, load_url_rules

MAX_KEY = 8_192  # characters; longer addresses are attacks or data, never stories
_RULES_FILE = Path(__file__).resolve().parents[2] / "config" / "url_rules.toml"

_ROUNDS = 32  # addresses inside addresses; real ones hold one or two

# An address as WHATWG writes it; only ever applied to what ada-url returns.
_HTTP = ("http://", "https://")
_PARTS = re.compile(
    r"(?P<scheme>https?)://(?:[^/?#]*@)?(?P<host>\[[^\]]*\]|[^/:?#]+)(?::(?P<port>\d+))?"
    r"(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
# Written as WHATWG would write it, so that parsing returns it unchanged: nine of ten links in feeds. A last
# label of letters is no number (IPv4), "xn--" labels are for the parser to judge, and so are escapes.
_NORMAL = re.compile(
    r"https?://(?!xn--)[a-z0-9-]+(?:\.(?!xn--)[a-z0-9-]+)*\.(?!xn--)[a-z]+/[\w/.~!$&()*+,;=:@-]*"
    r"(?:\?[\w/.~!$&()*+,;=:@-]*)?",
    re.ASCII,
)
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})?")
# A bare sign, small letters, or an escape of an unreserved character.
_UNTIDY = re.compile("%(?:(?![0-9A-F]{2})|2[DE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION_SEGMENT = re.compile(  # as Java and ASP.NET write it
    r";(?:jsessionid|phpsessid|sid)=[^/;]*|/\((?:x\(1\))?[saf]\([^()/]{20,}\)\)", re.IGNORECASE
)
_SLASHES = re.compile("(?<!:)/{2,}")
_STORY_SEGMENT = re.compile(
    r"[0-9-]|%[0-9A-F]{2}|\.\w+$"
)  # a date, an id, words with dashes, a file
_SURE_STORY_SEGMENT = re.compile("[0-9]{6}|[^-]+(?:-[^-]+){4}")  # a long number, a whole headline


@lru_cache(maxsize=1)
def default_rules() -> UrlRules:
    """Return the rules the project ships, read once."""
    return load_url_rules(_RULES_FILE)


def is_http_url(url: str) -> bool:
    """Return whether *url* is an absolute http(s) address with a host.

    >>> is_http_url("https://paper.example/a"), is_http_url("javascript:alert(1)"), is_http_url("/a")
    (True, False, False)
    """
    return join("", url) != ""


def host_of(url: str) -> str:
    """Return the host of *url* in lower case and ASCII, without port; "" when it has none.

    >>> host_of("https://News.Bücher.example:8443/a")
    'news.xn--bcher-kva.example'
    """
    parts = _PARTS.fullmatch(join("", url))
    return parts["host"].rstrip(".") if parts else ""


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

    Nor is anything over 8,192 characters: one endless base would be parsed again for every link.

    >>> join("https://paper.example/world/", "../a?id=1")
    'https://paper.example/a?id=1'
    >>> join("https://paper.example/", "mailto:desk@paper.example")
    ''
    """
    if _NORMAL.fullmatch(link) and "/." not in link:
        return link
    if len(link) > MAX_KEY:
        return ""
    try:
        href: str = ada_url.join_url(base, link) if base else ada_url.normalize_url(link)
    except ValueError:  # covers what cannot be encoded (lone surrogates), too
        return ""
    # WHATWG lets a host begin with a dot; nobody ever registered one.
    return href if href.startswith(_HTTP) and href[href.index("//") + 2] != "." else ""


def same_site(url: str, other: str) -> bool:
    """Return whether both addresses belong to one registrable domain."""
    first, second = host_of(url), host_of(other)
    return bool(first) and registrable_domain(first) == registrable_domain(second)


def is_opaque(url: str, rules: UrlRules | None = None) -> bool:
    """Return whether *url* leads to its story only through a redirect service.

    >>> is_opaque("https://news.google.com/rss/articles/CBMiabc?oc=5")
    True
    """
    parts = _PARTS.fullmatch(join("", url))
    if parts is None:
        return False
    return f"{parts['host']}{parts['path']}".startswith((rules or default_rules()).opaque)


def carried(url: str, rules: UrlRules | None = None) -> str:
    """Return the address that *url* plainly carries inside, or *url* itself.

    >>> carried("https://www.google.com/url?sa=t&url=https%3A%2F%2Fpaper.example%2Fa%3Fid%3D7")
    'https://paper.example/a?id=7'
    """
    rules = rules or default_rules()
    while (parts := _PARTS.fullmatch(join("", url))) and (inside := _inside(parts, rules)):
        url = inside
    return url


def _inside(parts: re.Match[str], rules: UrlRules) -> str:
    """Return the address that the one with *parts* carries inside, or ""."""
    for wrapper in _site(parts["host"], rules).wrappers:
        target = wrapper.target(parts["path"], parts["query"] or "")
        if target and len(target) < parts.end() and is_http_url(target):
            return target
    return ""


def url_key(url: str, rules: UrlRules | None = None) -> str:
    """Return the canonical key of *url*: equal for two addresses of one story. Idempotent.

    Raises ``ValueError`` for anything but an http(s) address with a host, of bearable length.

    >>> url_key("http://www.Paper.example:80/world/talks-go-on/amp?utm_source=x&id=7#top")
    'https://paper.example/world/talks-go-on?id=7'
    """
    return href_key(join("", url), rules)


def href_key(href: str, rules: UrlRules | None = None) -> str:
    """Return the key of *href*, an address as :func:`join` returns it; saves parsing it once more."""
    rules = rules or default_rules()
    address = href
    for _ in range(_ROUNDS):
        parts = _parts(address)
        if inside := _inside(parts, rules):
            address = join("", inside)
            continue
        key = _settled(parts, rules)
        if key == address or ("/." not in key and not _inside(_parts(key), rules)):
            return key
        address = join("", key)  # a rule has uncovered a dot segment, or an address inside
    raise ValueError(f"address does not settle: {href[:200]!r}")


def _parts(address: str) -> re.Match[str]:
    """Return the parts of *address*, which WHATWG wrote. Raises ``ValueError``."""
    if len(address) > MAX_KEY:
        raise ValueError(f"address is longer than {MAX_KEY} characters: {address[:200]!r}")
    parts = _PARTS.fullmatch(address)
    if parts is None:
        raise ValueError(f"not an http(s) address: {address[:200]!r}")
    return parts


def _settled(parts: re.Match[str], rules: UrlRules) -> str:
    """Return the address with *parts* after all rules; each part settles by itself."""
    scheme, host, port, path, query, fragment = parts.groups("")
    site = _site(host, rules)
    # "#!" and "#/" name the document in pages that are programs; other fragments are places in it.
    names = fragment.startswith(("!", "/")) and fragment not in ("!", "/", "!/")
    fragment = f"#{_escapes(fragment)}" if names else ""
    query = _plain_query(query, site.removes) if query else ""
    start = f"{scheme}://{site.host}:{port}" if port else f"https://{site.host}"
    return f"{start}{_plain_path(path, rules)}{query}{fragment}"


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


@dataclass(frozen=True, slots=True)
class _Site:
    """What the rules say about one host."""

    host: str  # as it stands in keys
    wrappers: tuple[Wrapper, ...]
    removes: Callable[[str, str | None], bool]


@lru_cache(maxsize=4096)
def _site(host: str, rules: UrlRules) -> _Site:
    plain = host.rstrip(".")
    domain = registrable_domain(plain)
    while (shorter := _without_label(plain, domain, rules)) != plain:
        plain = shorter
    return _Site(plain, rules.wrappers_of(host), rules.removes(rules.site(domain)))


def _without_label(host: str, domain: str, rules: UrlRules) -> str:
    first, _, rest = host.partition(".")
    droppable = (first == "www" and rules.strips_www(domain)) or rules.is_mobile(first, domain)
    return rest if droppable and (rest == domain or rest.endswith(f".{domain}")) else host


# ── paths ────────────────────────────────────────────────────────────────────────────────────


def _plain_path(path: str, rules: UrlRules) -> str:
    while (plainer := _plainer_path(path, rules)) != path:
        path = plainer
    return path


def _plainer_path(path: str, rules: UrlRules) -> str:
    path = _escapes(path)
    if ";" in path or "(" in path:
        path = _SESSION_SEGMENT.sub("", path) or "/"
    if "//" in path:
        path = _SLASHES.sub("/", path)
    head, _, last = path.rpartition("/")
    if last.lower() in rules.index_names:
        path = f"{head}/"
    if rules.strip_trailing_slash and len(path) > 1:
        path = path.rstrip("/") or "/"
    return _without_variant(path, rules)


def _without_variant(path: str, rules: UrlRules) -> str:
    lowered = path.lower()
    sure = _STORY_SEGMENT
    if lowered.endswith(tuple(rules.variant_endings)):
        ending = next(e for e in rules.variant_endings if lowered.endswith(e))
        rest = path[: -len(ending)] + rules.variant_endings[ending]
    elif lowered.startswith(rules.variant_prefixes):
        prefix = next(p for p in rules.variant_prefixes if lowered.startswith(p))
        rest = path[len(prefix) - 1 :]
    elif (second := lowered.split("/", 3)[2:3]) and second[0] in rules.variant_folders:
        start, _folder, tail = path[1:].split("/", 2)
        rest, sure = f"/{start}/{tail}", _SURE_STORY_SEGMENT
    else:
        return path
    return rest if sure.search(rest.rpartition("/")[2]) else path


def _escapes(text: str) -> str:
    """Return *text* with escapes in capitals, and none where none is needed (RFC 3986 §6.2.2)."""

    if not _UNTIDY.search(text):
        return text

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
        text = _escapes(pair.replace("+", "%20"))
        while text.startswith("amp;"):  # "&amp;" escaped once too often
            text = text[4:]
        name, equals, value = text.partition("=")
        if text and not removes(unquote(name).lower(), unquote(value) if equals else None):
            pairs.append((name, text))
    # The order of parameters means nothing, that of values of one parameter might: sort() is stable.
    pairs.sort(key=lambda pair: pair[0])
    return "?" + "&".join(text for _, text in pairs) if pairs else ""
