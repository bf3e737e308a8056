"""The rules of ``config/url_rules.toml``, strictly read and prepared for matching."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, unquote

from pydantic import StrictBool, field_validator

from ingest.config import Block, read_toml


class _Parameters(Block):
    tracking: tuple[str, ...]
    worded_tracking: tuple[str, ...]
    session: tuple[str, ...]
    token_session: tuple[str, ...]
    variants: tuple[str, ...]


class _Hosts(Block):
    strip_www: StrictBool
    mobile_labels: tuple[str, ...]


class _Paths(Block):
    strip_trailing_slash: StrictBool
    index_names: tuple[str, ...]
    variant_endings: dict[str, str]
    variant_prefixes: tuple[str, ...]
    variant_folders: tuple[str, ...]


class _Opaque(Block):
    links: tuple[str, ...] = ()


class Wrapper(Block):
    """Addresses that carry another address: in a parameter, or in what *pattern* finds in them.

    Path and pattern are regular expressions, and must match all of the path, or of path and query.
    The groups of a pattern are the address, with or without its scheme, or (*encoded*) hide it.
    """

    hosts: tuple[str, ...]
    path: str = ".*"
    parameters: tuple[str, ...] = ()
    pattern: str = ""
    scheme: str = "https"  # where the pattern finds none
    encoded: StrictBool = False  # in base64, among other data

    @field_validator("path", "pattern")
    @classmethod
    def _is_expression(cls, value: str) -> str:
        re.compile(value)
        return value

    def target(self, path: str, query: str) -> str:
        """Return the address inside, or ""."""
        if self.pattern:
            found = re.fullmatch(self.pattern, f"{path}?{query}" if query else path)
            inside = "".join(found.groups("")) if found else ""
            return _hidden(inside) if self.encoded else self._absolute(inside)
        if "http" not in query.lower() or not re.fullmatch(self.path, path, re.IGNORECASE):
            return ""
        values = {name.lower(): several[0] for name, several in parse_qs(query).items()}
        likely = (values.get(name, "") for name in self.parameters)
        return next((value for value in likely if value.lower().startswith(_SCHEMES)), "")

    def _absolute(self, inside: str) -> str:
        inside = unquote(inside) if _ESCAPED_SCHEME.match(inside) else inside
        if inside.lower().startswith(_SCHEMES):
            return inside
        return f"{self.scheme}://{inside}" if "." in inside.partition("/")[0] else ""


_SCHEMES = ("http://", "https://")
_ESCAPED_SCHEME = re.compile("https?%3a", re.IGNORECASE)
_ADDRESS = re.compile(rb"https?://[\x21-\x7e]+")


def _hidden(text: str) -> str:
    """Return the first address in base64 *text*, or ""."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return ""
    found = _ADDRESS.search(data)
    return found[0].decode("ascii") if found else ""


class SiteRules(Block):
    """Exceptions for one registrable domain."""

    domain: str
    keep: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    www: StrictBool = True  # false: www names another site there
    mobile: StrictBool = True  # false: first labels name other sites there


class _File(Block):
    parameters: _Parameters
    hosts: _Hosts
    paths: _Paths
    opaque: _Opaque = _Opaque()
    wrapper: tuple[Wrapper, ...] = ()
    site: tuple[SiteRules, ...] = ()


# Letters and digits, or a UUID; words with dashes are a story's name, digits alone may be its number.
_TOKEN = re.compile(
    "(?=[a-z]*[0-9])(?=[0-9]*[a-z])(?:[0-9a-z]{20,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    re.IGNORECASE,
)
_NO_EXCEPTIONS = SiteRules(domain="")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UrlRules:
    """What does not matter in an address, ready to ask."""

    strip_www: bool
    strip_trailing_slash: bool
    mobile_labels: frozenset[str]
    index_names: frozenset[str]
    variant_endings: dict[str, str]
    variant_prefixes: tuple[str, ...]
    variant_folders: frozenset[str]
    wrappers: tuple[Wrapper, ...]
    opaque: tuple[str, ...]
    names: frozenset[str]
    prefixes: tuple[str, ...]
    worded_names: frozenset[str]
    token_names: frozenset[str]
    pairs: frozenset[tuple[str, str | None]]
    sites: dict[str, SiteRules]

    def site(self, domain: str) -> SiteRules:
        """Return the exceptions for *domain*."""
        return self.sites.get(domain, _NO_EXCEPTIONS)

    def strips_www(self, domain: str) -> bool:
        """Return whether www is an empty prefix on *domain*."""
        return self.strip_www and self.site(domain).www

    def is_mobile(self, label: str, domain: str) -> bool:
        """Return whether *label* in front of *domain* only means a smaller screen."""
        return label in self.mobile_labels and self.site(domain).mobile

    def wrappers_of(self, host: str) -> tuple[Wrapper, ...]:
        """Return the wrappers that live on *host*."""
        return tuple(w for w in self.wrappers if any(fnmatchcase(host, p) for p in w.hosts))

    def removes(self, site: SiteRules) -> Callable[[str, str | None], bool]:
        """Return the test whether a parameter (name in lower case, value) means nothing on *site*."""
        keep, remove = frozenset(site.keep), frozenset(site.remove)

        def removable(name: str, value: str | None) -> bool:
            if name in keep:
                return False
            folded = value.lower() if value else None
            return (
                name in remove
                or name in self.names
                or name.startswith(self.prefixes)
                or (name in self.worded_names and not (value or "").isdigit())
                or (name, folded) in self.pairs
                or (name in self.token_names and bool(_TOKEN.fullmatch(value or "")))
            )

        return removable


@lru_cache(maxsize=8)
def load_url_rules(path: Path) -> UrlRules:
    """Return the rules in the file at *path*; raises ``ConfigError``."""
    file = read_toml(path, _File)
    parameters = (*file.parameters.tracking, *file.parameters.session)
    return UrlRules(
        strip_www=file.hosts.strip_www,
        strip_trailing_slash=file.paths.strip_trailing_slash,
        mobile_labels=frozenset(file.hosts.mobile_labels),
        index_names=frozenset(file.paths.index_names),
        variant_endings=file.paths.variant_endings,
        variant_prefixes=file.paths.variant_prefixes,
        variant_folders=frozenset(file.paths.variant_folders),
        wrappers=file.wrapper,
        opaque=file.opaque.links,
        names=frozenset(name for name in parameters if not name.endswith("*")),
        prefixes=tuple(name[:-1] for name in parameters if name.endswith("*")),
        worded_names=frozenset(file.parameters.worded_tracking),
        token_names=frozenset(file.parameters.token_session),
        pairs=frozenset(_pair(variant) for variant in file.parameters.variants),
        sites={site.domain: site for site in file.site},
    )


def _pair(variant: str) -> tuple[str, str | None]:
    name, equals, value = variant.lower().partition("=")
    return name, value if equals else None
