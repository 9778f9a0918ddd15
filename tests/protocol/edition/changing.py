"""Envelopes of changes in both forms, and key rings that are handed over."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sync.protocol.keyring import VaultKeys, hand_keys, wrap_keyring
from sync.protocol.sealing import key_in_epoch, seal
from sync.protocol.wrapping import wrap_to
from tests.protocol.builders import (
    ANA,
    BEN,
    CASE_KEYS,
    CASES,
    CASES_KEY,
    EVE,
    FIRST_CASE,
    KEYRING,
    SECOND_CASE,
    SHARED,
    fixed,
)
from tests.protocol.edition.cases import TIME, Case, Cases, enveloped, flipped, place, refusals
from tests.protocol.messagepack import pack

SECOND_KEY = fixed("cases key 2", 32)
_OTHER_KEY = fixed("the same case, entered elsewhere", 32)
_SEEN = pack([[CASES, 1, 7, fixed("a link", 32)]])
_ONE, _TWO = FIRST_CASE, SECOND_CASE


def changeset(counter: int = 1, **values: Any) -> list[Any]:
    """The header of a changeset of two parts."""
    usual: dict[str, Any] = {
        "incarnation": 0, "counter": counter, "stamp": (TIME << 16) + counter,
        "author": "Ana Reyes", "act": "intake", "batch": None, "seen": _SEEN,
        "digests": [fixed(f"part {counter} {n}", 32) for n in range(2)],
    }  # fmt: skip
    return [values.get(name, value) for name, value in usual.items()]


_SLOTS = [["key", _ONE], ["content", _ONE], ["content", _TWO]]
_PIECES = {_ONE: [[0, 0, b"what was done first"]], _TWO: [[0, 1, b"elsewhere"]]}


def _sealed(
    epoch: int = 2,
    slots: Any = _SLOTS,
    changesets: Any = None,
    pieces: Any = None,
    **values: Any,
) -> bytes:
    """An envelope of changes that says this, however wrong."""
    vault_key = values.pop("vault_key", CASES_KEY if epoch == 1 else SECOND_KEY)
    form = values.pop("form", 1 if epoch == 1 else 2)
    more, of_content = values.pop("more", []), values.pop("of_content", 1)
    left_out, key = values.pop("left_out", ()), values.pop("key", None)
    log = values.pop("log", CASES)
    listed = [changeset()] if changesets is None else changesets
    manifest = pack([form, slots, listed, *more])
    parts: list[bytes | None] = [seal(vault_key, place(ANA, 0, epoch=epoch, log=log), manifest)]
    for at, (role, scope) in enumerate(slots, start=1):
        here = place(ANA, at, epoch=epoch, log=log)
        case_key = CASE_KEYS.get(scope, bytes(32))
        if role == "key":
            parts.append(seal(vault_key, here, case_key if key is None else key))
        else:
            sealing = values.pop("under", None) or _content_key(epoch, case_key, vault_key)
            content = pack([of_content, (pieces or _PIECES).get(scope, []), *more])
            parts.append(seal(sealing, here, content))
    parts += values.pop("further", [])
    if left_out:
        return _without(parts, left_out, epoch)
    return enveloped(parts, ANA, epoch=epoch, log=values.pop("as_log", log), **values)


def _part(operations: list[bytes]) -> bytes:
    """The bytes of a part of a changeset with these operations."""
    listed = b"\xdd" + len(operations).to_bytes(4, "big") + b"".join(operations)
    return b"\x94" + pack(1) + pack(CASES) + pack(_ONE) + listed


def _edit(versions: int = 0) -> bytes:
    """An operation that edits nothing, and replaces versions of one field."""
    dots = b"\xdd" + versions.to_bytes(4, "big") + pack(bytes(20)) * versions
    replaces = b"\x81" + pack("text") + dots if versions else b"\x80"
    return b"\x96" + pack(0) + pack(1) + pack("note") + pack(_ONE) + b"\x80" + replaces


def _content_key(epoch: int, case_key: bytes, vault_key: bytes) -> bytes:
    return case_key if epoch == 1 else key_in_epoch(case_key, vault_key)


def _without(parts: list[bytes | None], left_out: Sequence[int], epoch: int) -> bytes:
    listed = [[sha256(part or b"").digest(), len(part or b"")] for part in parts]
    left = [None if at in left_out else part for at, part in enumerate(parts)]
    return enveloped(left, ANA, epoch=epoch, listed=listed)


def changes() -> Cases:
    """Manifests of both forms, with everything that no manifest may say."""
    given = {
        "public": ANA.device.signing,
        "vault_key": SECOND_KEY,
        "case_keys": [[scope, [_OTHER_KEY, key]] for scope, key in CASE_KEYS.items()],
    }
    first = {"vault_key": CASES_KEY}
    three = {"case_keys": [[_TWO, [CASE_KEYS[_TWO]]]]}
    read = [
        Case("the first epoch", _sealed(epoch=1), given=first),
        Case("a later epoch", _sealed()),
        Case("a far epoch", _sealed(epoch=2**32 - 1)),
        Case("no key travels", _sealed(slots=_SLOTS[1:])),
        Case("a key that comes with what it opens", _sealed(), given=three),
        Case("a key that came under another name", _sealed(slots=_SLOTS[1:]), given=three),
        Case("a case's key and content left out", _sealed(left_out=(1, 2))),
        Case("outside any case", _sealed(
            slots=[["content", CASES]], pieces={CASES: [[0, 0, b"a person"]]}),
            given={"case_keys": [[CASES, [bytes(32)]]]}),
        Case("content under the case key alone is locked",
             _sealed(slots=_SLOTS[2:], under=CASE_KEYS[_TWO])),
        Case("nothing but changesets", _sealed(slots=[])),
        Case("two changesets in order", _sealed(changesets=[changeset(1), changeset(2)])),
        Case("two incarnations", _sealed(changesets=[changeset(9), changeset(1, incarnation=1)])),
        Case("fields that a newer version appends", _sealed(more=["new", 1])),
        Case("a changeset with a batch", _sealed(changesets=[changeset(batch=bytes(16))])),
        Case("nothing was seen", _sealed(changesets=[changeset(seen=pack([]))])),
    ]  # fmt: skip
    newer = {
        "a manifest of form 3": _sealed(form=3),
        "content of form 2": _sealed(of_content=2),
    }
    found = [Case(name, content, "newer") for name, content in newer.items()]
    return Cases("changes", given, [*read, *found, *refusals(_wrong_changes())])


def _wrong_changes() -> dict[str, bytes]:
    one, big, long_scope = changeset(), 2**32, _ONE + b"\0"
    listed: dict[str, dict[str, Any]] = {
        "a manifest of the first form in a later epoch": {"form": 1},
        "a manifest under the epoch before": {"vault_key": CASES_KEY},
        "a slot less than parts": {"further": [b"more"]},
        "a case's key twice": {"slots": [["key", _ONE], ["key", _ONE]]},
        "a case's content twice": {"slots": [["content", _TWO], ["content", _TWO]]},
        "a case of 17 bytes": {"slots": [["key", long_scope]]},
        "a role that is none": {"slots": [["note", _ONE]]},
        "a case key of 31 bytes": {"key": bytes(31)},
        "no changeset": {"changesets": []},
        "501 changesets": {"changesets": [changeset(n) for n in range(1, 502)], "slots": []},
        "changesets in another order": {"changesets": [changeset(2), changeset(1)]},
        "a changeset twice": {"changesets": [one, one]},
        "an incarnation of 2 to the 32": {"changesets": [changeset(incarnation=big)]},
        "a counter of 2 to the 32": {"changesets": [changeset(big)]},
        "a counter below 0": {"changesets": [changeset(-1)]},
        "a stamp below 0": {"changesets": [changeset(stamp=-1)]},
        "a stamp of 2 to the 63": {"changesets": [changeset(stamp=2**63)]},
        "50,001 parts of changesets": {"changesets": [changeset(digests=[bytes(32)] * 50_001)]},
        "100,001 operations": {"pieces": {_ONE: [[0, 0, _part([_edit()] * 100_001)]]}},
        "100,001 versions replaced": {"pieces": {_ONE: [[0, 0, _part([_edit(100_000)])]]}},
        "a digest of 31 bytes": {"changesets": [changeset(digests=[bytes(31)] * 2)]},
        "an author that is no text": {"changesets": [changeset(author=b"Ana")]},
        "a batch that is text": {"changesets": [changeset(batch="first")]},
        "a head without a link": {"changesets": [changeset(seen=pack([[CASES, 1, 7]]))]},
        "a head below 0": {"changesets": [changeset(seen=pack([[CASES, 1, -1, bytes(32)]]))]},
        "heads that are no list": {"changesets": [changeset(seen=pack(7))]},
        "a changeset without digests": {"changesets": [one[:-1]]},
        "a piece of no changeset": {"pieces": {_ONE: [[1, 0, b""]]}},
        "a piece of no part": {"pieces": {_ONE: [[0, 2, b""]]}},
        "a piece of a part below 0": {"pieces": {_ONE: [[0, -1, b""]]}},
        "a piece twice in one case": {"pieces": {_ONE: [[0, 0, b"a"], [0, 0, b"b"]]}},
        "a piece twice in two cases": {"pieces": {_ONE: [[0, 0, b"a"]], _TWO: [[0, 0, b"a"]]}},
        "a piece that is text": {"pieces": {_ONE: [[0, 0, "a"]]}},
        "sealed for another log": {"log": SHARED, "as_log": CASES},
        "signed by another": {"seed": EVE.seed},
    }  # fmt: skip
    return {name: _sealed(**values) for name, values in listed.items()} | {
        "a snapshot in its place": _sealed(kind=4),
        "a manifest left out": _sealed(left_out=(0,)),
    }


def handed() -> Cases:
    """What revocations, withdrawals, new vaults and grants hand to a receiver."""
    program, after = fixed("a program", 32), fixed("an entry before", 32)
    given = {
        "program": program, "device": BEN.id, "after": after,
        "mlkem768": BEN.mlkem, "x25519": BEN.x25519,
    }  # fmt: skip
    keys = VaultKeys(CASES, ((2, SECOND_KEY),), fixed("outside", 32))
    info = b"hand\0" + program + BEN.id + after

    def wrapped(*vaults: Any, bound: bytes = info) -> bytes:
        return wrap_to(BEN.device.kem, bound, pack(list(vaults)))

    good = hand_keys(program, BEN.id, BEN.device.kem, after, (keys,))
    epochs, outside = [[2, SECOND_KEY]], bytes(32)
    read = [
        Case("a rotated vault", good),
        Case("all epochs of a granted vault",
             hand_keys(program, BEN.id, BEN.device.kem, after, KEYRING)),
        Case("no vault", wrapped()),
        Case("a field that a newer version appends", wrapped([CASES, epochs, outside, 1])),
    ]  # fmt: skip
    wrong = {
        "another receiver's": wrapped(bound=b"hand\0" + program + EVE.id + after),
        "behind another entry": wrapped(bound=b"hand\0" + program + BEN.id + program),
        "of another program": wrapped(bound=b"hand\0" + after + BEN.id + after),
        "of an admission": wrap_keyring(program, BEN.device, (keys,)),
        "wrapped to another": hand_keys(program, BEN.id, EVE.device.kem, after, (keys,)),
        "a bit of the lattice's half": flipped(good, 7),
        "a bit of the curve's half": flipped(good, 1100),
        "a bit of the keys": flipped(good, 1130),
        "a bit of the tag": flipped(good, -1),
        "cut short": good[:-1],
        "shorter than what is encapsulated": good[:1119],
        "a key of 31 bytes": wrapped([CASES, [[2, bytes(31)]], outside]),
        "a key outside of 31 bytes": wrapped([CASES, epochs, bytes(31)]),
        "a vault of 15 bytes": wrapped([CASES[:15], epochs, outside]),
        "a vault without epochs": wrapped([CASES, [], outside]),
        "an epoch of 2 to the 32": wrapped([CASES, [[2**32, SECOND_KEY]], outside]),
        "a further field behind an epoch's key": wrapped([CASES, [[2, SECOND_KEY, 0]], outside]),
        "an epoch below 0": wrapped([CASES, [[-1, SECOND_KEY]], outside]),
    }
    return Cases("handed-keys", given, [*read, *refusals(wrong)])
