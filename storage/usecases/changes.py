"""What a write touched, so that views can decide whether to run their query again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class Changes:
    """The records one Save touched, by kind name; what was done; and its name, for undo."""

    ids_by_kind: Mapping[str, frozenset[RecordId]] = field(default_factory=dict)
    act: str = ""
    dot: Dot | None = None

    def touches(self, kind: str, record: RecordId | None = None) -> bool:
        """Tell whether any record of ``kind``, or this very one, changed."""
        ids = self.ids_by_kind.get(kind, frozenset())
        return bool(ids) if record is None else record in ids
