"""How long a test waits for what must come: longer than a busy machine takes for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import CallbackBlocker, SignalBlocker
from typing_extensions import override

SECONDS = 60.0
"""Until what does not come is given up; what comes is waited for no longer than it takes."""
_MS = round(SECONDS * 1_000)


class PatientBot(QtBot):
    """Waits so long where nothing else is said, instead of five seconds."""

    @override
    def waitActive(self, *waited: Any, timeout: int = _MS) -> Any:
        return super().waitActive(*waited, timeout=timeout)

    @override
    def waitExposed(self, *waited: Any, timeout: int = _MS) -> Any:
        return super().waitExposed(*waited, timeout=timeout)

    @override
    def waitUntil(self, *waited: Any, timeout: int = _MS) -> None:
        super().waitUntil(*waited, timeout=timeout)

    @override
    def waitSignal(self, *waited: Any, timeout: int = _MS, **options: Any) -> SignalBlocker:
        return super().waitSignal(*waited, timeout=timeout, **options)

    @override
    def waitCallback(self, *, timeout: int = _MS, **options: Any) -> CallbackBlocker:
        return super().waitCallback(timeout=timeout, **options)


def wait_until(holds: Callable[[], bool]) -> None:
    """Return as soon as something holds; it must within two minutes."""
    end = monotonic() + 2 * SECONDS
    while not holds():
        assert monotonic() < end
        sleep(0.02)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """See that the block takes less, but for what other programs kept this one waiting."""
    began, kept = monotonic(), kept_waiting()
    yield
    assert monotonic() - began - max(kept_waiting() - kept, 0) < seconds


def kept_waiting(process: str | int = "self") -> float:
    """Return for how many seconds threads of a process were ready and had no processor."""
    delays = 0
    for thread in Path(f"/proc/{process}/task").glob("*/schedstat"):
        with suppress(OSError):  # it has ended meanwhile
            delays += int(thread.read_text("ascii").split()[1])
    return delays / 1e9
