"""What can go wrong, in words a user may read; each class knows its exit code."""

from typing import ClassVar


class SatchelError(Exception):
    """A refusal or a failure with one plain sentence; nothing was changed."""

    exit_code: ClassVar[int] = 3


class RejectedError(SatchelError):
    """Input that cannot be stored: the message names the record, the field and one action."""

    exit_code: ClassVar[int] = 3


class LockedError(SatchelError):
    """The passphrase or the recovery code does not open this workspace."""

    exit_code: ClassVar[int] = 4


class ThrottledError(LockedError):
    """Too many wrong passphrases: the message says how long to wait."""


class DamagedError(SatchelError):
    """A file is not what was written: the message names it and says what to do."""

    exit_code: ClassVar[int] = 5


class HistoryLostError(DamagedError):
    """The database is older than the last save it acknowledged."""


class NewerVersionError(SatchelError):
    """The workspace was written by a newer Satchel; it is left exactly as it is."""

    exit_code: ClassVar[int] = 6


class GateError(SatchelError):
    """The sharing gate refused to let something out."""

    exit_code: ClassVar[int] = 8


class ChangedMeanwhileError(SatchelError):
    """The record was saved by someone else while this edit was on screen."""


class CancelledError(SatchelError):
    """The user stopped long work; nothing of it was kept."""
