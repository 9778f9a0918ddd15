"""Say what to do, do it, answer with an exit code; errors are one plain line on stderr."""

import multiprocessing
import os
import sys
from collections.abc import Sequence

from sync.protocol.errors import ProtocolError
from sync.server.commandline.parsing import parse
from sync.server.refusals import BusyError, NewerDatabaseError, SetupError

OTHER, REJECTED, NEWER, UNREACHABLE, STOPPED = 1, 3, 6, 7, 130

_UNREACHABLE_WORDS = (
    "The database did not answer. See that it runs, that this user may use it and that its disk "
    "has room; nothing was changed."
)


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit code."""
    multiprocessing.freeze_support()
    # What this program makes, its own user alone may read.
    os.umask(0o077)
    try:
        arguments = parse(argv)
        code: int = arguments.run(arguments)
    except KeyboardInterrupt:
        return STOPPED
    except (SetupError, ProtocolError, BusyError, OSError) as error:
        words, code = explained(error)
        sys.stderr.write(f"satchel-server: {words}\n")
    return code


def explained(error: Exception) -> tuple[str, int]:
    """Return one line and the exit code."""
    match error:
        case NewerDatabaseError():
            return str(error), NEWER
        case SetupError():
            return str(error), OTHER
        case ProtocolError():
            return str(error), REJECTED
        case BusyError():
            return _UNREACHABLE_WORDS, UNREACHABLE
        case _:
            return f"A file could not be read or written: {os.strerror(_number(error))}.", OTHER


def _number(error: Exception) -> int:
    return error.errno or 0 if isinstance(error, OSError) else 0
