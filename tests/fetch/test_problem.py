"""What every failure advises: an operator reads a word for it, the pipeline when to come back."""

from __future__ import annotations

import pytest

from ingest.adapters.fetch.problem import ADVICE, Problem, status_problem
from ingest.model import Retry

STATUSES = {
    Retry.NEVER: (410,),
    Retry.LATER: (
        *(201, 202, 204, 205, 206, 226, 408, 425, 429, 500, 501, 502, 503, 504, 507, 508, 511),
        *(520, 521, 522, 523, 524, 525, 526, 530, 599, 999),
    ),
    Retry.NEXT_POLL: (
        *(300, 305, 306, 400, 401, 402, 403, 404, 405, 406, 407, 409, 411, 412, 413, 414, 415, 416),
        *(417, 418, 421, 422, 423, 424, 426, 428, 430, 431, 444, 451, 460, 494, 498, 499),
    ),
}


@pytest.mark.parametrize(
    ("status", "retry"),
    [
        pytest.param(status, retry, id=str(status))
        for retry, statuses in STATUSES.items()
        for status in statuses
    ],
)
def test_every_status_says_when_to_come_back(status: int, retry: Retry) -> None:
    failure = status_problem(status, None).as_failure("https://paper.example/")
    assert (failure.code, failure.status, failure.retry) == (f"http-{status}", status, retry)
    assert failure.message.startswith(f"HTTP {status}, the server ")


@pytest.mark.parametrize("code", ADVICE)
def test_every_code_explains_itself(code: str) -> None:
    bare = Problem(code).as_failure("https://paper.example/")
    assert bare.message == ADVICE[code].meaning
    told = Problem(code, "so it was").as_failure("https://paper.example/")
    assert told.message == f"{bare.message}: so it was"
    assert told.retry is ADVICE[code].retry


def test_what_only_a_person_can_mend_is_not_tried_again() -> None:
    never = {code for code, advice in ADVICE.items() if advice.retry is Retry.NEVER}
    assert never == {"bad-url", "private-address", "robots", "not-text"}
