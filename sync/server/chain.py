"""The roster chains that programs show to the figures role: kept without what it need not know."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from sync.protocol.envelope import Envelope, parse, to_bytes, without
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import Roster, program_id
from sync.server.refusals import RefusedError
from sync.server.rosters import extended
from sync.server.tables import figures_roster


@dataclass(frozen=True, slots=True)
class Chain:
    """A verified chain from a program's first entry; ``new`` are those not known before."""

    roster: Roster
    known: int
    new: tuple[Envelope, ...]


def known_roster(connection: Connection, program: bytes) -> Roster | None:
    """Return the roster as far as it was shown, or None."""
    known = _known(connection, program)
    return extended(None, known) if known else None


def chain_of(connection: Connection, program: bytes, entries: Sequence[bytes]) -> Chain:
    """Verify ``entries``, from the program's first on, against what was shown before.

    A part of what is known adds nothing. Refuses a chain of another program as malformed, and
    one that leaves the known one as a stale roster.
    """
    known = _known(connection, program)
    try:
        shown = [parse(entry) for entry in entries]
        # Before any signature is verified: whoever sends another chain costs no more than this.
        if shown and program_id(shown[0]) != program:
            raise RefusedError("malformed")
        agreeing = min(len(known), len(shown))
        if [each.digest for each in shown[:agreeing]] != [each.digest for each in known[:agreeing]]:
            raise RefusedError("stale-roster")
        new = tuple(shown[agreeing:])
        if not known and not new:
            raise RefusedError("malformed")
        roster = extended(None, [*known, *new])
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    return Chain(roster, len(known), new)


def keep_chain(connection: Connection, program: bytes, chain: Chain) -> None:
    """Keep the new entries of ``chain``, without the sealed names and keys."""
    rows = [
        {
            "program": program,
            "number": number,
            "digest": entry.digest,
            "entry": to_bytes(without(entry, range(1, len(entry.parts)))),
        }
        for number, entry in enumerate(chain.new, start=chain.known + 1)
    ]
    if rows:
        connection.execute(insert(figures_roster), rows)


def _known(connection: Connection, program: bytes) -> list[Envelope]:
    rows = connection.execute(
        select(figures_roster.c.entry)
        .where(figures_roster.c.program == program)
        .order_by(figures_roster.c.number)
    )
    return [parse(row.entry) for row in rows]
