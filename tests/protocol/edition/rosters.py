"""Rosters: a program's story with entries of every kind, and entries that must be refused in it."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from tests.protocol.builders import (
    ANA,
    BEN,
    CASES,
    EVE,
    FIRST_CASE,
    ROSTER_LOG,
    SECOND_CASE,
    SHARED,
    Laptop,
    fixed,
)
from tests.protocol.edition.cases import TIME, Case, Cases, Expected, enveloped
from tests.protocol.messagepack import pack, unpack

CAL, DEE, FAY, GIL, HAL = map(Laptop, ("Cal", "Dee", "Fay", "Gil", "Hal"))
SECRET, OTHER_SECRET = Laptop("Recovery"), Laptop("Recovery again")
RESTRICTED, THIRD = fixed("restricted", 16), fixed("third", 16)
NOWHERE, PERSON, INVITED = bytes(16), fixed("a person", 16), fixed("meeting place", 16)
Body = list[Any]


def key_name(laptop: Laptop) -> bytes:
    """The name of a recovery key as a device's id."""
    return sha256(b"satchel/1/recovery\0" + laptop.device.signing).digest()[:8]


def device(laptop: Laptop) -> list[bytes]:
    """A device's public half."""
    return [laptop.id, laptop.device.signing, laptop.device.kem]


def ids(*laptops: Laptop) -> list[bytes]:
    """The ids of devices, sorted."""
    return sorted(laptop.id for laptop in laptops)


class Told(NamedTuple):
    """One entry of the story: its body behind ``after``, and who made it."""

    name: str
    kind: str
    form: int
    body: Body
    by: Laptop = ANA
    author: bytes = b""


class Wrong(NamedTuple):
    """An entry that must be refused where the story has come to ``at``."""

    name: str
    at: int
    told: Told
    values: dict[str, Any]
    expected: Expected = "refused"


def admit(who: Laptop, role: str, vaults: list[bytes], *, ends: int = 0) -> Body:
    """The body of an admission of the second form."""
    return [device(who), role, vaults, INVITED, PERSON, ends]


def _rotated(*vaults: tuple[bytes, int]) -> Body:
    return sorted([vault, epoch] for vault, epoch in vaults)


_BOTH = [CASES, SHARED]
_KEY = [2, SECRET.device.kem, SECRET.device.signing, [ANA.id, BEN.id, CAL.id]]
_BEN_CUT = [[CASES, BEN.id, 0, 7]]
_AFTER_BEN = _rotated((CASES, 3), (SHARED, 2))
_WITH_KEY = sorted([*ids(ANA, CAL, DEE, FAY), key_name(SECRET)])
_GENESIS = [fixed("genesis nonce", 16), [[CASES, "cases"], [SHARED, "program"]], device(ANA)]
_LOST = [[BEN.id], "lost", True, _BEN_CUT, _AFTER_BEN, _WITH_KEY]

