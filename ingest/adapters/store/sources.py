"""The sources as the configuration last described them, for readers that have no configuration."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update

from ingest.adapters.store.codec import Json
from ingest.adapters.store.schema import source
from ingest.adapters.store.session import Session
from ingest.errors import NotFound
from ingest.model import Source

_BLOCK: Json[Source] = Json(Source)


class Sources:
    """What ``config/sources.toml`` said at the last run."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sync(self, sources: Iterable[Source]) -> None:
        """Make the table say what *sources* say; one that vanished stays, marked as not listed."""
        wanted = {each.key: each for each in sources}
        rows = self._session.execute(select(source.c.key, source.c.block, source.c.listed))
        stored = {row.key: (row.block, row.listed) for row in rows}
        for key in sorted(wanted):
            block = _BLOCK.dump(wanted[key])
            if stored.get(key) != (block, True):
                self._put(wanted[key], block)
        for key in sorted(stored.keys() - wanted.keys()):
            if stored[key][1]:
                self._session.execute(
                    update(source)
                    .where(source.c.key == key)
                    .values(listed=False, changed_at=self._session.now())
                )

    def list(self) -> tuple[Source, ...]:
        """Return the sources now in the configuration, by key."""
        query = select(source.c.block).where(source.c.listed).order_by(source.c.key)
        return tuple(_BLOCK.load(block) for block in self._session.execute(query).scalars())

    def get(self, key: str) -> Source:
        """Return one source, listed or not; raises ``NotFound``."""
        query = select(source.c.block).where(source.c.key == key)
        block = self._session.execute(query).scalar_one_or_none()
        if block is None:
            raise NotFound(key, "there is no such source")
        return _BLOCK.load(block)

    def _put(self, each: Source, block: str) -> None:
        self._session.upsert(
            source,
            {
                "key": each.key,
                "name": each.name,
                "publisher": each.publisher,
                "country": each.country,
                "language": each.language,
                "state_media": each.state_media,
                "enabled": each.enabled,
                "listed": True,
                "block": block,
                "changed_at": self._session.now(),
            },
        )
