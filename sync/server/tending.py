"""What a worker does beside answering: share its counts, delete what was brought halfway."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio import to_thread

from sync.server.events import record_failure
from sync.server.loose import sweep
from sync.server.service import Service

SHARE_S = 0.5
"""Seconds between two sharings: so long one worker does not know what another counts."""
_SWEEP_S = 600.0


@asynccontextmanager
async def tended(service: Service) -> AsyncIterator[None]:
    """Tend ``service`` for as long as the block lasts, and once more at its end."""
    over = asyncio.Event()
    task = asyncio.create_task(_tend(service, over))
    try:
        yield
    finally:
        # A turn that has begun is awaited, not cancelled: its thread would go on with a connection
        # to a database that is being closed.
        over.set()
        await task
        await to_thread.run_sync(_quietly, service.share)


async def _tend(service: Service, over: asyncio.Event) -> None:
    since = 0.0
    while not await _is_set_within(over, SHARE_S):
        await to_thread.run_sync(_quietly, service.share)
        since += SHARE_S
        if since >= _SWEEP_S:
            since = 0.0
            await to_thread.run_sync(_quietly, lambda: sweep(service))


async def _is_set_within(event: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


def _quietly(work: Callable[[], None]) -> None:
    """Do it; where it fails now, the next turn does it."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - nothing of a server's life depends on it
        record_failure(error)
