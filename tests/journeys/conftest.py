"""Journeys happen in whole sessions, in windows that are really deleted."""

from tests.desktop.conftest import light, plain_text_only, pytest_runtest_protocol, shown
from tests.desktop.desks import sessions

__all__ = ["light", "plain_text_only", "pytest_runtest_protocol", "sessions", "shown"]
