"""Column types that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

#: A growing integer key. SQLite only numbers rows by itself when the type is exactly INTEGER.
Serial = BigInteger().with_variant(Integer, "sqlite")

Blob = LargeBinary


class Utc(TypeDecorator[datetime]):
    """An aware time: ``timestamptz`` on PostgreSQL, on SQLite a text of one width that sorts by time.

    >>> Utc.spell(datetime(2026, 11, 21, 9, 30, tzinfo=UTC))
    '2026-11-21T09:30:00.000000Z'
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the type of the engine at hand."""
        is_sqlite = dialect.name == "sqlite"
        return dialect.type_descriptor(Text() if is_sqlite else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware time into what the engine keeps; a naive one is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"only aware times are stored: {value!r}")
        return self.spell(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the time back in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        at: datetime = value.astimezone(UTC)
        return at

    @staticmethod
    def spell(at: datetime) -> str:
        """Return *at* as SQLite keeps it."""
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


class Words(TypeDecorator[str]):
    """Text from outside, made storable: PostgreSQL refuses NUL, and no database takes half a surrogate.

    >>> Words.storable("a\\x00b \\ud83d")
    'a\\ufffdb \\ufffd'
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Replace what no database can hold."""
        return None if value is None else self.storable(value)

    @staticmethod
    def storable(text: str) -> str:
        """Return *text* with the unstorable characters replaced by U+FFFD."""
        text = str(text)  # a member of an enum as its plain value
        if text.isascii() and "\x00" not in text:
            return text
        text = text.replace("\x00", "\ufffd")
        try:
            text.encode()
        except UnicodeEncodeError:
            return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
        return text


class Key(Words):
    """A URL key: text that is looked up and must be unique, so it may not outgrow an index entry.

    PostgreSQL refuses to index more than 2,704 bytes, and a Cyrillic address written with percent
    signs gets there. A longer key is cut, and ends in a digest of the whole.
    """

    cache_ok = True

    MAX_BYTES = 1_500

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Cut what is too long."""
        return None if value is None else self.storable(value)

    @classmethod
    def storable(cls, text: str) -> str:
        """Return *text* as it is stored: the same for the same text, and for what is stored already.

        >>> len(Key.storable("https://a.example/" + "x" * 9_000))
        1500
        """
        text = Words.storable(text)
        plain = text.encode()
        if len(plain) <= cls.MAX_BYTES:
            return text
        digest = hashlib.sha256(plain).hexdigest()
        return plain[: cls.MAX_BYTES - len(digest) - 1].decode(errors="ignore") + "#" + digest
