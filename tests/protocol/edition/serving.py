"""What a laptop and a server say besides envelopes: bodies, and the chain of an audit."""

from typing import Any

from sync.protocol import audit, signing
from tests.protocol.builders import ANA, EVE, fixed
from tests.protocol.edition.cases import TIME, Case, Cases, refusals
from tests.protocol.messagepack import pack

_SEED, _LOG, _DIGEST = fixed("server", 32), fixed("cases", 16), fixed("a digest", 32)
_SERVER, _PREFIX = fixed("a server", 16), fixed("a program", 32)[:20]
_HEAD, _MOST = [1, 9, _DIGEST], 2**63
_BODIES: dict[str, tuple[list[Any], dict[str, list[Any]]]] = {
    "STATUS": (
        [_SERVER, bytes(32), TIME, 1, ["records"]],
        {"time below 0": [_SERVER, bytes(32), -1, 1, []],
         "roles in bytes": [_SERVER, bytes(32), TIME, 1, [b"records"]]},
    ),
    "HEADS": (
        [[[_LOG, _HEAD], [bytes(16), [1, 0, _DIGEST]]]],
        {"a sequence of 2 to the 63": [[[_LOG, [1, _MOST, _DIGEST]]]],
         "a head without a link": [[[_LOG, [1, 9]]]]},
    ),
    "PUSH": (
        [_LOG, [b"an envelope", b"another"]],
        {"an envelope left out": [_LOG, [None]], "a log in text": ["log", []]},
    ),
    "PUSHED": (
        [[[_DIGEST, 9]], _HEAD],
        {"a place below 0": [[[_DIGEST, -1]], _HEAD], "no head": [[[_DIGEST, 9]]]},
    ),
    "PAGE": (
        [[[9, 1, _DIGEST, b"an envelope"], [10, 1, _DIGEST, None]], _HEAD],
        {"a generation of 2 to the 63": [[[9, _MOST, _DIGEST, None]], _HEAD],
         "an item without its envelope": [[[9, 1, _DIGEST]], _HEAD]},
    ),
    "SNAPSHOTS": (
        [[[9, b"an envelope"]]],
        {"an envelope left out": [[[9, None]]]},
    ),
    "EXPUNGE": (
        [_LOG, [[9, [1, 3]], [12, [2]]]],
        {"a part below 0": [_LOG, [[9, [-1]]]], "a part for parts": [_LOG, [[9, 1]]]},
    ),
    "PARKED": (
        [[[ANA.id, _DIGEST, 900, TIME]]],
        {"a size below 0": [[[ANA.id, _DIGEST, -1, TIME]]]},
    ),
    "SHEET": (
        [[b"an entry"], b"a sheet"],
        {"a sheet in text": [[], "a sheet"]},
    ),
    "SHEETS": (
        [[["Suffolk", b"a sheet"]]],
        {"a sheet with a further field": [[["Suffolk", b"a sheet", 0]]],
         "a name in bytes": [[[b"Suffolk", b"a sheet"]]]},
    ),
    "BLOB": (
        [b"a manifest", [0, 5]],
        {"a chunk below 0": [b"a manifest", [-1]]},
    ),
    "REFUSAL": (
        ["not-next", TIME, 7],
        {"a reason that is none": ["bored", TIME, 0], "a detail below 0": ["busy", TIME, -1],
         "no time": ["busy"]},
    ),
}  # fmt: skip


def bodies() -> Cases:
    """The body of each kind; they are open, but for what stands in them."""
    found: list[Case] = []
    for name, (body, wrong) in _BODIES.items():
        given, good = {"body": name}, pack(body)
        found += [
            Case(name, good, "read", given),
            Case(f"{name} with a longer head", b"\xdc\0" + bytes([len(body)]) + good[1:],
                 "read", given),
        ]  # fmt: skip
        if name != "REFUSAL":
            found.append(Case(f"{name} with a further field", pack([*body, 1]), "read", given))
        found += refusals({f"{name}: {why}": pack(each) for why, each in wrong.items()}, **given)
        found += refusals({f"{name}: a byte too many": good + b"\0"}, **given)
    found.append(Case("REFUSAL without a detail", pack(["busy", TIME]), given={"body": "REFUSAL"}))
    return Cases("body", {}, found)


_ROWS: list[list[Any]] = [
    [1, TIME, ANA.id, "push", _LOG, 1, 3],
    [2, TIME + 5, b"", "add-program", b"", 0, 0],
    [3, TIME + 9, EVE.id, "pull", _LOG, 0, 2**40],
]


def audit_rows() -> Cases:
    """The digest of the last row of a chain."""
    read = [
        Case("a chain without rows", pack([])),
        Case("one row", pack(_ROWS[:1])),
        Case("three rows", pack(_ROWS)),
        Case("the rows in another order", pack(_ROWS[::-1])),
    ]
    return Cases("audit-rows", {"prefix": _PREFIX}, read)


def audit_heads() -> Cases:
    """The head of a chain, as the server signs it."""
    digest = audit.next_digest(audit.first_digest(_PREFIX), audit.Row(*_ROWS[0]))

    def head(count: int = 1, said: bytes = digest, time: int = TIME, **values: Any) -> bytes:
        about = [values.get("server", _SERVER), values.get("prefix", _PREFIX), count, said, time]
        signature = signing.sign(
            values.get("seed", _SEED), values.get("purpose", "audit"), pack(about)
        )
        told = values.get("told", [count, said, time])
        return pack([*told, signature, *values.get("more", [])])

    wrong = {
        "another count": head(told=[2, digest, TIME]),
        "another digest": head(told=[1, _DIGEST, TIME]),
        "another time": head(told=[1, digest, TIME + 1]),
        "a digest of 31 bytes": head(said=digest[1:]),
        "a count below 0": head(count=-1),
        "of another server": head(server=_SERVER[::-1]),
        "of another program": head(prefix=_PREFIX[::-1]),
        "signed by another": head(seed=EVE.seed),
        "signed as a backup": head(purpose="backup"),
    }
    read = [
        Case("a head", head()),
        Case("a head of no rows", head(0, audit.first_digest(_PREFIX))),
        Case("a field that a newer version appends", head(more=[1])),
    ]
    given = {"public": signing.public_of(_SEED), "server": _SERVER, "prefix": _PREFIX}
    return Cases("audit-head", given, [*read, *refusals(wrong)])
