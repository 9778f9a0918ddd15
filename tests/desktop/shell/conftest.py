"""Sessions for the tests of the shell."""

from tests.desktop.desks import plain_sessions, sessions

__all__ = ["plain_sessions", "sessions"]
