"""Pages per CPU-second of the fetch layer beside plain httpx and aiohttp.

    python tests/bench/bench_fetch.py [--pages 3000] [--concurrency 32]

The server runs in a process of its own; only the client's CPU time counts. Sixteen loopback
addresses with two requests each stand for sixteen hosts.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import aiohttp
import httpx

from ingest.adapters.fetch import Fetcher, FetchSettings, MemoryGate
from ingest.model import Page

PAGE = (b"<p>" + b"Talks went on in the capital on Monday. " * 25 + b"</p>\n") * 60
HOSTS = [f"127.0.0.{number}" for number in range(1, 17)]


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
    try:
        while request := await reader.readuntil(b"\r\n\r\n"):
            body = b"User-agent: *\nDisallow: /x" if b"/robots.txt" in request else PAGE
            writer.write(head % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def serve(port: Connection) -> None:
    """Answer every path with the same page until killed."""

    async def run() -> None:
        first = await asyncio.start_server(_answer, HOSTS[0], 0)
        number = first.sockets[0].getsockname()[1]
        async with await asyncio.start_server(_answer, HOSTS[1:], number):
            port.send(number)
            await first.serve_forever()

    asyncio.run(run())


async def ours(urls: list[str], port: int, concurrency: int) -> None:
    """The layer as the pipeline uses it, without pacing."""
    named = tuple(f"{host}:{port}" for host in HOSTS)
    settings = FetchSettings(min_delay=0.0, allowed_private=named)
    async with Fetcher(settings, MemoryGate()) as fetcher:

        async def one(url: str) -> int:
            page = await fetcher.fetch(url)
            assert isinstance(page, Page), page
            return len(page.body)

        await spread(urls, one, concurrency)


async def shared_httpx(urls: list[str], port: int, concurrency: int) -> None:
    """httpx as its documentation shows it: one client for everything."""
    async with httpx.AsyncClient(
        trust_env=False, limits=httpx.Limits(max_connections=100)
    ) as client:

        async def one(url: str) -> int:
            return len((await client.get(url)).content)

        await spread(urls, one, concurrency)


async def httpx_per_host(urls: list[str], port: int, concurrency: int) -> None:
    """httpx with one client per host, the fastest way to use it."""
    tls = httpx.create_ssl_context()
    clients = {host: httpx.AsyncClient(trust_env=False, verify=tls) for host in HOSTS}

    async def one(url: str) -> int:
        host = url.split("/")[2].removesuffix(f":{port}")
        return len((await clients[host].get(url)).content)

    await spread(urls, one, concurrency)
    for client in clients.values():
        await client.aclose()


async def plain_aiohttp(urls: list[str], port: int, concurrency: int) -> None:
    """aiohttp with one session."""
    async with aiohttp.ClientSession() as session:

        async def one(url: str) -> int:
            async with session.get(url) as answer:
                return len(await answer.read())

        await spread(urls, one, concurrency)


async def spread(urls: list[str], one: Callable[[str], Awaitable[int]], concurrency: int) -> None:
    """Fetch all *urls* with *concurrency* workers."""
    waiting = iter(urls)

    async def work() -> None:
        for url in waiting:
            assert await one(url) == len(PAGE)

    await asyncio.gather(*(work() for _ in range(concurrency)))


def main() -> None:
    """Print one line per client."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=3_000)
    options.add_argument("--concurrency", type=int, default=32)
    chosen = options.parse_args()
    receiver, sender = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(sender,), daemon=True)
    server.start()
    port = receiver.recv()
    urls = [f"http://{HOSTS[n % len(HOSTS)]}:{port}/{n}" for n in range(chosen.pages)]
    print(
        f"{len(PAGE) / 1000:.0f} KB pages, {chosen.pages} of them, concurrency {chosen.concurrency}"
    )
    for client in (ours, httpx_per_host, shared_httpx, plain_aiohttp):
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.process_time()
        asyncio.run(client(urls, port, chosen.concurrency))
        spent = time.process_time() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before.ru_maxrss
        rate = chosen.pages / spent
        print(
            f"{client.__name__:16} {rate:7,.0f} pages per CPU-second, peak +{grown / 1024:.1f} MiB"
        )
    server.kill()


if __name__ == "__main__":
    main()
