"""Privileged notes: sealed apart, where the program has a vault for them.

What a trafficking victims' caseworker was told is privileged (M.G.L. c. 233 s. 20M); the rest of a
team has the case and not these notes. Laptops that are no members of the vault never hold them.
"""

from typing import Any

from storage.domain.ids import RecordId, derived
from storage.domain.kinds.note import Note
from storage.usecases.transaction import Transaction

VAULT = "privileged"
_CLASS = "privileged"


def scope_apart(case: RecordId) -> RecordId:
    """Return under whose key the privileged notes of a case are sealed."""
    return derived(case, "privileged notes")


def is_apart(transaction: Transaction, record: Any) -> bool:
    """Tell whether a new record is sealed apart: this laptop has to hold the vault's key."""
    return (
        isinstance(record, Note)
        and record.note_class == _CLASS
        and record.case is not None
        and VAULT in transaction.vaults
    )
