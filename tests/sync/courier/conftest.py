"""The laptops of Ana and Ben, members of one program."""

from tests.sync.bundles.conftest import (  # the same fixtures, of another folder
    ana,
    before_anything,
    begun,
    joiners,
    new_laptop,
    new_stage,
    once_begun,
    once_two,
    pair,
    server,
    stage,
)

__all__ = [
    "ana",
    "before_anything",
    "begun",
    "joiners",
    "new_laptop",
    "new_stage",
    "once_begun",
    "once_two",
    "pair",
    "server",
    "stage",
]
