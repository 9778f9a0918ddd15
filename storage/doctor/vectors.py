"""Known answers of every format Satchel writes: what another version wrote must still be read."""

from collections.abc import Iterator
from hashlib import sha256

from storage.crypto import passphrases, recovery
from storage.crypto.keytree import derive_workspace_keys, unwrap
from storage.crypto.passphrases import FLOOR
from storage.domain.changeset import Changeset, Dot, Operation, Part, SetEdit
from storage.domain.ids import RecordId, id_from, text_of
from storage.domain.partial_dates import PartialDate
from storage.errors import DamagedError
from storage.exchange.cells import guarded
from storage.tables import journal
from storage.tables.encoding import changeset_digest, pack_dot, parse_part, part_bytes

_KEY = bytes(range(32))


def check_vectors() -> int:
    """Compute every known answer anew; return how many there are, or raise DamagedError."""
    count = 0
    for name, computed in _computed():
        count += 1
        if computed != KNOWN[name]:
            raise DamagedError(f"This installation computes {name} wrongly. Install Satchel again.")
    return count


def _computed() -> Iterator[tuple[str, str]]:
    keys = derive_workspace_keys(_KEY)
    for name in ("database", "blob", "head", "seal"):
        yield f"the {name} key", getattr(keys, name).hex()
    derived = passphrases.derive("caf\u00e9 lantern copper meadow", bytes(16), FLOOR)
    yield "a passphrase's key", derived.hex()
    yield "a recovery code's secret", recovery.secret_of(_CODE).hex()
    yield "a recovery code's key", recovery.derive(bytes(20), bytes(16), b"vector").hex()
    yield "a wrapped key", unwrap(bytes.fromhex(_WRAPPED), _KEY, b"vector").hex()
    yield "an id", text_of(id_from(1_700_000_000_000, 2**73 + 5))
    yield "a partial date", PartialDate.parse("2009-05~").text()
    yield "a guarded cell", guarded("=1+1")
    yield "a version's name", pack_dot(_DOT).hex()
    content = part_bytes(_PART)
    yield "a part", content.hex()
    yield "a part read back", sha256(part_bytes(parse_part(content))).hexdigest()
    digest = changeset_digest(_CHANGESET, [sha256(content).digest()])
    yield "a changeset's digest", digest.hex()
    yield "a journal's link", journal.chained(journal.GENESIS, digest).hex()


_CODE = "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-5QV2"
_WRAPPED = (
    "74e80f51fa8d67871fe17ad8f9ca01bebe936b8ba355686531d22d8191a15219e437a0be6bd0fc0c"
    "cb2fd2d6df9e6ebb519e6ad257cb581c56247bfd"
)
_RECORD = RecordId(bytes(range(16)))
_DOT = Dot(b"\x01\x02\x03\x04\x05\x06\x07\x08", 2, 3, 4)
_PART = Part(
    b"V" * 16,
    b"S" * 16,
    (
        Operation(0, "add", "note", _RECORD, {"text": "Grüße", "on": "2026-03-04"}, {}),
        Operation(
            1, "edit", "person", _RECORD, {"race": SetEdit(("white",), ())}, {"race": (_DOT,)}
        ),
        Operation(2, "retire", "person", _RECORD, {}, {"~retired": ()}),
    ),
)
_CHANGESET = Changeset(b"D" * 8, 1, 7, 123 << 16, "Ana Reyes", "intake", (_PART,), b"B" * 16)

KNOWN: dict[str, str] = {
    "the database key": "17815e2db1329a2a7cbafd4d5bfbb93a751c4c5d55b4bacfc5d3667bbfcbfee7",
    "the blob key": "cf1ee3021a5f158e08723ed75b4941ff8b0e288c23f7e53dfb948f1a05df2def",
    "the head key": "45de9df47fc2cf1b4dcbbbdfab4cfd0968c5490c8aff43a6ee00bcbb440d441a",
    "the seal key": "7d1e06e11e4e99a8940aa4611c08c172284f0c2593fd16378b1382e512d9dd19",
    "a passphrase's key": "9b71e5a057350c47b31f665ead769331dc4480f5a9af2998f4e371679f35221f",
    "a recovery code's secret": "000102030405060708090a0b0c0d0e0f10111213",
    "a recovery code's key": "814c7ad2c323d735b65824e687b97dbe631ed17d1df7803d65e328f6ab02f1e6",
    "a wrapped key": "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f",
    "an id": "018bcfe5-6800-7800-8000-000000000005",
    "a partial date": "2009-05~",
    "a guarded cell": "'=1+1",
    "a version's name": "0102030405060708000000020000000300000004",
    "a part": (
        "9401c41056565656565656565656565656565656c410535353535353535353535353535353539396"
        "0000a46e6f7465c410000102030405060708090a0b0c0d0e0f82a26f6eaa323032362d30332d3034"
        "a474657874a74772c3bcc39f6580960101a6706572736f6ec410000102030405060708090a0b0c0d"
        "0e0f81a47261636582a12b91a57768697465a12d9081a47261636591c41401020304050607080000"
        "00020000000300000004960202a6706572736f6ec410000102030405060708090a0b0c0d0e0f8081"
        "a87e7265746972656490"
    ),
    "a part read back": "67bb33c6d51fe70be097a17b79753f982a98d863cbf7ad9d8ef9012d5fde2318",
    "a changeset's digest": "c027fb0558baeb5bf3b2a5e24a1a57b186b93fbdb2fed595c62129a36c30efa7",
    "a journal's link": "d98bdce37d5c552f3057ad3a9432894b6f680b42df63fcb94bfdd648723a92b8",
}
