"""Snapshots, attestations, segments, fronts and the manifests of blobs."""

from hashlib import sha256
from typing import Any

from sync.protocol.sealing import key_in_epoch, seal
from tests.protocol.builders import (
    ANA,
    BEN,
    CASE_KEYS,
    CASES,
    CASES_KEY,
    EVE,
    FIRST_CASE,
    SECOND_CASE,
    SHARED,
    fixed,
)
from tests.protocol.edition.cases import TIME, Case, Cases, enveloped, flipped, place, refusals
from tests.protocol.edition.changing import SECOND_KEY, changeset
from tests.protocol.messagepack import pack

_D = fixed("a digest", 32)
_EARLY, _LATE = [fixed("blob", 32), _D, 2, 900, True], [fixed("blob 2", 32), _D, 7, 9_000, False]
_REACH = sorted([[ANA.id, 0, 12], [BEN.id, 3, 9]])
_LAYER = [_REACH, [FIRST_CASE], [_EARLY, _LATE]]
_ENDS = sorted([[ANA.id, 0, 25, _D], [BEN.id, 3, 8, _D]])
_NAMES = ("form", "made", "head", "ends", "expunged", "front", "keys", "aside", "layers")
_KINDS = {"snapshot": 4, "attestation": 5}


def _body(**values: Any) -> list[Any]:
    usual: dict[str, Any] = {
        "form": 1, "made": TIME, "head": [1, 33, _D], "ends": _ENDS, "expunged": [SECOND_CASE],
        "front": fixed("front", 32), "keys": fixed("keys", 32), "aside": [_D], "layers": [_LAYER],
    }  # fmt: skip
    return [values.get(name, usual[name]) for name in _NAMES]


def _said(kind: int, content: bytes, key: bytes = CASES_KEY, **values: Any) -> bytes:
    """An envelope of this kind with one part that says this."""
    number, previous = values.pop("number", 1), values.pop("previous", bytes(32))
    where = {"kind": kind, "number": number, "previous": previous}
    sealed = seal(key, place(ANA, 0, **where), content)
    further = values.pop("further", [])
    left = values.pop("left", [sealed, *further])
    listed = [[sha256(part).digest(), len(part)] for part in (sealed, *further)]
    return enveloped(left, ANA, listed=listed, **where, **values)


def snapshots() -> Cases:
    """Snapshots."""
    layers: dict[str, Any] = {
        "two layers": [_LAYER, [_REACH, [], [_LATE]]],
        "a layer without segments behind one": [_LAYER, [[], [], []]],
    }
    read = [
        Case("a snapshot", _said(4, pack(_body()))),
        Case("nothing expunged, nothing aside", _said(4, pack(_body(expunged=[], aside=[])))),
        Case("no chain ended", _said(4, pack(_body(ends=[])))),
        *(Case(name, _said(4, pack(_body(layers=each)))) for name, each in layers.items()),
    ]
    newer = Case("another form", _said(4, pack(_body(form=2))), "newer")
    given = {"public": ANA.device.signing, "vault_key": CASES_KEY}
    return Cases("snapshot", given, [*read, newer, *refusals(_wrong_snapshots())])


def _wrong_snapshots() -> dict[str, bytes]:
    def layered(reach: Any = _REACH, scopes: Any = (), segments: Any = (_EARLY,)) -> list[Any]:
        return [[list(reach), list(scopes), list(segments)]]

    short = bytes(31)
    wrong: dict[str, Any] = {
        "made before time began": {"made": -1},
        "a head at no place": {"head": [1, 0, _D]},
        "a head without a link": {"head": [1, 33]},
        "a head with a further field": {"head": [1, 33, _D, 0]},
        "a link of 31 bytes": {"head": [1, 33, short]},
        "a generation below 0": {"head": [-1, 33, _D]},
        "ends in another order": {"ends": _ENDS[::-1]},
        "an end twice": {"ends": [_ENDS[0], _ENDS[0]]},
        "an end of a device of 7 bytes": {"ends": [[ANA.id[:7], 0, 25, _D]]},
        "an end's digest of 31 bytes": {"ends": [[ANA.id, 0, 25, short]]},
        "expunged scopes in another order": {"expunged": [SECOND_CASE, FIRST_CASE]},
        "an expunged scope of 15 bytes": {"expunged": [FIRST_CASE[:15]]},
        "a front of 31 bytes": {"front": short},
        "a keys' digest of 31 bytes": {"keys": short},
        "a digest aside of 31 bytes": {"aside": [short]},
        "no layers": {"layers": []},
        "no segments": {"layers": layered(segments=())},
        "reaches in another order": {"layers": layered(reach=_REACH[::-1])},
        "a reach of 2 to the 32": {"layers": layered(reach=[[ANA.id, 0, 2**32]])},
        "a reach below 0": {"layers": layered(reach=[[ANA.id, -1, 1]])},
        "scopes in another order": {"layers": layered(scopes=[SECOND_CASE, FIRST_CASE])},
        "a scope twice": {"layers": layered(scopes=[FIRST_CASE, FIRST_CASE])},
        "a segment of no changesets": {"layers": layered(segments=[[_D, _D, 0, 1, True]])},
        "a segment below 0 bytes": {"layers": layered(segments=[[_D, _D, 1, -1, True]])},
        "a segment's blob of 31 bytes": {"layers": layered(segments=[[short, _D, 1, 1, True]])},
        "a number for early": {"layers": layered(segments=[[_D, _D, 1, 1, 1]])},
    }
    good = pack(_body())
    return {name: _said(4, pack(_body(**values))) for name, values in wrong.items()} | {
        "a further field": _said(4, pack([*_body(), 0])),
        "a field less": _said(4, pack(_body()[:-1])),
        "a list with a long head": _said(4, b"\xdc\0\x09" + good[1:]),
        "under another key": _said(4, good, key=SECOND_KEY),
        "a second part": _said(4, good, further=[b"more"]),
        "its part left out": _said(4, good, left=[None]),
        "signed by another": _said(4, good, seed=EVE.seed),
        "an attestation": _said(5, pack([1, _D, _D])),
        "a snapshot sent as changes": _said(1, good),
    }


