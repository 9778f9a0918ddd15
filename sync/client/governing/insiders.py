"""Who is in a vault that not everybody is a member of, by person, for who may change it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from sync.client.members import MemberDevice, members
from sync.client.membership import membership


@dataclass(frozen=True, slots=True)
class Insider:
    """Laptops of one person, all of them in the vault or none."""

    person: bytes
    name: str
    devices: tuple[bytes, ...]
    inside: bool
    mine: bool
    """Whether this laptop is one of them: it takes itself out of nothing."""
    is_rest: bool
    """Whether other laptops of the same person are in the vault, and these are not."""


@dataclass(frozen=True, slots=True)
class Insiders:
    """The people of the program, in and outside of one vault."""

    vault: bytes
    people: tuple[Insider, ...]
    may: bool
    """Whether this laptop is a lead's and in the vault: then it lets others in and takes them out.
    """
    leads: tuple[str, ...]
    """The names of the leads who are in the vault."""
    cases: tuple[str, ...]
    """The numbers of all cases that stand in it, as far as this laptop holds them."""


def insiders_of(connection: Connection, vault: bytes) -> Insiders | None:
    """Return who is in ``vault`` and who is not; None where the program has no such vault."""
    member = membership(connection)
    if member is None or vault not in {each.id for each in member.roster.vaults}:
        return None
    inside = set(member.roster.members_of(vault))
    found = list(members(connection))
    leads = [one.name for one in found if one.device in inside and one.role == "admin"]
    may = any(one.here and one.role == "admin" and one.device in inside for one in found)
    cases = connection.exec_driver_sql(_CASES, (vault,)).scalars()
    return Insiders(
        vault, tuple(_people(found, inside)), may, tuple(dict.fromkeys(leads)), tuple(cases)
    )


def _people(found: list[MemberDevice], inside: set[bytes]) -> list[Insider]:
    """Return those who are in first; who is in with some laptops only stands there twice."""
    groups: dict[tuple[bool, bytes], list[MemberDevice]] = {}
    for one in found:
        groups.setdefault((one.device in inside, one.person), []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: not pair[0][0])
    return [
        Insider(
            person,
            some[0].name,
            tuple(one.device for one in some),
            is_in,
            any(one.here for one in some),
            not is_in and (True, person) in groups,
        )
        for (is_in, person), some in ordered
    ]


_CASES = (
    'SELECT c.number FROM case_key k JOIN "case" c ON c.id = k.scope '
    "WHERE k.vault = ? AND c.retired = 0 ORDER BY c.number"
)
