"""Invitations under way, on either side: what one needs to go on after the laptop was closed.

What an invitation carries is sealed to ``sync.client``; here it is a stage, a secret and bytes.
"""

from typing import NamedTuple

from sqlalchemy import Connection


class Enrolment(NamedTuple):
    """One invitation; ``expires`` in Unix milliseconds, ``secret`` empty once it is of no use."""

    id: bytes
    secret: bytes
    stage: str
    state: bytes
    expires: int


def enrolment(connection: Connection, invitation: bytes) -> Enrolment | None:
    """Return the invitation with this id."""
    row = connection.exec_driver_sql(f"{_ALL} WHERE id = ?", (invitation,)).first()
    return Enrolment(*row) if row else None


def enrolments(connection: Connection) -> list[Enrolment]:
    """Return all invitations, the first to expire first."""
    return [Enrolment(*row) for row in connection.exec_driver_sql(f"{_ALL} ORDER BY expires, id")]


def put_enrolment(connection: Connection, put: Enrolment) -> None:
    """Store an invitation, new or further on."""
    connection.exec_driver_sql(_PUT, put)


def drop_enrolment(connection: Connection, invitation: bytes) -> None:
    """Forget an invitation."""
    connection.exec_driver_sql("DELETE FROM invitation WHERE id = ?", (invitation,))


def drop_ended(connection: Connection, before: int) -> None:
    """Forget the invitations of no more use that would have expired before this moment."""
    connection.exec_driver_sql(
        "DELETE FROM invitation WHERE secret = x'' AND expires < ?", (before,)
    )


_ALL = "SELECT id, secret, stage, state, expires FROM invitation"
_PUT = (
    "INSERT INTO invitation (id, secret, stage, state, expires) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, stage = excluded.stage, "
    "state = excluded.state, expires = excluded.expires"
)
