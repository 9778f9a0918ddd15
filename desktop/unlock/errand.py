"""The one piece of work that goes on while a door shows that it waits."""

from desktop.errand import Errand

__all__ = ["Errand"]
