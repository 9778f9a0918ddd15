"""What can go wrong, in words a user may read; each class knows its exit code."""

from typing import ClassVar


class SatchelError(Exception):
    """A refusal or a failure with one plain sentence; nothing was changed."""

    exit_code: ClassVar[int] = 1


class RejectedError(SatchelError):
    """Input that cannot be stored: the message names the record, the field and one action."""

    exit_code: ClassVar[int] = 3


class LockedError(SatchelError):
    """The passphrase or the recovery code does not open this workspace."""

    exit_code: ClassVar[int] = 4


class OpenElsewhereError(LockedError):
    """Another Satchel has this workspace open."""


class FactorError(LockedError):
    """A second factor did not answer: the message says what to do about it."""


class ThrottledError(LockedError):
    """Too many wrong passphrases: the message says how long to wait."""


class DamagedError(SatchelError):
    """A file is not what was written: the message names it and says what to do."""

    exit_code: ClassVar[int] = 5


class HistoryLostError(DamagedError):
    """The database is older than the last save it acknowledged."""


class ReadOnlyError(SatchelError):
    """The workspace is open to be read only: nothing can be saved in it."""


class NewerVersionError(SatchelError):
    """The workspace was written by a newer Satchel; it is left exactly as it is."""

    exit_code: ClassVar[int] = 6


class GateError(SatchelError):
    """The sharing gate refused to let something out."""

    exit_code: ClassVar[int] = 8


class MassChangeError(RejectedError):
    """An act would change or retire more records than an act usually does; none was changed.

    ``act`` is its name, ``cases``, ``retired`` and ``others`` how many cases it would change, how
    many records it would retire or restore, and how many records outside of cases it would change;
    ``most`` is how many there may be without a reason, ``first`` some of them: kind and name.
    ``lead_only`` where the program lets leads alone go on.
    """

    def __init__(  # noqa: PLR0913 - what a person is shown before deciding
        self,
        act: str,
        *,
        cases: int,
        retired: int,
        others: int,
        most: int,
        first: tuple[tuple[str, str], ...],
        lead_only: bool,
    ) -> None:
        super().__init__(
            f"This would change {cases + retired + others:,} cases or records at once, more than "
            f"{most}. Nothing was changed; look at what it is, then do it again with a reason."
        )
        self.act, self.cases, self.retired, self.others = act, cases, retired, others
        self.most, self.first, self.lead_only = most, first, lead_only


class ChangedMeanwhileError(SatchelError):
    """The record was saved by someone else while this edit was on screen."""


class CancelledError(SatchelError):
    """The user stopped long work; nothing of it was kept."""
