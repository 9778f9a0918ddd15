"""What an act of a user works in: one transaction, and who does it when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.crypto.keytree import new_key, wrap
from storage.domain.clocks import Clock, milliseconds, today
from storage.domain.ids import IdSource, RecordId


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


@dataclass(frozen=True, slots=True, repr=False)
class Transaction:
    """One open write transaction; gone once its act returns."""

    connection: Connection
    identity: Identity
    clock: Clock
    ids: IdSource
    vaults: Mapping[str, Vault]

    def new_id(self) -> RecordId:
        """Return a fresh record id."""
        return self.ids.new(milliseconds(self.clock.now()))

    def today(self) -> date:
        """Return the calendar day in Massachusetts."""
        return today(self.clock)

    def ensure_case_key(self, vault: Vault, scope: bytes) -> None:
        """Make the content key of ``scope`` where there is none yet."""
        known = self.connection.exec_driver_sql(
            "SELECT 1 FROM case_key WHERE scope = ?", (scope,)
        ).first()
        if known is None:
            self.connection.exec_driver_sql(
                "INSERT INTO case_key VALUES (?, ?, ?, ?)",
                (scope, vault.id, vault.epoch, wrap(new_key(), vault.key, vault.id + scope)),
            )
