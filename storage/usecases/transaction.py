"""What an act of a user works in: one transaction, and who does it when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from storage.crypto.keytree import new_key, wrap
from storage.domain.clocks import Clock, milliseconds, today
from storage.domain.ids import IdSource, RecordId
from storage.errors import RejectedError


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """One vault as this member holds it: its id, its newest epoch and that epoch's key."""

    id: bytes
    epoch: int
    key: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """Who writes: this device, its incarnation, the person's name."""

    device: bytes
    incarnation: int
    author: str


@dataclass(frozen=True, slots=True)
class Granted:
    """Why an act may change many records at once, and whether a lead of the program says so."""

    reason: str
    by_lead: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Transaction:
    """One open write transaction; gone once its act returns."""

    connection: Connection
    identity: Identity
    clock: Clock
    ids: IdSource
    vaults: dict[str, Vault]
    """By name, as far as this laptop holds their keys; one that is adopted joins them at once."""
    granted: Granted | None = None
    """Why this act may change many records; without it one that would is refused."""
    weighed: set[bytes] = field(default_factory=set)
    """What the saves of this transaction changed so far, as it counts for a mass change."""
    aside: Callable[[bytes], None] | None = None
    """Where nothing can be saved: keeps what left, to be entered later. OSError where it cannot."""

    def new_id(self) -> RecordId:
        """Return a fresh record id."""
        return self.ids.new(milliseconds(self.clock.now()))

    def today(self) -> date:
        """Return the calendar day in Massachusetts."""
        return today(self.clock)

    def vault(self, name: str) -> Vault:
        """Return the vault of this name; RejectedError while this laptop has no key of it."""
        vault = self.vaults.get(name)
        if vault is None:
            raise RejectedError(
                "This laptop has not received the keys of its program yet. Finish joining the "
                "program, then save again."
            )
        return vault

    def ensure_case_key(self, vault: Vault, scope: bytes) -> Vault:
        """Return the vault in which ``scope`` stands: ``vault``, unless its case was moved.

        Its content key is made where there is none yet. RejectedError where the case was
        destroyed, or stands in a vault that this laptop is no member of. The key of a vault's own
        scope is made once for the whole program: RejectedError where it has not arrived.
        """
        known = self.connection.exec_driver_sql(
            "SELECT vault FROM case_key WHERE scope = ?", (scope,)
        ).scalar()
        if known == vault.id:
            return vault
        if known is not None:
            return self._held(known)
        vault = self._moved_to(scope) or vault
        if scope == vault.id and self._has_joined():
            raise RejectedError(
                "The key of the records that belong to no case has not arrived on this laptop. "
                "Synchronize once, then save again."
            )
        self.connection.exec_driver_sql(
            "INSERT INTO case_key VALUES (?, ?, ?, ?)",
            (scope, vault.id, vault.epoch, wrap(new_key(), vault.key, vault.id + scope)),
        )
        return vault

    def _held(self, vault: bytes) -> Vault:
        held = next((each for each in self.vaults.values() if each.id == vault), None)
        if held is None:
            raise RejectedError(_RESTRICTED)
        return held

    def _moved_to(self, scope: bytes) -> Vault | None:
        """Return the vault that a case was moved to; RejectedError where it was destroyed."""
        moved = self.connection.exec_driver_sql(
            "SELECT moved_to FROM expunged WHERE scope = ?", (scope,)
        ).all()
        if any(row.moved_to == b"" for row in moved):
            raise RejectedError(
                "This case was destroyed, and nothing can be written in it any more. Begin a new "
                "case if the youth is referred again."
            )
        return self._held(moved[0].moved_to) if moved else None

    def _has_joined(self) -> bool:
        """Tell whether another laptop may have made what is not here."""
        query = "SELECT 1 FROM program LIMIT 1"
        return self.connection.exec_driver_sql(query).first() is not None


_RESTRICTED = (
    "This case is restricted to some people of the program, and this laptop does not have its key. "
    "Ask who restricted it to let you in."
)
