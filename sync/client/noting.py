"""Note in the record of access what this laptop signed in the roster: who comes, goes, may what."""

from collections.abc import Iterator, Sequence

from storage.usecases.access.noting import NOBODY, Subject, note, of_case
from storage.usecases.transaction import Transaction
from sync.protocol.entries import (
    NOWHERE,
    Acceptance,
    Admission,
    Entry,
    Expunging,
    Genesis,
    Grant,
    NewVault,
    PersonAdmission,
    RecoveryKey,
    Revocation,
    RoleChange,
    Withdrawal,
    entry_of,
)
from sync.protocol.envelope import Envelope

Act = tuple[str, Subject, str]


def note_entries(transaction: Transaction, new: Sequence[Envelope]) -> None:
    """Note the entries among ``new`` that this device signed: they hold now."""
    for entry in new:
        if entry.header.device == transaction.identity.device:
            body = entry_of(entry)
            for act, subject, why in (*_of_people(body), *_of_cases(body), *_of_rules(body)):
                note(transaction, act, subject, why)


def _of_people(body: Entry) -> Iterator[Act]:
    match body:
        case Admission() | PersonAdmission():
            yield "admit", _device(body.device.id), body.role
        case RoleChange():
            yield "role", _device(body.device), body.role
        case Revocation():
            for device in body.devices:
                yield "remove", _device(device), body.reason
        case _:
            return


def _of_cases(body: Entry) -> Iterator[Act]:
    match body:
        case Withdrawal():
            for device in body.devices:
                yield "restrict", _device(device), "taken out of a vault"
        case Grant():
            for device in body.receivers:
                yield "restrict", _device(device), "let into a vault"
        case Expunging():
            for moved in body.cases:
                act = "destroy" if moved.to == NOWHERE else "restrict"
                yield act, of_case(moved.scope), body.reason
        case _:
            return


def _of_rules(body: Entry) -> Iterator[Act]:
    match body:
        case NewVault():
            yield "restrict", Subject("vault", body.vault.id), "a vault of its own"
        case Acceptance():
            yield "policy", NOBODY, "took in what came late"
        case RecoveryKey():
            yield "policy", NOBODY, f"made a recovery key; {body.threshold} hold it together"
        case Genesis():
            yield "policy", NOBODY, "began the program"
        case _:
            return


def _device(device: bytes) -> Subject:
    return Subject("device", device)
