"""Strict reading of the files under ``config/``: an unknown key or wrong value names file, block and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import ConfigError


class Block(BaseModel):
    """Base of everything a configuration file may contain: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


B = TypeVar("B", bound=Block)


def read_toml(path: Path, shape: type[B]) -> B:
    """Return the file at *path* as a *shape*.

    Raises ``ConfigError`` that names the file, the block (``source[3] key='bbc'``) and the key.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise ConfigError(str(path), "there is no such file") from None
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), f"is not valid TOML: {error}") from error
    return parse_toml(text, shape, str(path))


def parse_toml(text: str, shape: type[B], origin: str) -> B:
    """Return *text* as a *shape*; *origin* is named in the ``ConfigError`` if it does not fit."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(origin, f"is not valid TOML: {error}") from error
    return parse(data, shape, origin)


def parse(data: object, shape: type[B], origin: str) -> B:
    """Return *data* as a *shape*; *origin* is named in the ``ConfigError`` if it does not fit."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise ConfigError(origin, "; ".join(_complaints(error, data))) from error


def _complaints(error: ValidationError, data: object) -> list[str]:
    said = []
    for item in error.errors():
        place, node = "", data
        for step in item["loc"]:
            place += f"[{step}]" if isinstance(step, int) else f".{step}" if place else str(step)
            node = _inside(node, step)
            if isinstance(step, int) and isinstance(node, dict):
                name = next(
                    (k for k in ("key", "id", "name") if isinstance(node.get(k), str)), None
                )
                place += f" ({name}={node[name]!r})" if name else ""
        what = {
            "extra_forbidden": "is not a known key",
            "missing": "is missing",
        }.get(item["type"], item["msg"][0].lower() + item["msg"][1:])
        said.append(f"{place or 'file'} {what}")
    return said


def _inside(node: object, step: int | str) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None
