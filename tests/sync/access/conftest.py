"""A program of three laptops: Ana's, an admin's; Ben's and Cal's."""

from tests.sync.governing.conftest import (
    Three,
    ana,
    before_anything,
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
    "Three",
    "ana",
    "before_anything",
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
