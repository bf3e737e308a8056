"""One module per page; ``ROUTERS`` is what the application is made of."""

from newsdesk.views import articles, digests, overview, reader, trail

ROUTERS = (overview.router, articles.router, reader.router, trail.router, digests.router)
