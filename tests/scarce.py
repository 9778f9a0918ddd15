"""A computer on which no file can be opened, or no thread started, any more."""

import resource
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Refuse = Callable[[int], None]


@contextmanager
def room_for_files(free: int) -> Iterator[None]:
    """Let so many files more be opened, and then none."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit_of_files(free), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def limit_of_files(free: int) -> int:
    """Return the limit below which so many numbers of files are free."""
    taken = {int(one.name) for one in Path("/proc/self/fd").iterdir()}
    limit = 0
    while free or limit in taken:
        free -= limit not in taken
        limit += 1
    return limit


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Refuse:
    """Let the system start so many threads more, and then none; -1 is as many as are wanted."""
    really, left = threading._start_new_thread, [-1]  # type: ignore[attr-defined]

    def start(*args: object) -> object:
        if left[0] == 0:
            raise RuntimeError("can't start new thread")
        left[0] -= 1
        return really(*args)

    monkeypatch.setattr("threading._start_new_thread", start)

    def so_many(more: int) -> None:
        left[0] = more

    return so_many