def attestations() -> Cases:
    """Attestations."""
    good = [1, fixed("a snapshot", 32), fixed("a total", 32)]
    wrong = {
        "a snapshot's digest of 31 bytes": _said(5, pack([1, bytes(31), good[2]])),
        "a total of 33 bytes": _said(5, pack([1, good[1], bytes(33)])),
        "a total left out": _said(5, pack(good[:2])),
        "a further field": _said(5, pack([*good, 0])),
        "under another key": _said(5, pack(good), key=SECOND_KEY),
        "signed by another": _said(5, pack(good), seed=EVE.seed),
        "a snapshot": _said(4, pack(_body())),
        "a second part": _said(5, pack(good), further=[b"more"]),
    }
    later: dict[str, Any] = {"number": 2, "previous": fixed("the one before", 32)}
    read = [
        Case("an attestation", _said(5, pack(good))),
        Case("an attestation later in its chain", _said(5, pack(good), **later)),
        Case("another form", _said(5, pack([2, *good[1:]])), "newer"),
    ]
    given = {"public": ANA.device.signing, "vault_key": CASES_KEY}
    return Cases("attestation", given, [*read, *refusals(wrong)])


_NONCE = fixed("a segment's nonce", 16)
_CHANGESETS = [[ANA.id, changeset()], [BEN.id, changeset(9, incarnation=3)]]
_HELD: dict[bytes, list[Any]] = {
    FIRST_CASE: [[0, 0, b"one"], [1, 0, b"two"]], SECOND_CASE: [[0, 1, b"three"]]
}  # fmt: skip


def _segment(**values: Any) -> bytes:
    """A segment that says this, however wrong."""
    epoch, label, log = values.get("epoch", 2), values.get("label", "segment"), CASES
    log, nonce = values.get("log", log), values.get("nonce", _NONCE)
    key = values.get("key", CASES_KEY if epoch == 1 else SECOND_KEY)
    runs = values.get("runs", list(_HELD.items()))
    scopes = values.get("scopes", [scope for scope, _pieces in runs])
    manifest = pack([values.get("inner", 1), scopes, values.get("changesets", _CHANGESETS)])
    parts = [seal(key, pack([1, label, log, epoch, nonce, 0]), manifest)]
    for at, (scope, pieces) in enumerate(runs, start=1):
        mixed = key_in_epoch(CASE_KEYS[scope], values.get("mixed", key))
        content = pack([values.get("of_content", 1), pieces])
        parts.append(seal(mixed, pack([1, label, log, epoch, nonce, at]), content))
    more = values.get("more", [])
    return pack([values.get("form", 1), epoch, nonce, values.get("parts", parts), *more])


