"""The office: a real server, real workspaces, a real window."""

from tests.desktop.desks import sessions
from tests.desktop.syncing.office import (
    ana,
    folder,
    lena,
    new_folder,
    new_template,
    once_lena_joined,
    served,
    stage,
)

__all__ = [
    "ana",
    "folder",
    "lena",
    "new_folder",
    "new_template",
    "once_lena_joined",
    "served",
    "sessions",
    "stage",
]
