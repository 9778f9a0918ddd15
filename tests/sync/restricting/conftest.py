"""A program of three laptops."""

from tests.sync.governing.conftest import (
    ana,
    begun,
    ben,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    once_joined,
    server,
    stage,
    three,
)

__all__ = [
    "ana",
    "begun",
    "ben",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "once_joined",
    "server",
    "stage",
    "three",
]
