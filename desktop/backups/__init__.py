"""The backups that Satchel makes by itself: made, brought to a second place, proven, told."""

from desktop.backups.keeper import Backups
from desktop.backups.state import BackupState

__all__ = ["BackupState", "Backups"]
