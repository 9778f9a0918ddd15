"""Damage to one table of a closed workspace, as a bad sector does it."""

from pathlib import Path

from storage.crypto import database
from storage.crypto.keytree import derive_workspace_keys

_PAGE = 4096


def damage_table(folder: Path, key: bytes, table: str) -> None:
    """Spoil the pages that the rows of ``table`` and its indexes begin on."""
    path = folder / database.NAME
    engine = database.open_engine(path, derive_workspace_keys(key).database, "writer")
    with engine.connect() as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name = ?"
        roots = connection.exec_driver_sql(query, (table,)).scalars().all()
    engine.dispose()
    content = bytearray(path.read_bytes())
    for root in roots:
        content[(root - 1) * _PAGE + 100] ^= 1
    path.write_bytes(content)
