"""The pages as Airflow serves them: its login, its permissions, its secret."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from airflow.api_fastapi.auth.managers.models.resource_details import AccessView
from airflow.api_fastapi.core_api.security import (
    GetUserDep,
    requires_access_dag,
    requires_access_view,
)
from airflow.configuration import conf
from fastapi import Depends, FastAPI, HTTPException, Request

from newsdesk.access import Access, Reader
from newsdesk.app import create_app
from newsdesk.installation import Installation

_may_read = requires_access_view(AccessView.PLUGINS)
_may_write = requires_access_dag("PUT", param_dag_id="news_ingest")


def reader(
    request: Request, user: GetUserDep, _allowed: Annotated[None, Depends(_may_read)]
) -> Reader:
    """Return Airflow's user as our reader: who may edit ``news_ingest`` may decide."""

    def may_write() -> bool:
        try:
            _may_write(request, user)
        except HTTPException:
            return False
        return True

    return Reader(name=str(user.get_id()), may_write=may_write)


def secret() -> str:
    """Return the secret that all of Airflow's web servers share."""
    return conf.get_mandatory_value("api", "secret_key")


@cache
def desk() -> FastAPI:
    """Return the pages, once per process."""
    return create_app(Access(reader=reader, secret=secret), Installation())
