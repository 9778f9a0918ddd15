"""What each kind of entry makes of a roster, and what it must not say."""

from collections.abc import Callable
from typing import Any

import msgspec

from sync.protocol.entries import (
    Acceptance,
    Admission,
    Entry,
    Expunging,
    Grant,
    NewVault,
    PersonAdmission,
    RecoveryKey,
    Revocation,
    RoleChange,
    Withdrawal,
)
from sync.protocol.errors import ProtocolError
from sync.protocol.following import people, vaults
from sync.protocol.membership import Roster

_FOLLOWING: dict[type[Any], Callable[[Roster, bytes, Any], Roster]] = {
    Admission: people.admitted,
    PersonAdmission: people.admitted,
    RoleChange: people.role_changed,
    Revocation: people.revoked,
    Withdrawal: people.withdrawn,
    Acceptance: people.accepted,
    NewVault: vaults.with_vault,
    Grant: vaults.granted,
    Expunging: vaults.expunged,
    RecoveryKey: vaults.with_recovery,
}


def follow(roster: Roster, author: bytes, body: Entry, digest: bytes) -> Roster:
    """Return ``roster`` after an entry whose author and place were checked.

    Raises ProtocolError when the entry says what it must not.
    """
    following = _FOLLOWING.get(type(body))
    if following is None:
        raise ProtocolError("A roster entry does not belong here.")
    after = msgspec.structs.replace(roster, last=digest, entries=roster.entries + 1)
    return following(after, author, body)
