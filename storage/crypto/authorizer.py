"""What no statement may do: write plain text, load code, reach another file, weaken the keeping."""

from collections.abc import Callable

from sqlcipher3 import dbapi2

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]

_ALLOWED_PRAGMAS = frozenset({"read_uncommitted", "data_version"})
_MIGRATION_PRAGMAS = frozenset(
    {
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "user_version",
        "foreign_keys",
        "wal_checkpoint",
        "cipher_integrity_check",
        "integrity_check",
    }
)


def authorizer(*, migrating: bool) -> Authorizer:
    """Return what SQLite asks before it compiles a statement; migrations may do a little more."""
    allowed = _ALLOWED_PRAGMAS | (_MIGRATION_PRAGMAS if migrating else frozenset())
    refused = {dbapi2.SQLITE_ATTACH, dbapi2.SQLITE_DETACH}

    def decide(
        action: int, first: str | None, second: str | None, _base: str | None, _in: str | None
    ) -> int:
        if action in refused:
            return int(dbapi2.SQLITE_DENY)
        if action == dbapi2.SQLITE_PRAGMA and (first or "").lower() not in allowed:
            return int(dbapi2.SQLITE_DENY)
        if action == dbapi2.SQLITE_FUNCTION and (second or "").lower() in _REFUSED_FUNCTIONS:
            return int(dbapi2.SQLITE_DENY)
        return int(dbapi2.SQLITE_OK)

    return decide


_REFUSED_FUNCTIONS = frozenset({"load_extension", "sqlcipher_export", "fts3_tokenizer"})
