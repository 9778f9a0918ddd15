"""The door to the library: begin, unlock and use one workspace."""

from storage.workspace.beginning import Beginning, Created, create, exists
from storage.workspace.erasing import erase
from storage.workspace.opened import Workspace
from storage.workspace.unlocking import (
    door_words,
    renew_passphrase,
    second_factors,
    shared_with,
    unlock,
    unlock_with_pin,
    unlock_with_recovery_code,
    unlock_with_supervisors,
)

__all__ = [
    "Beginning",
    "Created",
    "Workspace",
    "create",
    "door_words",
    "erase",
    "exists",
    "renew_passphrase",
    "second_factors",
    "shared_with",
    "unlock",
    "unlock_with_pin",
    "unlock_with_recovery_code",
    "unlock_with_supervisors",
]
