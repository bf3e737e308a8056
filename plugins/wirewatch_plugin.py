"""Registers the operator's pages with Airflow. The pages themselves are in ``newsdesk/``.

Airflow imports this file in every one of its processes, so it costs nothing: what the pages need is
imported with the first request that reaches them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.plugins_manager import AirflowPlugin
from fastapi.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


class Desk:
    """The pages as an ASGI application that is put together when it is first asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = await run_in_threadpool(self._app)
        await app(scope, receive, send)

    @staticmethod
    def _app() -> Any:
        from newsdesk.airflow_access import desk

        return desk()


class WirewatchPlugin(AirflowPlugin):
    """One entry in the navigation, one tab on the page of a run."""

    name = "wirewatch"
    fastapi_apps = [{"app": Desk(), "url_prefix": "/wirewatch", "name": "Wirewatch"}]  # noqa: RUF012  Airflow's interface
    external_views = [  # noqa: RUF012
        {
            "name": "Wirewatch",
            "href": "wirewatch/",  # no leading slash: works behind a base path, too
            "destination": "nav",
            "url_route": "wirewatch",
            "nav_top_level": True,
        },
        {
            "name": "What this run stored",
            "href": "wirewatch/run?dag={DAG_ID}&run={RUN_ID}",
            "destination": "dag_run",
            "url_route": "wirewatch-run",
        },
    ]
