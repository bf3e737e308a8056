"""Values that are kept as JSON inside one column."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from ingest.adapters.store.columns import Words

T = TypeVar("T")


class Json(Generic[T]):
    """Writes values of one type as JSON text and reads them back.

    Defaults are not written: a row stays short, and a field added later gets its default.

    >>> Json(tuple[str, ...]).dump(("a", "b"))
    '["a","b"]'
    """

    def __init__(self, shape: type[T]) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(shape)

    def dump(self, value: T) -> str:
        """Return *value* as JSON text."""
        try:
            return self._adapter.dump_json(value, exclude_defaults=True).decode()
        except (PydanticSerializationError, UnicodeEncodeError):
            # Half a surrogate pair from a careless feed: not text, so it cannot be kept.
            scrubbed = self._adapter.validate_python(_storable(self._adapter.dump_python(value)))
            return self._adapter.dump_json(scrubbed, exclude_defaults=True).decode()

    def load(self, text: str) -> T:
        """Return the value that *text* was made from."""
        return self._adapter.validate_json(text)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return Words.storable(value)
    if isinstance(value, dict):
        return {key: _storable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_storable(inner) for inner in value)
    return value
