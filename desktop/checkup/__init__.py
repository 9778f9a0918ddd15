"""The check-up of a workspace: now and then by itself, or when somebody asks for it."""

from desktop.checkup.keeper import Checkup
from desktop.checkup.state import CheckupState

__all__ = ["Checkup", "CheckupState"]
