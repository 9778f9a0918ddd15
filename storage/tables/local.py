"""What stays on one laptop: this device, its keys, settings, drafts of what is being typed."""

import secrets

from sqlalchemy import CheckConstraint, Column, Connection, Integer, LargeBinary, String, Table

from storage.tables.records import METADATA

DEVICE = Table(
    "this_device",
    METADATA,
    Column("id", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("signing", LargeBinary, nullable=False),
    Column("x25519", LargeBinary, nullable=False),
    Column("mlkem768", LargeBinary, nullable=False),
    Column("heard", Integer, nullable=False, server_default="0"),
)
"""``heard`` is the greatest stamp that came from another laptop."""

VAULT_KEYS = Table(
    "vault_key",
    METADATA,
    Column("vault", LargeBinary, primary_key=True, nullable=False),
    Column("epoch", Integer, primary_key=True, nullable=False),
    Column("name", String, nullable=False),
    Column("key", LargeBinary, nullable=False),
    CheckConstraint("length(key) = 32", name="key_valid"),
)

CASE_KEYS = Table(
    "case_key",
    METADATA,
    Column("scope", LargeBinary, primary_key=True, nullable=False),
    Column("vault", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)

SETTINGS = Table(
    "setting",
    METADATA,
    Column("name", String, primary_key=True, nullable=False),
    Column("value", LargeBinary, nullable=False),
)

DRAFTS = Table(
    "draft",
    METADATA,
    Column("place", String, primary_key=True, nullable=False),
    Column("saved", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)


def begin_incarnation(connection: Connection) -> int:
    """Give this device new names for versions, and return its new incarnation.

    What it named before may live on elsewhere. A random number of incarnations is skipped: two
    restores of one backup must not share one. The new one is greater than any of this device that
    is known here: a copy may have taken one too.
    """
    last = connection.exec_driver_sql(_GREATEST).scalar_one()
    new = int(last) + 1 + secrets.randbelow(_STEP)
    connection.execute(DEVICE.update().values(incarnation=new))
    return new


_STEP = 2**20
_GREATEST = """
SELECT max(
    d.incarnation,
    coalesce((SELECT max(incarnation) FROM journal WHERE device = d.id), 0),
    coalesce((SELECT max(incarnation) FROM access_entry WHERE device = d.id), 0)
) FROM this_device d
"""
