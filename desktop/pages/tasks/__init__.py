"""Everything that was promised."""

from desktop.pages.tasks.page import TasksPage

__all__ = ["TasksPage"]
