"""The whole schema as one text, so that a reader need not add up the migrations."""

from pathlib import Path

from sqlalchemy import Connection

PATH = Path(__file__).with_name("schema.sql")


def schema_of(connection: Connection) -> str:
    """Return every statement that makes the database what it is, in a fixed order."""
    rows = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'text\\_index\\_%' ESCAPE '\\' AND name <> 'alembic_version' "
        "ORDER BY tbl_name, type = 'index', name"
    )
    return "".join(f"{row.sql};\n\n" for row in rows)
