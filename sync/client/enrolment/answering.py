"""What the invited laptop writes down at every step of an invitation."""

import secrets
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.usecases.changes import Changes
from storage.usecases.syncing import enrolment, roster
from storage.usecases.syncing.enrolment import Enrolment
from storage.usecases.transaction import Transaction
from sync.client.enrolment.connect import device_of
from sync.client.enrolment.practising import refuse_practice_elsewhere
from sync.client.enrolment.states import JOINING, Joining, joining_of, joining_row
from sync.client.membership import identity
from sync.client.problems import SyncError
from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError, SealError
from sync.protocol.invitation import (
    NONCE_LENGTH,
    Answer,
    Offer,
    meeting_place,
    open_reveal,
    seal_answer,
)


class Found(NamedTuple):
    """Where an offer was found: the server's address, its id and key, how far it is ahead in ms."""

    address: str
    server: bytes
    ahead: int


def check_may_join(connection: Connection, address: str) -> None:
    """Return when this workspace can join a program; RejectedError says in words why not."""
    refuse_practice_elsewhere(connection, address)
    if roster.program(connection) is not None:
        raise RejectedError("This workspace belongs to a program already. Make a new workspace.")
    if connection.exec_driver_sql("SELECT 1 FROM vault_key").first() is not None:
        raise RejectedError(
            "This workspace holds a program of its own. Make a new workspace to join another."
        )


def take_offer(
    transaction: Transaction, secret: bytes, found: Found, offer: Offer, name: str
) -> tuple[Enrolment, Changes]:
    """Keep the offer and the answer to it; of the same offer what was kept before stays."""
    connection = transaction.connection
    check_may_join(connection, found.address)
    before = joining_row(connection)
    if before is not None:
        known = joining_of(before)
        if (before.id, known.offer, known.server) == (meeting_place(secret), offer, found.server):
            return before, Changes()
        forget(transaction, before.id)
    answer = Answer(device_of(identity(connection)), name, secrets.token_bytes(NONCE_LENGTH))
    state = Joining(*found, offer, answer, seal_answer(secret, answer))
    row = Enrolment(meeting_place(secret), secret, "accepted", encode(state), offer.expires)
    enrolment.put_enrolment(connection, row)
    return row, Changes()


def hear_reveal(
    transaction: Transaction, invitation: bytes, sealed: bytes
) -> tuple[Enrolment | None, Changes]:
    """Keep the reveal; None when it breaks the commitment, and the invitation is forgotten.

    Raises SyncError when what came was not made with the words at all.
    """
    row = _row(transaction.connection, invitation)
    state = joining_of(row)
    try:
        reveal = open_reveal(row.secret, sealed, state.offer)
    except SealError as error:
        raise SyncError("refused", "reveal") from error
    except ProtocolError:
        return forget(transaction, invitation)
    state = msgspec.structs.replace(state, reveal=reveal)
    row = row._replace(stage="comparing", state=encode(state))
    enrolment.put_enrolment(transaction.connection, row)
    return row, Changes()


def mark_answered(transaction: Transaction, invitation: bytes) -> tuple[Enrolment, Changes]:
    """Note that the server has the answer."""
    row = _row(transaction.connection, invitation)._replace(stage="answered")
    enrolment.put_enrolment(transaction.connection, row)
    return row, Changes()


def confirm_words(transaction: Transaction, invitation: bytes) -> tuple[None, Changes]:
    """Note that the six words match; SyncError when there are none to compare."""
    row = _row(transaction.connection, invitation)
    if row.stage != "comparing":
        raise SyncError("refused", "not-compared")
    enrolment.put_enrolment(transaction.connection, row._replace(stage="confirmed"))
    return None, Changes()


def forget(transaction: Transaction, invitation: bytes) -> tuple[None, Changes]:
    """Forget an invitation, and what was received of a program that was not joined."""
    connection = transaction.connection
    row = enrolment.enrolment(connection, invitation)
    if row is not None and row.stage in JOINING:
        roster.forget_roster(connection, joining_of(row).offer.roster)
        enrolment.drop_enrolment(connection, invitation)
    return None, Changes()


def _row(connection: Connection, invitation: bytes) -> Enrolment:
    row = enrolment.enrolment(connection, invitation)
    if row is None or row.stage not in JOINING:
        raise SyncError("not-an-invitation")
    return row
