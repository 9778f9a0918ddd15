"""The door to the library: begin, unlock and use one workspace."""

from storage.workspace.beginning import Beginning, Created, create, exists
from storage.workspace.erasing import erase
from storage.workspace.opened import Workspace
from storage.workspace.unlocking import (
    renew_passphrase,
    shared_with,
    unlock,
    unlock_with_recovery_code,
    unlock_with_supervisors,
)

__all__ = [
    "Beginning",
    "Created",
    "Workspace",
    "create",
    "erase",
    "exists",
    "renew_passphrase",
    "shared_with",
    "unlock",
    "unlock_with_recovery_code",
    "unlock_with_supervisors",
]
