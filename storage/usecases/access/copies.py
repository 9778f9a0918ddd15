"""Note that everything went, encrypted, where somebody chose: into a file, or to a second place."""

from collections.abc import Mapping
from typing import Any

from storage.usecases.access.noting import NOBODY, note
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction


def note_file(transaction: Transaction, made: Mapping[str, Any], name: str) -> Changes:
    """Note that everything was backed up into the file ``name``; ``made`` says when and how far.

    A name, not a path: folders above it may be named after a person.
    """
    set_settings(transaction, {"backup.last": dict(made)})
    note(transaction, "backup", NOBODY, name)
    return Changes()


def note_second_place(transaction: Transaction, name: str) -> Changes:
    """Note that backups go to the folder ``name`` too from now on; without one, that none do."""
    said = f"second place: {name}" if name else "no second place any more"
    note(transaction, "backup", NOBODY, said)
    return Changes()
