"""How much of what publishers published was found, where two channels of one can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ingest.app import App
from ingest.records import RecallDay
from newsdesk.installation import Opened
from newsdesk.page import render
from newsdesk.views.overview import titles

DAYS = 14
POOR = 0.8  # share found below which somebody should look

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One day of one publisher; shares of what was published, None where it cannot be told."""

    day: RecallDay
    share: float | None
    low: float | None
    high: float | None

    @property
    def is_poor(self) -> bool:
        """Whether much was missed, as far as can be told."""
        return self.share is not None and self.share < POOR


def measured(day: RecallDay) -> Measured:
    """Return a day as shares: the more there was, the less of it we have."""
    if day.estimate is None or day.low is None or day.high is None:
        return Measured(day=day, share=None, low=None, high=None)
    found = float(day.found)
    return Measured(
        day=day,
        share=min(found / max(day.estimate, 1.0), 1.0),
        low=found / day.high if day.high else None,
        high=min(found / max(day.low, 1.0), 1.0),
    )


@router.get("/recall")
def recall(
    request: Request, app: Opened, day: Annotated[str, Query(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = ""
) -> Response:
    """Show one day, the latest unless another is asked for."""
    everything = app.recall()
    days = sorted({one.day for one in everything}, reverse=True)[:DAYS]
    shown = day or (days[0] if days else "")
    rows = [measured(one) for one in (app.recall(day) if day else everything) if one.day == shown]
    rows.sort(key=lambda row: (row.share is None, row.share or 0.0, row.day.publisher))
    return render(
        request,
        "recall.html",
        demo=app.settings.demo,
        day=shown,
        days=days,
        rows=rows,
        titles=titles(app),
        keys=_keys(app),
    )


def _keys(app: App) -> dict[str, str]:
    """Return one source of each publisher, for a link."""
    return {source.publisher: source.key for source in app.sources.values()}
