"""What the server writes down: an event's code, whole numbers, ids; never words from a request.

An exception's text may quote what somebody sent or a database's row, so that only its class and
the line of our own code are written. There are no addresses of people's networks either.
"""

import logging
from pathlib import Path
from traceback import extract_tb
from typing import Literal

from typing_extensions import override

from sync.protocol.messages import Reason

Event = Literal[
    "started",
    "stopped",
    "begun",
    "pushed",
    "blob",
    "lost",
    "destroyed",
    "expunged",
    "parked",
    "invited",
    "sheet",
    "refused",
]

_LOGGER = logging.getLogger("satchel.server")
_ID = 8
_OURS = Path(__file__).parents[1]


def record(event: Event, reason: Reason | None = None, **details: int | bytes) -> None:
    """Write one line: the event, then each number, and each id cut to its first eight bytes."""
    because = "" if reason is None else f" reason={reason}"
    shown = "".join(f" {name}={_shown(value)}" for name, value in details.items())
    _LOGGER.info("event=%s%s%s", event, because, shown)


def record_failure(error: BaseException) -> None:
    """Write that something failed that should not have: which class, at which line of ours."""
    ours = [frame for frame in extract_tb(error.__traceback__) if _is_ours(frame.filename)]
    place = f"{Path(ours[-1].filename).stem}:{ours[-1].lineno}" if ours else "elsewhere"
    _LOGGER.error("event=failed class=%s at=%s", type(error).__name__, place)


def write_events_to_stderr() -> None:
    """Send events to standard error, where the service manager adds the time and keeps them."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(logging.INFO)
    _LOGGER.propagate = False
    silence("asyncio")


def silence(name: str) -> None:
    """Let the library that logs as ``name`` tell where something failed, and nothing else."""
    logger = logging.getLogger(name)
    logger.handlers[:] = [_Silenced(logging.ERROR)]
    logger.propagate = False


class _Silenced(logging.Handler):
    """Writes a library's errors as events: the texts and tracebacks may quote a request."""

    @override
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record_failure(error)
        else:
            _LOGGER.error(
                "event=failed class=%s at=%s:%d", record.name, record.module, record.lineno
            )


def _shown(detail: int | bytes) -> str:
    return detail[:_ID].hex() if isinstance(detail, bytes) else str(int(detail))


def _is_ours(filename: str) -> bool:
    return Path(filename).is_relative_to(_OURS)
