"""A program of three laptops."""

from tests.sync.governing.conftest import ana, begun, ben, joiners, new_laptop, server, three

__all__ = ["ana", "begun", "ben", "joiners", "new_laptop", "server", "three"]
