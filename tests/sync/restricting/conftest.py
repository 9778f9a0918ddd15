"""A program of three laptops."""

from tests.sync.governing.conftest import (
    ana,
    beginning,
    begun,
    ben,
    joined,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    once_joined,
    server,
    stage,
    three,
    world,
)

__all__ = [
    "ana",
    "beginning",
    "begun",
    "ben",
    "joined",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "once_joined",
    "server",
    "stage",
    "three",
    "world",
]
