"""How the backups of a workspace stand, as Today and Settings show it."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.backup import place, standing
from storage.backup.movedaside import Aside, asides
from storage.backup.standing import Last


@dataclass(frozen=True, slots=True)
class BackupState:
    """``made`` is the newest backup; ``proven`` when the last one was restored for a trial."""

    made: datetime | None = None
    proven: datetime | None = None
    proven_made: datetime | None = None
    records: int = 0
    document: bool = False
    trouble: str = ""
    """What the last proof found, in the words of its error; empty where it went well."""
    first: Last = field(default_factory=Last)
    second: Last = field(default_factory=Last)
    second_folder: Path | None = None
    second_is_here: bool = False
    """Whether the second place lies on the disk of the workspace, and is lost with it."""
    alone_since: datetime | None = None
    """Of when the oldest Save is that no server has; None where a server has them all."""
    where: Path | None = None
    restored: datetime | None = None
    restored_made: datetime | None = None
    tight: bool = False
    """Whether the disk is so full that the ballast had to go."""
    earlier: tuple[Aside, ...] = ()
    """Workspaces that were moved aside when a backup was brought back."""


def state_of(
    folder: Path,
    kept: dict[str, Any],
    restored: dict[str, Any],
    moment: datetime,
    *,
    tight: bool,
    alone_since: datetime | None = None,
) -> BackupState:
    """Read how it stands at ``moment``; ``kept`` and ``restored`` are what was noted of it."""
    second = standing.second_place(folder)
    now = standing.standing(folder)
    where = standing.first_place(folder)
    newest = place.newest(where, moment)
    return BackupState(
        made=newest.made if newest else None,
        proven=_moment(kept.get("at")),
        proven_made=_moment(kept.get("made")),
        records=int(kept.get("records", 0)),
        document=bool(kept.get("document", False)),
        trouble=str(kept.get("trouble", "")),
        first=now.first,
        second=now.second,
        second_folder=standing.chosen_second(folder),
        # A stick that is not here left at most an empty folder on the disk of the laptop.
        second_is_here=second is not None and standing.is_on_one_disk(second, folder),
        alone_since=alone_since,
        where=where,
        restored=_moment(restored.get("at")),
        restored_made=_moment(restored.get("made")),
        tight=tight,
        earlier=tuple(one for one in asides(folder) if one.holds_workspace),
    )


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
