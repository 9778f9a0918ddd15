"""Where things lie when nobody says otherwise."""

from pathlib import Path

import platformdirs


def usual_workspace() -> Path:
    """Return the folder of this person's workspace."""
    return Path(platformdirs.user_data_dir("Satchel", appauthor=False)) / "workspace"


def usual_practice() -> Path:
    """Return the folder that practice is made in."""
    return Path(platformdirs.user_data_dir("Satchel", appauthor=False)) / "practice"
