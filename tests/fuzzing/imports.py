"""What is brought in on purpose: Satchel's own tables, and what an administrator sets."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, StaticPool, create_engine
from sqlcipher3 import dbapi2

import storage
from storage.crypto import database
from storage.crypto.keyfile import canonical
from storage.crypto.signatures import public_half, sign
from storage.domain.ids import SecureIds
from storage.domain.kinds import OPEN_KINDS
from storage.exchange.identities import Identities
from storage.exchange.reading import RecordReader
from storage.exchange.rejects import RejectList
from storage.exchange.sources import Source, opened
from storage.profile import load_policy, parse_profile
from storage.profile.county import county_profile
from storage.profile.precedence import Layer, holdings
from storage.profile.reading import parse_object
from storage.profile.signed import PURPOSE, key_id
from storage.tables.records import plain_maker
from storage.usecases.settings import DEFAULTS
from storage.usecases.transaction import Identity, Transaction
from tests.exchange.files import CASE, PERSON, SERVICE
from tests.fuzzing.folders import CLOCK
from tests.fuzzing.target import Target, in_a_folder
from tests.installer.profiles import BODY

_SCHEMA = Path(storage.__path__[0]) / "migrations/schema.sql"
_SEED = bytes(31) + b"\3"
_KEY = public_half(_SEED)
_TRUSTED = {key_id(_KEY): _KEY}


def imports() -> Iterator[Target]:
    """Yield whatever reads what is brought in."""
    named = {"person": PERSON, "case": CASE, "service": SERVICE}
    tables = tuple(f"{kind}\n{text}".encode() for kind, text in named.items())
    county_body = BODY | {"records": {"address": "https://records.example", "keys": [_KEY.hex()]}}
    settings = {"lock.idle_minutes": 5, "look.theme": "dark"}
    policy = {"format": 1, "settings": settings, "locked": ["lock.idle_minutes"]}
    yield Target("import: table of a kind", _rows, tables)
    yield Target("settings: county signed", _signed, (json.dumps(county_body).encode(),))
    yield Target(
        "settings: policy",
        in_a_folder("policy.json", lambda folder: _held(load_policy(folder / "policy.json").layer)),
        (json.dumps(policy).encode(),),
    )


def _rows(content: bytes) -> None:
    """Read the rows of a table of the kind that the first line names."""
    first, _, table = content.partition(b"\n")
    kind = first.decode("ascii", "replace")
    if kind not in OPEN_KINDS:
        return
    transaction = Transaction(_connection(), Identity(b"", 0, ""), CLOCK, SecureIds(), {})
    rejects, identities = RejectList(), Identities(transaction.new_id)
    with TemporaryDirectory() as folder:
        source = Source(kind, Path(folder) / f"{kind}.csv")
        source.path.write_bytes(table)
        with opened(source) as text:
            for _number, record, _retired in RecordReader(
                transaction, source, text, identities, rejects
            ):
                plain_maker(kind)(record)
    identities.reject_unknown_keys(rejects)
    rejects.raise_any()


@cache
def _connection() -> Connection:
    """Return a database in memory in which nothing is arranged otherwise than in the program."""
    raw = database.in_memory()
    raw.executescript(_SCHEMA.read_text("utf-8"))
    engine = create_engine("sqlite://", module=dbapi2, creator=lambda: raw, poolclass=StaticPool)
    return engine.connect()


def _signed(content: bytes) -> None:
    """Read a profile that somebody with the key of a release has signed."""
    body = parse_object(content, "profile")
    signature = sign(_SEED, PURPOSE, canonical(body)).hex()
    said = {"profile": body, "key": key_id(_KEY), "signature": signature}
    profile = parse_profile(canonical(said), _TRUSTED)
    assert county_profile(profile.body()) == profile
    _held(profile.layer)


def _held(layer: Layer) -> None:
    holdings(DEFAULTS, layer, Layer(), {})
