"""How stored articles relate to what was there before them, read for many articles at once."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.adapters.store.session import Session
from ingest.model import Relation


def relations_of(session: Session, ids: Sequence[str]) -> dict[str, tuple[Relation, ...]]:  # noqa: ARG001
    """Return article id → its relations to other texts."""
    return {}
