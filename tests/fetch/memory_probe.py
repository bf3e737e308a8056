"""Print by how many KiB the peak memory grows over all the bombs, and the number of fetches."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from hostile import hostile  # noqa: E402
from tables import BOMBS  # noqa: E402

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate  # noqa: E402


async def serve() -> None:
    """Run the hostile server in this process and say its port."""
    async with hostile({f"/{case.name}": case.script for case in BOMBS}) as server:
        print(server.port, flush=True)  # noqa: T201
        await asyncio.sleep(3600)


async def fetch_all(port: int) -> int:
    """Fetch every case; return the growth of the peak in KiB."""
    settings = FetchSettings(min_delay=0.0, allowed_private=(f"127.0.0.1:{port}",))
    async with Fetcher(settings, MemoryGate()) as fetcher:
        await fetcher.fetch(
            f"http://127.0.0.1:{port}/announced-too-large"
        )  # everything is loaded now
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for case in BOMBS:
            await fetcher.fetch(f"http://127.0.0.1:{port}/{case.name}")
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        asyncio.run(serve())
    with subprocess.Popen(
        [sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        grown = asyncio.run(fetch_all(int(child.stdout.readline())))
        child.kill()
    print(grown, len(BOMBS))  # noqa: T201