STORY = (
    Told("a program begins", "genesis", 1, _GENESIS),
    Told("a member is admitted", "admit", 2, admit(BEN, "member", _BOTH)),
    Told("an admin is admitted", "admit", 2, admit(CAL, "admin", _BOTH)),
    Told("somebody covers until a day", "admit", 2, admit(DEE, "member", [CASES], ends=TIME)),
    Told("a further vault", "vault", 1, [[RESTRICTED, "restricted"], ids(ANA, BEN)]),
    Told("an admission of the first form", "admit", 1, [device(FAY), "member", [CASES], INVITED]),
    Told("a member becomes an admin", "role", 1, [BEN.id, "admin"]),
    Told("an admin becomes a member", "role", 1, [BEN.id, "member"], CAL),
    Told("a vault is granted", "grant", 1, [RESTRICTED, [CAL.id]]),
    Told("a case moves", "expunge", 1, [[[CASES, FIRST_CASE, RESTRICTED]], "restricted"]),
    Told("a case moves back", "expunge", 1, [[[RESTRICTED, FIRST_CASE, CASES]], "opened_again"]),
    Told("a case is destroyed", "expunge", 1, [[[CASES, FIRST_CASE, NOWHERE]], "court_order"]),
    Told("a member leaves a vault", "withdraw", 1,
         [[BEN.id], [RESTRICTED, 2], [[RESTRICTED, BEN.id, 0, 3]], ids(ANA, CAL)]),
    Told("a member makes the key of a vault anew", "withdraw", 1,
         [[], [CASES, 2], [], ids(ANA, BEN, CAL, DEE, FAY)], BEN),
    Told("a recovery key", "recovery", 1, _KEY),
    Told("a vault beside a recovery key", "vault", 1,
         [[THIRD, "third"], sorted([ANA.id, key_name(SECRET)])]),
    Told("a laptop is lost", "revoke", 1, _LOST),
    Told("late envelopes are accepted", "accept", 1,
         [[[CASES, BEN.id, 0, 9], [CASES, BEN.id, 1, 2]]]),
    Told("somebody joins the third vault", "admit", 2, admit(GIL, "member", [CASES, THIRD])),
    Told("a vault is left stale", "revoke", 1,
         [[GIL.id], "left", False, [], _rotated((CASES, 4)), _WITH_KEY], CAL),
    Told("the stale vault's key is made anew", "withdraw", 1,
         [[], [THIRD, 2], [], sorted([ANA.id, key_name(SECRET)])]),
    Told("the recovery key makes an admin of a member", "role", 1, [FAY.id, "admin"], SECRET,
         key_name(SECRET)),
    Told("the recovery key admits an admin", "admit", 2, admit(HAL, "admin", [CASES, THIRD]),
         SECRET, key_name(SECRET)),
    Told("another recovery key takes its place", "recovery", 1,
         [1, OTHER_SECRET.device.kem, OTHER_SECRET.device.signing, [HAL.id]]),
    Told("two devices leave at once", "revoke", 1,
         [ids(DEE, FAY), "ended", False, [], _rotated((CASES, 5)),
          sorted([*ids(ANA, CAL, HAL), key_name(OTHER_SECRET)])], HAL),
)  # fmt: skip
_AT = {told.name: at for at, told in enumerate(STORY)}


def rosters() -> Cases:
    """The story entry by entry, and what must be refused in it."""
    entries: list[bytes] = []
    for told in STORY:
        entries.append(_entry(entries, told))
    read = [Case(told.name, entries[at], "read", {"after": at}) for at, told in enumerate(STORY)]
    given = {"entries": entries}
    return Cases("roster", given, [*read, *(_refused(entries, wrong) for wrong in _wrong())])


def standings() -> Cases:
    """Whose envelopes are the program's where the story has come to its end."""
    entries: list[bytes] = []
    for told in STORY:
        entries.append(_entry(entries, told))
    asked = {
        "a member's": [CASES, ANA.id, 0, 99],
        "of a later incarnation of a member": [CASES, ANA.id, 7, 1],
        "a member's in a vault that is not theirs": [SHARED, HAL.id, 0, 1],
        "who left, up to the cut": [CASES, BEN.id, 0, 9],
        "who left, behind the cut": [CASES, BEN.id, 0, 10],
        "who left, what was accepted": [CASES, BEN.id, 1, 2],
        "who left, in a chain that nobody knew": [CASES, BEN.id, 2, 1],
        "who left, in another vault of theirs": [SHARED, BEN.id, 0, 1],
        "who left a vault before, up to the cut": [RESTRICTED, BEN.id, 0, 3],
        "who left a vault before, behind the cut": [RESTRICTED, BEN.id, 0, 4],
        "who left, in a vault that was not theirs": [THIRD, BEN.id, 0, 1],
        "who covered until a day": [CASES, DEE.id, 0, 1],
        "a stranger's": [CASES, EVE.id, 0, 1],
        "the recovery key's": [CASES, key_name(OTHER_SECRET), 0, 1],
    }
    read = [Case(name, pack(place)) for name, place in asked.items()]
    return Cases("standing", {"entries": entries, "after": len(entries)}, read)


