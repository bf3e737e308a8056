"""A ``model.Moment`` as four columns and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from ingest.model import Moment


def moment_columns(name: str, moment: Moment | None) -> dict[str, Any]:
    """Return the columns that hold *moment* under *name*."""
    return {
        f"{name}_at": moment and moment.at,
        f"{name}_precision": moment and moment.precision,
        f"{name}_origin": moment and moment.origin,
        f"{name}_zone_known": moment and moment.zone_known,
    }


def moment_of(row: Row[Any], name: str) -> Moment | None:
    """Return the moment that *row* holds under *name*."""
    columns = row._mapping
    if columns[f"{name}_at"] is None:
        return None
    return Moment(
        at=columns[f"{name}_at"],
        precision=columns[f"{name}_precision"],
        origin=columns[f"{name}_origin"],
        zone_known=columns[f"{name}_zone_known"],
    )
