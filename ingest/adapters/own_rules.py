"""The operator's own cleaning rules: one file beside the shipped ones, added to and never rewritten."""

from __future__ import annotations

import os
import tempfile
import tomllib
from pathlib import Path

from ingest.clean import load_rules
from ingest.errors import ConfigError


def own_file(shipped: Path) -> Path:
    """Return the file that is laid over the rules at *shipped*; it may not exist yet."""
    return shipped.with_suffix(".local.toml")


def add_rules(shipped: Path, draft: str, *, by: str = "") -> Path:
    """Add the blocks of *draft* to the operator's own file and return it.

    They are tried first: everything that is asked of a rule in a file is asked of them, and of the file
    as it will be. Raises ``ConfigError`` that says what is wrong, and changes nothing then.
    """
    load_rules(shipped, draft=draft)
    file = own_file(shipped)
    before = file.read_text("utf-8") if file.exists() else ""
    said = f"# added by {' '.join(by.split())}\n" if by else ""
    after = f"{before.rstrip()}\n\n{said}{draft.strip()}\n".lstrip()
    try:
        tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(file), f"does not go together with what is in it: {error}") from error
    _replace(file, after)
    return file


def _replace(file: Path, text: str) -> None:
    """Put *text* in the place of *file* at once: nobody ever reads half of it."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as draft:
            draft.write(text)
        Path(name).chmod(file.stat().st_mode if file.exists() else 0o644)
        Path(name).replace(file)
    except OSError as error:
        said = f"cannot be written here ({error.strerror}): add the block by hand"
        raise ConfigError(str(file), said) from error
