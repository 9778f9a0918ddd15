"""Wait for what must come to hold, and no longer."""

import time
from collections.abc import Callable

_WAITS_S = 120.0


def wait_until(holds: Callable[[], bool]) -> None:
    """Return as soon as something holds; it must within two minutes."""
    end = time.monotonic() + _WAITS_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
