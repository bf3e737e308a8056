"""The one opened installation of a web-server process."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Annotated

from fastapi import Depends, Request

from ingest.app import App, open_app
from ingest.digest import Rendered
from ingest.health import SourceHealth
from ingest.steps.digest import CONSUMER

HEALTH_SECONDS = (
    20.0  # judging a hundred sources takes a tenth of a second, and polls are minutes apart
)
PREVIEW_SECONDS = 60.0  # a day of 700 articles takes a second to be grouped

Stamp = tuple[tuple[str, int], ...]


class Installation:
    """Opens the store when first asked, tries again after a failure, sees changed configuration files.

    The schema is left as it is: upgrading is for ``wirewatch up`` and ``wirewatch db upgrade``, not for
    whoever happens to look at a page first.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ
        self._lock = Lock()
        self._open = ExitStack()
        self._app: App | None = None
        self._stamp: Stamp = ()
        self._preview: tuple[float, App, tuple[int, int], Rendered] | None = None
        self._health: tuple[float, App, tuple[SourceHealth, ...]] | None = None

    def app(self) -> App:
        """Return the installation, or raise what keeps it from being opened."""
        with self._lock:
            if self._app is None:
                self._app = self._open.enter_context(open_app(self._environ, upgrade=False))
                self._stamp = _stamp(self._app)
            elif (stamp := _stamp(self._app)) != self._stamp:
                self._app, self._stamp = replace(self._app), stamp  # forgets what it had read
            return self._app

    def health(self) -> tuple[SourceHealth, ...]:
        """Return how every source fares, judged at most ``HEALTH_SECONDS`` ago."""
        app, kept = self.app(), self._health
        if kept is None or kept[1] is not app or monotonic() - kept[0] > HEALTH_SECONDS:
            kept = self._health = (monotonic(), app, app.health())
        return kept[2]

    def preview(self) -> Rendered:
        """Return the next digest, put together at most ``PREVIEW_SECONDS`` ago unless there is news."""
        app, kept = self.app(), self._preview
        with app.store.read() as tx:
            upto = tx.changes.last_no(), tx.changes.cursor(CONSUMER)
        if (
            kept is None
            or (kept[1], kept[2]) != (app, upto)
            or monotonic() - kept[0] > PREVIEW_SECONDS
        ):
            kept = self._preview = (monotonic(), app, upto, app.preview_digest()[1])
        return kept[3]

    def close(self) -> None:
        """Give the store back."""
        with self._lock:
            self._app = None
            self._open.close()


def _stamp(app: App) -> Stamp:
    settings = app.settings
    files = {*settings.config.glob("*.toml"), settings.sources}
    files.add(settings.sources.with_suffix(".local.toml"))
    return tuple(sorted((str(file), _changed_at(file)) for file in files))


def _changed_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def opened(request: Request) -> App:
    """Return the installation the pages show; a dependency of every view."""
    installation: Installation = request.app.state.installation
    return installation.app()


def judged(request: Request) -> tuple[SourceHealth, ...]:
    """Return how the sources fare; a dependency of the views that show it."""
    installation: Installation = request.app.state.installation
    return installation.health()


def previewed(request: Request) -> Rendered:
    """Return the digest as it would go out now; a dependency of the views that show it."""
    installation: Installation = request.app.state.installation
    return installation.preview()


Opened = Annotated[App, Depends(opened)]
Judged = Annotated[tuple[SourceHealth, ...], Depends(judged)]
