"""The shipped topic, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.relevance import Topic, load_topic


@pytest.fixture(scope="session")
def topic(root: Path) -> Topic:
    """``config/topic.toml``."""
    return load_topic(root / "config" / "topic.toml")