def _refused(entries: Sequence[bytes], wrong: Wrong) -> Case:
    content = _entry(entries[: wrong.at], wrong.told, **wrong.values)
    return Case(wrong.name, content, wrong.expected, {"after": wrong.at})


def _entry(before: Sequence[bytes], told: Told, **values: Any) -> bytes:
    author = told.author or told.by.id
    own = [unpack(unpack(entry[1:])[0]) for entry in before]
    digests = [sha256(unpack(entry[1:])[0]).digest() for entry in before]
    chain = [d for d, header in zip(digests, own, strict=True) if header[3] == author]
    after = [digests[-1]] if before else []
    body = pack([told.kind, told.form, *values.pop("after", after), *told.body])
    parts = [body, *(fixed(f"part {n}", 16) for n in range(1, _parts(told)))]
    usual = {
        "kind": 2, "log": ROSTER_LOG, "device": author, "number": len(chain) + 1,
        "previous": chain[-1] if chain else bytes(32),
    }  # fmt: skip
    return enveloped(values.pop("parts", lambda all_: all_)(parts), told.by, **(usual | values))


def _parts(told: Told) -> int:
    match told.kind:
        case "genesis":
            return 2
        case "admit":
            return 3
        case "recovery":
            return 2 + len(told.body[-1])
        case "revoke" | "withdraw" | "vault" | "grant":
            return 1 + len(told.body[-1])
        case _:
            return 1


def _instead(name: str, at: int, to: Any) -> Callable[[str], Wrong]:
    """The story's entry ``name`` with another value at ``at``."""
    told = STORY[_AT[name]]
    body = [to if n == at else value for n, value in enumerate(told.body)]
    return lambda called: Wrong(called, _AT[name], told._replace(body=body), {})


def _here(
    name: str, kind: str, *body: Any, by: Laptop = ANA, form: int = 1
) -> Callable[[str], Wrong]:
    """Another entry where the story has come to ``name``."""
    return lambda called: Wrong(called, _AT[name], Told("", kind, form, list(body), by), {})


def _as(name: str, **values: Any) -> Callable[[str], Wrong]:
    """The story's entry ``name``, signed or laid otherwise."""
    by, author = values.pop("by", None), values.pop("author", b"")
    told = STORY[_AT[name]]
    told = told._replace(by=by or told.by, author=author or told.author)
    return lambda called: Wrong(called, _AT[name], told, values)


def _wrong() -> list[Wrong]:
    newer = [
        _here("a further vault", "merge", b"")("a kind that is not known"),
        _here("a further vault", "role", BEN.id, "admin", form=2)("a form that is not known"),
        Wrong("a program that begins in another form", 0,
              STORY[0]._replace(form=2), {}),
    ]  # fmt: skip
    found = [make(name) for name, make in _WRONG.items()]
    return [*found, *(wrong._replace(expected="newer") for wrong in newer)]


