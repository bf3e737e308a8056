"""Whatever a server does, a fetch ends in time, in bounds, and in the right word for it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from behaviours import Case
from hostile import HTML, hostile, reply
from tables import BOMBS, CASES

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.model import Failure, NotModified, Page

Run = Callable[[Any], Any]
GOOD_PATHS = (
    "/good",
    "/good?%C3%A9",
    "/caf%E9",
    "/%ED%EE%E2%EE%F1%F2%E8",
    "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
)


async def fetched(case: Case) -> Page | NotModified | Failure:
    """Fetch one hostile page with small limits."""
    pages = {"/x": case.script} | dict.fromkeys(GOOD_PATHS, reply())
    async with hostile(pages) as server:
        settings = FetchSettings(
            min_delay=0.0,
            page_deadline=0.6 if case.is_slow else 10.0,
            max_bytes=1024 * 1024,
            allowed_private=(f"127.0.0.1:{server.port}",),
        )
        async with Fetcher(settings, MemoryGate()) as fetcher:
            return await fetcher.fetch(server.url("/x"))


@pytest.fixture(scope="module")
def slow_answers() -> dict[str, Page | NotModified | Failure]:
    """What came of the cases that only the deadline ends, all waited for at the same time."""

    async def all_at_once() -> dict[str, Page | NotModified | Failure]:
        slow = [case for case in CASES if case.is_slow]
        answers = await asyncio.gather(*map(fetched, slow))
        return {case.name: answer for case, answer in zip(slow, answers, strict=True)}

    return asyncio.run(all_at_once())


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_every_behaviour_ends_in_the_right_word(
    case: Case, run: Run, slow_answers: dict[str, Page | NotModified | Failure]
) -> None:
    answer = slow_answers[case.name] if case.is_slow else run(fetched(case))
    if case.code == "page":
        assert isinstance(answer, Page), answer
        assert case.body is None or answer.body == case.body
    else:
        assert isinstance(answer, Failure), answer
        assert answer.code == case.code, answer
        assert answer.message


def test_the_table_is_large_and_its_names_are_unique() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names)) >= 400


def test_memory_stays_bounded_at_the_real_limits() -> None:
    """Every bomb of the tables at the real cap of 10 MiB, one after the other, in a fresh process."""
    program = Path(__file__).with_name("memory_probe.py")
    done = subprocess.run(
        [sys.executable, program],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    grown, fetches = map(int, done.stdout.split())
    assert fetches == len(BOMBS)
    assert grown <= 64 * 1024, f"{grown} KiB"


def test_answers_are_not_mixed_up_after_junk_on_a_kept_connection(run: Run) -> None:
    async def scenario() -> list[Any]:
        async def with_junk(_: bytes, send: Any) -> None:
            await send(reply("200 OK", HTML) + reply("200 OK", b"smuggled"))

        async def honest(_: bytes, send: Any) -> None:
            await send(reply("200 OK", b"honest"))

        async with hostile({"/a": with_junk, "/b": honest}) as server:
            named = (f"127.0.0.1:{server.port}",)
            settings = FetchSettings(min_delay=0.0, page_deadline=2.0, allowed_private=named)
            async with Fetcher(settings, MemoryGate()) as fetcher:
                return [await fetcher.fetch(server.url(path)) for path in ("/a", "/b")]

    first, second = run(scenario())
    assert first.body == HTML
    assert second.body == b"honest"
