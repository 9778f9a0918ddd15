"""The office: a real server, real workspaces, a real window."""

from tests.desktop.desks import sessions
from tests.desktop.syncing.office import ana, lena, new_folder, new_template, served

__all__ = ["ana", "lena", "new_folder", "new_template", "served", "sessions"]