_END = "two devices leave at once"
_MEMBER, _VAULT, _LOSS = "a member is admitted", "a further vault", "a laptop is lost"
_RECOVERY, _LEAVES = "a recovery key", "a member leaves a vault"
_ACCEPTED, _MOVES, _GRANTED = "late envelopes are accepted", "a case moves", "a vault is granted"
_BACK, _GONE = "a case moves back", "a case is destroyed"
_BEGINS = "a program begins"
_SMALL = [ANA.id, (1).to_bytes(32, "little"), ANA.device.kem]
_WRONG: dict[str, Callable[[str], Wrong]] = {
    # the beginning
    "a nonce of 15 bytes": _instead(_BEGINS, 0, bytes(15)),
    "a program without vaults": _instead(_BEGINS, 1, []),
    "a vault's id twice": _instead(_BEGINS, 1, [[CASES, "cases"], [CASES, "program"]]),
    "a vault's name twice": _instead(_BEGINS, 1, [[CASES, "cases"], [SHARED, "cases"]]),
    "a vault of the roster's log": _instead(_BEGINS, 1, [[ROSTER_LOG, "cases"]]),
    "a vault's id of 15 bytes": _instead(_BEGINS, 1, [[CASES[:15], "cases"]]),
    "a program begun by another device": _instead(_BEGINS, 2, device(BEN)),
    "a program begun with a weak key": _instead(_BEGINS, 2, _SMALL),
    "a beginning with a third part": _as(_BEGINS, parts=lambda all_: [*all_, b"more"]),
    "a beginning with one part": _as(_BEGINS, parts=lambda all_: all_[:1]),
    "a beginning that is number 2": _as(_BEGINS, number=2, previous=bytes(31) + b"\1"),
    "a beginning signed by another": _as(_BEGINS, seed=BEN.seed),
    "a beginning that is no genesis": _here(_BEGINS, "role", BEN.id, "admin"),
    "a second beginning": _here(_VAULT, "genesis", *_GENESIS),
    # every entry
    "an entry after another than the last": _as(_VAULT, after=[bytes(32)]),
    "an entry of another log": _as(_VAULT, log=CASES),
    "an entry that is an envelope of changes": _as(_VAULT, kind=1),
    "an entry without its body": _as(_VAULT, parts=lambda all_: [None, *all_[1:]]),
    "an entry with a part too many": _as(_VAULT, parts=lambda all_: [*all_, b"more"]),
    "an entry with a part too few": _as(_VAULT, parts=lambda all_: all_[:-1]),
    "an entry with a further field": _here(_VAULT, "role", BEN.id, "admin", 0),
    "an entry by a member": _as(_VAULT, by=BEN),
    "an entry by a stranger": _as(_VAULT, by=EVE),
    "an entry signed by another admin": _as(_VAULT, seed=CAL.seed),
    "an entry signed as a request": _as(_VAULT, seed=BEN.seed),
    # admissions
    "a device admitted twice": _here(_VAULT, "admit", *admit(BEN, "member", _BOTH), form=2),
    "a device that left is admitted": _here(_END, "admit", *admit(BEN, "member", [CASES]), form=2),
    "a device's id of 7 bytes": _instead(_MEMBER, 0, [BEN.id[:7], *device(BEN)[1:]]),
    "a device's short KEM key": _instead(_MEMBER, 0, [*device(BEN)[:2], bytes(1184)]),
    "a device with a weak key": _instead(_MEMBER, 0, [BEN.id, *_SMALL[1:]]),
    "a role that is none": _instead(_MEMBER, 1, "guest"),
    "a vault that the program has not": _instead(_MEMBER, 2, [THIRD]),
    "a vault twice": _instead(_MEMBER, 2, [CASES, CASES]),
    "a person of 15 bytes": _instead(_MEMBER, 4, PERSON[:15]),
    "a coverage before time began": _instead(_MEMBER, 5, -1),
    "a coverage beyond 2 to the 53": _instead(_MEMBER, 5, 2**53),
    "an admin for a while": _instead("an admin is admitted", 5, TIME),
    "a vault its author is not in": _here(
        _END, "admit", *admit(EVE, "member", [THIRD]), form=2, by=CAL),
    # roles
    "the role somebody has": _here(_VAULT, "role", DEE.id, "member"),
    "a role for a stranger": _here(_VAULT, "role", EVE.id, "admin"),
    "an admin who covers until a day": _here(_VAULT, "role", DEE.id, "admin"),
    "a program without an admin": _here("an admin is admitted", "role", ANA.id, "member"),
    # revocations
    "nobody is taken out": _instead(_LOSS, 0, []),
    "a stranger is taken out": _instead(_LOSS, 0, [EVE.id]),
    "somebody is taken out twice": _instead(_LOSS, 0, [BEN.id, BEN.id]),
    "an author takes themselves out": _instead(_LOSS, 0, [ANA.id]),
    "a reason that is none": _instead(_LOSS, 1, "bored"),
    "a number for whether to erase": _instead(_LOSS, 2, 1),
    "a cut of a chain of a member": _instead(_LOSS, 3, [[CASES, DEE.id, 0, 1]]),
    "a cut in a log of others": _instead(_LOSS, 3, [[RESTRICTED, BEN.id, 0, 1]]),
    "a chain cut twice": _instead(_LOSS, 3, [[CASES, BEN.id, 0, 1], [CASES, BEN.id, 0, 2]]),
    "a cut at 2 to the 48": _instead(_LOSS, 3, [[CASES, BEN.id, 0, 2**48]]),
    "a cut below 0": _instead(_LOSS, 3, [[CASES, BEN.id, 0, -1]]),
    "a cut of incarnation 2 to the 32": _instead(_LOSS, 3, [[CASES, BEN.id, 2**32, 1]]),
    "a vault's key left as it was": _instead(_LOSS, 4, _rotated((CASES, 3))),
    "an epoch skipped": _instead(_LOSS, 4, _rotated((CASES, 4), (SHARED, 2))),
    "the epoch that is": _instead(_LOSS, 4, _rotated((CASES, 2), (SHARED, 2))),
    "a vault anew that nobody left": _instead(
        _LOSS, 4, _rotated((CASES, 3), (SHARED, 2), (RESTRICTED, 3))),
    "keys for who left": _instead(_LOSS, 5, sorted([*_WITH_KEY, BEN.id])),
    "no keys for one who stays": _instead(_LOSS, 5, _WITH_KEY[1:]),
    "no keys for the recovery key": _instead(_LOSS, 5, ids(ANA, CAL, DEE, FAY)),
    "receivers in another order": _instead(_LOSS, 5, _WITH_KEY[::-1]),
    # withdrawals
    "a withdrawal of who is not in": _instead(_LEAVES, 0, [DEE.id]),
    "a withdrawal of oneself": _instead(_LEAVES, 0, [ANA.id]),
    "a withdrawal to an epoch that is": _instead(_LEAVES, 1, [RESTRICTED, 1]),
    "a withdrawal from no vault": _instead(_LEAVES, 1, [THIRD, 2]),
    "a withdrawal with a cut elsewhere": _instead(_LEAVES, 2, [[CASES, BEN.id, 0, 3]]),
    "a withdrawal with a key for who left": _instead(_LEAVES, 3, ids(ANA, BEN, CAL)),
    "a withdrawal of somebody by a member": _as(_LEAVES, by=DEE),
    "a key made anew by who is not in": _here(
        _RECOVERY, "withdraw", [], [RESTRICTED, 3], [], ids(ANA, CAL), by=BEN),
    # acceptances
    "an acceptance of nothing": _instead(_ACCEPTED, 0, []),
    "an acceptance of a member's": _instead(_ACCEPTED, 0, [[CASES, DEE.id, 0, 1]]),
    "an acceptance that falls": _instead(_ACCEPTED, 0, [[CASES, BEN.id, 0, 6]]),
    "an acceptance of what is accepted": _instead(_ACCEPTED, 0, [[CASES, BEN.id, 0, 7]]),
    "an acceptance in no vault": _instead(_ACCEPTED, 0, [[ROSTER_LOG, BEN.id, 0, 1]]),
    "an acceptance twice": _instead(_ACCEPTED, 0, [[CASES, BEN.id, 1, 1], [CASES, BEN.id, 1, 2]]),
    # vaults and grants
    "a vault that is there": _instead(_VAULT, 0, [CASES, "restricted"]),
    "a vault's name that is there": _instead(_VAULT, 0, [RESTRICTED, "cases"]),
    "a vault that is the roster's log": _instead(_VAULT, 0, [ROSTER_LOG, "restricted"]),
    "a vault of 16 zeros": _instead(_VAULT, 0, [NOWHERE, "restricted"]),
    "a vault of 17 bytes": _instead(_VAULT, 0, [RESTRICTED + b"\0", "restricted"]),
    "a vault named as a person": _instead(_VAULT, 0, [RESTRICTED, "Marisol V."]),
    "a vault's name of 33 letters": _instead(_VAULT, 0, [RESTRICTED, "a" * 33]),
    "a vault's name with a line end": _instead(_VAULT, 0, [RESTRICTED, "restricted\n"]),
    "a vault without its author": _instead(_VAULT, 1, [BEN.id]),
    "a vault for a stranger": _instead(_VAULT, 1, ids(ANA, EVE)),
    "a vault for somebody twice": _instead(_VAULT, 1, sorted([ANA.id, ANA.id])),
    "a vault without the recovery key": _instead("a vault beside a recovery key", 1, [ANA.id]),
    "a grant to two": _instead(_GRANTED, 1, ids(CAL, DEE)),
    "a grant to nobody": _instead(_GRANTED, 1, []),
    "a grant to a stranger": _instead(_GRANTED, 1, [EVE.id]),
    "a grant to who is in": _instead(_GRANTED, 1, [BEN.id]),
    "a grant by who is not in": _as(_GRANTED, by=CAL),
    # destroying
    "a destruction of nothing": _instead(_MOVES, 0, []),
    "a case in no vault": _instead(_MOVES, 0, [[THIRD, FIRST_CASE, NOWHERE]]),
    "a case of 15 bytes": _instead(_MOVES, 0, [[CASES, FIRST_CASE[:15], NOWHERE]]),
    "a case that is a vault": _instead(_MOVES, 0, [[CASES, SHARED, NOWHERE]]),
    "a move to where it stands": _instead(_MOVES, 0, [[CASES, FIRST_CASE, CASES]]),
    "a move to no vault": _instead(_MOVES, 0, [[CASES, FIRST_CASE, THIRD]]),
    "a reason to be read": _instead(_MOVES, 1, "She asked for it."),
    "a move of what moved": _here(_BACK, "expunge", [[CASES, FIRST_CASE, SHARED]], "restricted"),
    "a destruction of what is destroyed": _here(
        _LEAVES, "expunge", [[CASES, FIRST_CASE, NOWHERE]], "court_order"),
    "a case destroyed twice at once": _here(
        _GONE, "expunge", [[CASES, SECOND_CASE, NOWHERE]] * 2, "court_order"),
    # the recovery key
    "a recovery key of no holders": _instead(_RECOVERY, 3, []),
    "a recovery key held by a stranger": _instead(_RECOVERY, 3, [ANA.id, EVE.id]),
    "a recovery key held twice by one": _instead(_RECOVERY, 3, [ANA.id, ANA.id]),
    "no share needed": _instead(_RECOVERY, 0, 0),
    "more shares needed than held": _instead(_RECOVERY, 0, 4),
    "a recovery key's short KEM key": _instead(_RECOVERY, 1, bytes(1184)),
    "a weak recovery key": _instead(_RECOVERY, 2, _SMALL[1]),
    "a recovery key that admits a member": lambda called: Wrong(
        called, _AT["the recovery key admits an admin"],
        Told("", "admit", 2, admit(HAL, "member", [CASES]), SECRET, key_name(SECRET)), {}),
    "a recovery key that admits in the first form": lambda called: Wrong(
        called, _AT["the recovery key admits an admin"],
        Told("", "admit", 1, [device(HAL), "admin", [CASES], INVITED], SECRET, key_name(SECRET)),
        {}),
    "a recovery key that makes a member of an admin": lambda called: Wrong(
        called, _AT[_END], Told("", "role", 1, [CAL.id, "member"], OTHER_SECRET,
                                key_name(OTHER_SECRET)), {}),
    "a recovery key that grants": lambda called: Wrong(
        called, _AT[_END], Told("", "grant", 1, [THIRD, [CAL.id]], OTHER_SECRET,
                                key_name(OTHER_SECRET)), {}),
    "a recovery key that was replaced": lambda called: Wrong(
        called, _AT[_END], Told("", "role", 1, [DEE.id, "admin"], SECRET, key_name(SECRET)), {}),
    "a device under the recovery key's name": _here(
        _LOSS, "admit", [key_name(SECRET), *device(EVE)[1:]], "member", [CASES], INVITED, PERSON,
        0, form=2),
}  # fmt: skip
