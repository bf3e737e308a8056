"""The application: every route behind one guard, every answer under one policy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException

from ingest.errors import ConfigError, NotFound, StoreOutdated, WirewatchError
from newsdesk.access import Access, Reader
from newsdesk.installation import Installation
from newsdesk.page import STATIC, problem
from newsdesk.views import ROUTERS

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",  # Airflow's own pages show ours in a frame
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # To other sites nothing; to our own the origin, without which browsers send "Origin: null" with forms.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
_KINDS = {".css": "text/css", ".js": "text/javascript"}


def create_app(access: Access, installation: Installation) -> FastAPI:
    """Return the pages of *installation*, for whom *access* lets in."""

    def guard(request: Request, reader: Annotated[Reader, Depends(access.reader)]) -> None:
        request.state.reader = reader

    guard.__annotations__ = {
        "request": Request,
        "reader": Annotated[Reader, Depends(access.reader)],
    }
    app = FastAPI(
        title="Wirewatch",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(guard)],
    )
    app.state.access, app.state.installation = access, installation
    for router in (*ROUTERS, static):
        app.include_router(router)
    app.middleware("http")(_under_policy)
    app.exception_handler(WirewatchError)(_cannot_show)
    app.exception_handler(StarletteHTTPException)(_refused)
    app.exception_handler(RequestValidationError)(_misunderstood)
    app.exception_handler(Exception)(_failed)
    return app


static = APIRouter()


@static.get("/static/{name}")
def asset(name: str) -> Response:
    """Return a style sheet or script. Behind the guard like everything else."""
    file = next((f for f in STATIC.iterdir() if f.name == name and f.suffix in _KINDS), None)
    if file is None:
        raise HTTPException(404, f"There is no {name}.")
    headers = {"Cache-Control": "private, max-age=86400"}  # its address changes with its content
    return Response(file.read_bytes(), media_type=_KINDS[file.suffix], headers=headers)


async def _under_policy(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def _cannot_show(_request: Request, error: Exception) -> Response:
    """Say what is wrong with the installation, and what an operator can do about it."""
    said = str(error)
    if isinstance(error, NotFound):
        return problem(404, "There is no such thing", said)
    if isinstance(error, StoreOutdated):
        todo = "Run `wirewatch db upgrade`, then load this page again."
        return problem(503, "The store does not fit this version", said, todo)
    if isinstance(error, ConfigError):
        todo = "Mend the file, then load this page again; nothing has to be restarted."
        return problem(503, "A configuration file is broken", said, todo)
    todo = "`wirewatch doctor` looks at every part of the installation and says what is missing."
    return problem(503, "The store cannot be reached", said, todo)


async def _refused(_request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    headings = {
        401: "Log in first",
        403: "Not allowed",
        404: "There is no such page",
        405: "There is no such page",
    }
    todo = "These pages need Airflow's login." if status == 401 else ""
    said = str(getattr(error, "detail", error))
    return problem(status, headings.get(status, "This did not work"), said, todo)


async def _misunderstood(_request: Request, error: Exception) -> Response:
    errors = error.errors() if isinstance(error, RequestValidationError) else []
    said = "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in errors)
    return problem(400, "This address is not complete or not right", said)


async def _failed(_request: Request, _error: Exception) -> Response:
    """A fault of ours: logged by the server, and nothing of its inside shown."""
    todo = "The log of Airflow's web server has the details."
    response = problem(500, "This page has a fault", "Nothing was changed.", todo)
    response.headers.update(HEADERS)  # this answer is made outside of every other layer
    return response
