"""The rules of ``config/url_rules.toml``, strictly read and prepared for matching."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

from pydantic import StrictBool

from ingest.config import Block, read_toml


class _Parameters(Block):
    tracking: tuple[str, ...]
    session: tuple[str, ...]
    token_session: tuple[str, ...]
    variants: tuple[str, ...]


class _Hosts(Block):
    strip_www: StrictBool
    mobile_labels: tuple[str, ...]


class _Paths(Block):
    strip_trailing_slash: StrictBool
    index_names: tuple[str, ...]
    variant_suffixes: tuple[str, ...]
    variant_prefixes: tuple[str, ...]


class _Opaque(Block):
    links: tuple[str, ...] = ()


class Wrapper(Block):
    """Addresses that carry another address in a parameter, or in the path when none is named."""

    hosts: tuple[str, ...]
    path: str = "/"
    parameters: tuple[str, ...] = ()

    def target(self, path: str, query: str) -> str:
        """Return the address inside, or ""."""
        if not self.parameters:
            rest = path[len(self.path) :] + (f"?{query}" if query else "")
            scheme = "https" if self.path.endswith("/s/") else "http"
            return f"{scheme}://{rest}" if "." in rest.partition("/")[0] else ""
        values = parse_qs(query)
        return next((values[name][0] for name in self.parameters if name in values), "")


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


_TOKEN = re.compile("[0-9A-Za-z_-]{20,}")
_NO_EXCEPTIONS = SiteRules(domain="")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UrlRules:
    """What does not matter in an address, ready to ask."""

    strip_www: bool
    strip_trailing_slash: bool
    mobile_labels: frozenset[str]
    index_names: frozenset[str]
    variant_suffixes: tuple[str, ...]
    variant_prefixes: tuple[str, ...]
    wrappers: tuple[Wrapper, ...]
    opaque: tuple[str, ...]
    names: frozenset[str]
    prefixes: tuple[str, ...]
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
        variant_suffixes=file.paths.variant_suffixes,
        variant_prefixes=file.paths.variant_prefixes,
        wrappers=file.wrapper,
        opaque=file.opaque.links,
        names=frozenset(name for name in parameters if not name.endswith("*")),
        prefixes=tuple(name[:-1] for name in parameters if name.endswith("*")),
        token_names=frozenset(file.parameters.token_session),
        pairs=frozenset(_pair(variant) for variant in file.parameters.variants),
        sites={site.domain: site for site in file.site},
    )


def _pair(variant: str) -> tuple[str, str | None]:
    name, equals, value = variant.lower().partition("=")
    return name, value if equals else None
