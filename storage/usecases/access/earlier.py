"""Note that a workspace that was moved aside beside this one is destroyed, or could not be."""

from storage.usecases.access.noting import WORKSPACE, Subject, note
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction

_EARLIER = Subject(WORKSPACE)


def note_destroying(transaction: Transaction, name: str) -> Changes:
    """Note, before its keys go, that the earlier workspace in the folder ``name`` is destroyed.

    A name, not a path: folders above it may be named after a person.
    """
    note(transaction, "destroy", _EARLIER, f"{name}; moved aside when a backup was brought back")
    return Changes()


def note_not_destroyed(transaction: Transaction, name: str) -> Changes:
    """Note that what was noted before did not come about, or not wholly."""
    note(transaction, "destroy", _EARLIER, f"{name}; it could not be destroyed, or not wholly")
    return Changes()
