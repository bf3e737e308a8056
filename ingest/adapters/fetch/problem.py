"""What can go wrong with one URL, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.model import Failure, Retry

BLOCKING = frozenset({401, 402, 403, 451})
GONE_FOR_GOOD = frozenset({410})


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a code means to an operator, and whether trying again helps."""

    retry: Retry
    meaning: str


ADVICE = {
    "bad-url": Advice(retry=Retry.NEVER, meaning="the address cannot be fetched as it is written"),
    "private-address": Advice(retry=Retry.NEVER, meaning="the host is not on the public internet"),
    "robots": Advice(retry=Retry.NEVER, meaning="robots.txt forbids it"),
    "robots-unreachable": Advice(
        retry=Retry.LATER, meaning="robots.txt could not be read, so nothing is for now"
    ),
    "gate": Advice(retry=Retry.LATER, meaning="the host wants to be left alone for a while"),
    "dns": Advice(retry=Retry.NEXT_POLL, meaning="the host name does not exist"),
    "dns-temporary": Advice(retry=Retry.LATER, meaning="the name server did not answer"),
    "connect": Advice(retry=Retry.LATER, meaning="no connection to the host"),
    "tls": Advice(retry=Retry.NEXT_POLL, meaning="no trustworthy encrypted connection"),
    "timeout": Advice(retry=Retry.LATER, meaning="the answer was not complete in time"),
    "protocol": Advice(retry=Retry.LATER, meaning="the server does not speak proper HTTP"),
    "incomplete": Advice(retry=Retry.LATER, meaning="the answer broke off"),
    "too-large": Advice(retry=Retry.NEXT_POLL, meaning="the answer is larger than allowed"),
    "bad-encoding": Advice(retry=Retry.LATER, meaning="the compressed answer cannot be unpacked"),
    "empty": Advice(retry=Retry.LATER, meaning="the answer has no content"),
    "not-text": Advice(retry=Retry.NEVER, meaning="the answer is not a page or feed"),
    "challenge": Advice(retry=Retry.NEXT_POLL, meaning="a bot wall stands before the page"),
    "bad-redirect": Advice(retry=Retry.NEXT_POLL, meaning="the redirect leads nowhere"),
    "too-many-redirects": Advice(retry=Retry.NEXT_POLL, meaning="redirected too often"),
    "unasked-304": Advice(retry=Retry.LATER, meaning='"not modified" without our having asked'),
}
"""Every code but the ``http-NNN`` ones, which :func:`status_problem` explains."""


class Problem(Exception):
    """One of the codes above on its way to becoming a ``Failure``; never leaves this package."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        retry: Retry | None = None,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail
        self.retry, self.retry_after, self.status = retry, retry_after, status

    def as_failure(self, url: str) -> Failure:
        """Return the value that callers see, about *url* as they asked for it."""
        advice = ADVICE.get(self.code)
        words = [advice.meaning] if advice else []
        return Failure(
            url=url,
            code=self.code,
            message=": ".join([*words, self.detail] if self.detail else words),
            retry=self.retry or (advice.retry if advice else Retry.NEXT_POLL),
            retry_after=self.retry_after,
            status=self.status,
        )


def status_problem(status: int, retry_after: float | None) -> Problem:
    """Return what an unwelcome HTTP *status* means for us."""
    if status in GONE_FOR_GOOD:
        words, retry = "the server says it is gone for good", Retry.NEVER
    elif status == 404:
        words, retry = "the server says there is no such page", Retry.NEXT_POLL
    elif status in BLOCKING:
        words, retry = "the server does not let us read it", Retry.NEXT_POLL
    elif status == 429:
        words, retry = "the server says we ask too often", Retry.LATER
    elif status >= 500 or status in (408, 425):
        words, retry = "the server has trouble", Retry.LATER
    elif 200 <= status < 300:
        words, retry = "the server accepted the request but sent no page", Retry.LATER
    elif 300 <= status < 400:
        words, retry = "the server points elsewhere without saying where", Retry.NEXT_POLL
    else:
        words, retry = "the server refuses the request", Retry.NEXT_POLL
    return Problem(
        f"http-{status}",
        f"HTTP {status}, {words}",
        retry=retry,
        retry_after=retry_after,
        status=status,
    )
