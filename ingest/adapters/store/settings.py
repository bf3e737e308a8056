"""Small facts the store remembers about itself, such as the fingerprint scheme it was built with."""

from __future__ import annotations

from sqlalchemy import select

from ingest.adapters.store.schema import setting
from ingest.adapters.store.session import Session


class Settings:
    """Name and value, both text."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str, default: str = "") -> str:
        """Return the value of *name*."""
        found = self._session.execute(select(setting.c.value).where(setting.c.name == name))
        return str(found.scalar_one_or_none() or default)

    def put(self, name: str, value: str) -> None:
        """Remember *value* under *name*."""
        self._session.upsert(setting, {"name": name, "value": value})
