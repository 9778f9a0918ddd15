"""Where records refer to each other: what leads nowhere may still arrive, and is counted."""

from sqlalchemy import Connection

from storage.domain.kinds import KINDS
from storage.spec.fields import Reference
from storage.spec.kinds import fields_of


def count_references(connection: Connection) -> tuple[int, int]:
    """Return how many references there are, and how many lead to what is not on this laptop."""
    found = leading = 0
    for kind, cls in KINDS.items():
        for name, field in fields_of(cls).items():
            if isinstance(field, Reference) and field.kind in KINDS:
                for place, other in enumerate(field.kinds):
                    query = _COUNT.format(kind=kind, name=name, other=other)
                    row = connection.exec_driver_sql(query).one()
                    # Each reference is counted once, wherever it leads.
                    found, leading = found + (0 if place else row[0]), leading + row[1]
    return found, found - leading


_COUNT = """
SELECT count(*), count(o.id) FROM "{kind}" r LEFT JOIN "{other}" o ON o.id = r."{name}"
WHERE r."{name}" IS NOT NULL
"""
