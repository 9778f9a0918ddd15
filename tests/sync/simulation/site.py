"""Where the files of a simulated server are, as a world sees it."""

from typing import Protocol

from starlette.applications import Starlette


class Site(Protocol):
    """Where the server's files are."""

    def running(self) -> Starlette:
        """Return the server."""

    def back_up(self) -> None:
        """Copy the server's database."""

    def forget(self) -> None:
        """Have no copy."""

    def has_copy(self) -> bool:
        """Tell whether a copy is kept."""

    def restored(self) -> Starlette:
        """Return the server as its operator brings it back from the last copy, if there is one."""

    def allow(self, more: int | None) -> None:
        """Let programs keep so many bytes more than they do; as many as they need with None."""

    def stored(self) -> set[bytes]:
        """Return the digest of every envelope in the database."""

    def faults(self) -> list[str]:
        """Return what no server may have: a gap in a log, a broken audit."""

    def envelopes(self) -> list[bytes]:
        """Return every envelope as the database has it."""
