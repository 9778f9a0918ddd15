"""The door to the library: begin, unlock and use one workspace."""

from storage.workspace.beginning import Beginning, Created, create, exists
from storage.workspace.opened import Workspace
from storage.workspace.unlocking import unlock, unlock_with_recovery_code

__all__ = [
    "Beginning",
    "Created",
    "Workspace",
    "create",
    "exists",
    "unlock",
    "unlock_with_recovery_code",
]
