"""Judged pages as bytes, for the way between two tasks: JSON under zstd."""

from __future__ import annotations

import zstandard
from pydantic import TypeAdapter

from ingest.model import Article, Rejection

_ARTICLE = TypeAdapter(Article)
_REJECTION = TypeAdapter(Rejection)
_MARK = {Article: b"A", Rejection: b"R"}


def encode(judged: Article | Rejection) -> bytes:
    """Return *judged* as bytes that ``decode`` turns back into an equal value."""
    plain = (
        _ARTICLE.dump_json(judged) if isinstance(judged, Article) else _REJECTION.dump_json(judged)
    )
    return _MARK[type(judged)] + zstandard.compress(plain)


def decode(payload: bytes) -> Article | Rejection:
    """Return the value *payload* was made from.

    Raises ``ValueError`` when it was written by a version with another shape.
    """
    try:
        plain = zstandard.decompress(payload[1:])
    except zstandard.ZstdError as error:
        raise ValueError(f"judged page cannot be unpacked: {error}") from error
    if payload[:1] == _MARK[Article]:
        return _ARTICLE.validate_json(plain)
    return _REJECTION.validate_json(plain)
