"""Sync as the window needs it: a thread that speaks with the server, and what it has come to."""

from desktop.syncing.controller import Syncing
from desktop.syncing.scripts import Scripts
from desktop.wording.sync import SyncState

__all__ = ["Scripts", "SyncState", "Syncing"]
