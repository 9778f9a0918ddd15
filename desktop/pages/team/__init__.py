"""The team: who carries what."""

from desktop.pages.team.page import TeamPage

__all__ = ["TeamPage"]