def segments() -> Cases:
    """Segments."""
    given = {
        "log": CASES,
        "vault_keys": [[1, CASES_KEY], [2, SECOND_KEY]],
        "case_keys": [[scope, [key]] for scope, key in CASE_KEYS.items()],
    }
    first = next(iter(_HELD.items()))
    read = [
        Case("a segment", _segment()),
        Case("a segment of the first epoch", _segment(epoch=1)),
        Case("a scope in two parts", _segment(runs=[(first[0], [each]) for each in first[1]])),
        Case("changesets with nothing left", _segment(runs=[])),
        Case("a case whose key was destroyed", _segment(),
             given={"case_keys": [[SECOND_CASE, [CASE_KEYS[SECOND_CASE]]]]}),
        Case("a case with another key", _segment(),
             given={"case_keys": [[scope, [bytes(32)]] for scope in CASE_KEYS]}),
        Case("another form", _segment(form=2), "newer"),
        Case("a manifest of another form", _segment(inner=2), "newer"),
        Case("content of another form", _segment(of_content=2), "newer"),
    ]  # fmt: skip
    good = _segment()
    wrong = {
        "a nonce of 15 bytes": _segment(nonce=_NONCE[:15]),
        "an epoch that has no key here": _segment(epoch=3),
        "an epoch below 0": _segment(epoch=-1),
        "no parts": _segment(parts=[]),
        "a further field": _segment(more=[0]),
        "a list with a long head": b"\xdc\0\4" + good[1:],
        "sealed for another log": _segment(log=SHARED),
        "sealed as a front": _segment(label="front"),
        "sealed under another epoch's key": _segment(key=CASES_KEY),
        "a scope less than parts": _segment(scopes=[FIRST_CASE]),
        "a scope more than parts": _segment(scopes=[FIRST_CASE, SECOND_CASE, CASES]),
        "a piece of no changeset": _segment(runs=[(FIRST_CASE, [[2, 0, b""]])]),
        "a piece of no part": _segment(runs=[(FIRST_CASE, [[0, 2, b""]])]),
        "a piece twice": _segment(runs=[(FIRST_CASE, [[0, 0, b""], [0, 0, b""]])]),
        "a piece twice in two parts": _segment(runs=[(FIRST_CASE, [[0, 0, b""]])] * 2),
        "a piece that is text": _segment(runs=[(FIRST_CASE, [[0, 0, "one"]])]),
        "a changeset without its author": _segment(changesets=[changeset()]),
        "cut short": good[:-1],
        "a byte too many": good + b"\0",
        "a bit of its nonce": flipped(good, 6),
        "a bit of its last part": flipped(good, -1),
    }
    return Cases("segment", given, [*read, *refusals(wrong)])


def fronts() -> Cases:
    """Fronts."""
    keys = [[FIRST_CASE, [bytes(32), bytes([1] * 32)]], [SECOND_CASE, [bytes(32)]]]
    aside = [[7, b"an envelope", True], [9, b"another", False]]

    def front(*said: Any, parts: int = 1, label: str = "front", log: bytes = CASES) -> bytes:
        sealed = seal(SECOND_KEY, pack([1, label, log, 2, _NONCE, 0]), pack(list(said)))
        return pack([1, 2, _NONCE, [sealed] * parts])

    good = front(1, keys, aside)
    read = [
        Case("a front", good),
        Case("no key and nothing aside", front(1, [], [])),
        Case("a field that a newer version appends", front(1, keys, aside, "new")),
        Case("another form", front(2, keys, aside), "newer"),
    ]
    wrong = {
        "a scope that is text": front(1, [["a case", []]], aside),
        "a key that is text": front(1, [[FIRST_CASE, ["key"]]], aside),
        "a number for placed": front(1, keys, [[7, b"an envelope", 1]]),
        "nothing aside said": front(1, keys),
        "two parts": front(1, keys, aside, parts=2),
        "sealed as a segment": front(1, keys, aside, label="segment"),
        "sealed for another log": front(1, keys, aside, log=SHARED),
        "a bit of its tag": flipped(good, -1),
    }
    given = {"log": CASES, "vault_keys": [[2, SECOND_KEY]]}
    return Cases("front", given, [*read, *refusals(wrong)])


def segment_digests() -> Cases:
    """What members compute alike of a segment's content: rows of digest and parts."""
    rows = [[_D, [[0, FIRST_CASE], [2, SECOND_CASE]]], [bytes(32), []]]
    read = [Case("two changesets", pack(rows)), Case("none", pack([]))]
    return Cases("segment-digest", {}, read)


def manifests() -> Cases:
    """Manifests of blobs."""
    chunk, most = [_D, 1024], 2**20 + 2**12
    read = [
        Case("one chunk", pack([1, [chunk]])),
        Case("a chunk twice", pack([1, [chunk, chunk]])),
        Case("the largest chunk", pack([1, [[_D, most]]])),
        Case("the smallest chunk", pack([1, [[_D, 1]]])),
    ]
    wrong = {
        "another form": pack([2, [chunk]]),
        "no chunks": pack([1, []]),
        "an empty chunk": pack([1, [[_D, 0]]]),
        "a chunk that is too large": pack([1, [[_D, most + 1]]]),
        "a digest of 31 bytes": pack([1, [[_D[1:], 1]]]),
        "a further field": pack([1, [chunk], 0]),
        "a further field of a chunk": pack([1, [[*chunk, 0]]]),
        "a size in more bytes": pack([1, [[_D, 200]]]).replace(b"\xcc\xc8", b"\xcd\0\xc8"),
        "a size that is text": pack([1, [[_D, "1"]]]),
    }
    return Cases("blob-manifest", {}, [*read, *refusals(wrong)])
