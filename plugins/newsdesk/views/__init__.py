"""One module per page; ``ROUTERS`` is what the application is made of."""

from newsdesk.views import (
    articles,
    compare,
    digests,
    ledger,
    lineage,
    overview,
    raw,
    reader,
    review,
    run,
    sources,
    trail,
    tryout,
)

ROUTERS = tuple(
    view.router
    for view in (
        overview,
        articles,
        reader,
        raw,
        compare,
        lineage,
        sources,
        ledger,
        run,
        review,
        trail,
        digests,
        tryout,
    )
)
