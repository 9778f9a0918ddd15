"""Journeys happen in whole sessions, in windows that are really deleted."""

from tests.desktop.conftest import light, plain_text_only, pytest_runtest_protocol, shown
from tests.desktop.desks import sessions
from tests.desktop.syncing.office import folder, once_lena_joined, stage

__all__ = [
    "folder",
    "light",
    "once_lena_joined",
    "plain_text_only",
    "pytest_runtest_protocol",
    "sessions",
    "shown",
    "stage",
]
