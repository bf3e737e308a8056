"""One module per page; ``ROUTERS`` is what the application is made of."""

from newsdesk.views import (
    articles,
    changes,
    compare,
    digests,
    drift,
    installation,
    learned,
    ledger,
    lineage,
    overview,
    raw,
    reader,
    recall,
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
        changes,
        sources,
        recall,
        drift,
        learned,
        ledger,
        run,
        review,
        trail,
        digests,
        tryout,
        installation,
    )
)
