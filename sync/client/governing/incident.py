"""What this laptop knows of one that was taken out: for the sheet that people keep about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.usecases.documents.listing import lost_files
from sync.client.members import former
from sync.client.membership import load_roster
from sync.protocol.envelope import parse
from sync.protocol.roster import Roster


@dataclass(frozen=True, slots=True)
class Held:
    """A vault that the laptop knew: what it is for, and how many cases stand in it.

    ``cases`` is counted on this laptop now; None where it is no member of the vault.
    """

    name: str
    cases: int | None
    taken: tuple[tuple[int, int], ...]
    """Up to which number what it wrote there is taken in, by incarnation; none where none was."""


@dataclass(frozen=True, slots=True)
class Incident:
    """A laptop that was taken out: whose, by whom and when, what it knew, what was asked of it."""

    device: bytes
    name: str
    place: int
    """Which of this person's laptops it was, and of how many, in the order of admission."""
    laptops: int
    reason: str
    erase: bool
    signer: str
    signed: datetime | None
    """By the record of access of the signing laptop; None where that is not here."""
    entry: int
    changed: datetime | None
    """When the newest change was made that came from it, by its own clock."""
    noted: datetime | None
    """When the newest entry was made of its record of access that is here."""
    held: tuple[Held, ...]
    files: int
    """How many files of documents it added and never sent, as far as this laptop has asked."""


def incident(connection: Connection, device: bytes) -> Incident | None:
    """Return what is known of a laptop that was taken out; None of any other."""
    roster = load_roster(connection)
    gone = roster.gone.get(device) if roster is not None else None
    if roster is None or gone is None:
        return None
    row = connection.exec_driver_sql(
        "SELECT body FROM roster_entry WHERE sequence = ?", (gone.entry,)
    ).one()
    signer = parse(row.body).header.device
    names = {one.device: one.name for one in former(connection)}
    changed, noted = connection.exec_driver_sql(_LAST, (device, device)).one()
    signed = connection.exec_driver_sql(_SIGNED, (signer, device)).scalar()
    own = connection.exec_driver_sql(_SAME_PERSON, (gone.member.person,)).scalars().all()
    return Incident(
        device,
        names.get(device, ""),
        own.index(device) + 1 if device in own else 1,
        max(1, len(own)),
        gone.reason,
        gone.erase,
        connection.exec_driver_sql(_NAME, (signer,)).scalar() or "",
        _moment(signed),
        gone.entry,
        _moment((changed or 0) >> 16),
        _moment(noted),
        tuple(_held(connection, roster, device)),
        lost_files(connection, device),
    )


def _held(connection: Connection, roster: Roster, device: bytes) -> Iterator[Held]:
    known = set(connection.exec_driver_sql("SELECT DISTINCT vault FROM vault_key").scalars())
    cases = {row.vault: row.cases for row in connection.exec_driver_sql(_CASES)}
    for vault in roster.vaults:
        if vault.id not in roster.gone[device].member.vaults:
            continue
        taken = tuple(
            sorted(
                (incarnation, number)
                for (log, author, incarnation), number in roster.cuts.items()
                if (log, author) == (vault.id, device) and number
            )
        )
        yield Held(vault.name, cases.get(vault.id, 0) if vault.id in known else None, taken)


def _moment(unix_ms: int | None) -> datetime | None:
    return datetime.fromtimestamp(unix_ms / 1000, UTC) if unix_ms else None


_LAST = (
    "SELECT (SELECT max(stamp) FROM journal WHERE device = ?), "
    "(SELECT max(at) FROM access_entry WHERE device = ?)"
)
_SIGNED = (
    "SELECT max(at) FROM access_entry "
    "WHERE device = ? AND act = 'remove' AND kind = 'device' AND subject = ?"
)
_SAME_PERSON = (
    "SELECT device FROM member_device WHERE person = ? AND person <> x'' ORDER BY sequence"
)
_NAME = "SELECT name FROM member_device WHERE device = ?"
_CASES = (
    "SELECT k.vault, count(*) AS cases FROM case_key k "
    'JOIN "case" c ON c.id = k.scope GROUP BY k.vault'
)
