"""Take times: product and bare work by turns, so that a busy machine troubles both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

Work = Callable[[], object]

_WARM_UP = 1
_CLEAR, _RESET_PEAK = Path("/proc/self/clear_refs"), "5"


def milliseconds(work: Work) -> float:
    """Return how long one run of ``work`` takes."""
    gc.collect()
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def by_turns(product: Work, bare: Work, rounds: int) -> tuple[list[float], list[float]]:
    """Run both by turns, once to warm up and ``rounds`` times measured."""
    measured: list[float] = []
    bound: list[float] = []
    for turn in range(_WARM_UP + rounds):
        mine, its = milliseconds(product), milliseconds(bare)
        if turn >= _WARM_UP:
            measured.append(mine)
            bound.append(its)
    return measured, bound


def middle(times: list[float]) -> float:
    """Return the median."""
    return statistics.median(times)


def p95(times: list[float]) -> float:
    """Return what 95 of 100 do not exceed."""
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def forget_peak() -> None:
    """Begin to watch the peak of memory anew, where the system can."""
    if _CLEAR.exists():
        _CLEAR.write_text(_RESET_PEAK)


def peak_megabytes() -> float | None:
    """Return the most memory this process has held so far; None where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
