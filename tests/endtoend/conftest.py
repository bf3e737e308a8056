"""An installation of its own that reads the newsroom: real fetcher, real store, loopback only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom import Newsroom

# They only cost time (deadlines, megabytes); the fetch layer's own tests look at them one by one.
SLOW = ("nr-dripping", "nr-endless", "nr-bomb", "nr-slow")
# Under Airflow these cost minutes of retries and holds; "nr-flaky" alone shows a retry that helps.
RETRIED_IN_VAIN = ("nr-busy", "nr-truncated")


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """An open newsroom at the beginning of its clock."""
    with Newsroom(port=0) as open_newsroom:
        yield open_newsroom


@pytest.fixture(scope="module")
def switched_off() -> tuple[str, ...]:
    """The sources an installation does without; a module may choose its own."""
    return SLOW


@pytest.fixture(scope="module")
def environ(
    newsroom: Newsroom, switched_off: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The environment of an installation whose sources are the newsroom's, some of them off."""
    home = tmp_path_factory.mktemp("installation")
    sources = home / "sources.toml"
    sources.write_text(without(switched_off, newsroom.sources_toml()), "utf-8")
    return settings_for(home, sources, newsroom.hosts)


def settings_for(home: Path, sources: Path, hosts: tuple[str, ...]) -> dict[str, str]:
    """Return an environment that names everything an installation has, under *home*."""
    return {
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_SOURCES": str(sources),
        "WIREWATCH_STORE_URL": f"sqlite:///{home}/store.db",
        "WIREWATCH_ARCHIVE_URL": f"file://{home}/pages",
        "WIREWATCH_EXPORT": str(home / "export"),
        "WIREWATCH_ALLOW_PRIVATE": ",".join(hosts),
        "WIREWATCH_MIN_DELAY": "0.01",
        "WIREWATCH_FEED_DEADLINE": "5",
    }


def without(keys: tuple[str, ...], toml: str) -> str:
    """Return *toml* with the blocks of *keys* switched off."""
    head, *blocks = re.split(r"(?m)^(?=\[\[source\]\]$)", toml)
    off = [
        block.replace("enabled = true", "enabled = false")
        if any(f'key = "{key}"' in block for key in keys)
        else block
        for block in blocks
    ]
    return head + "".join(off)
