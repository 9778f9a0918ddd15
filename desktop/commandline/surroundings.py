"""Start in clean surroundings: no library, plugin or screen that somebody else chose for Satchel.

A variable set in a login file by whoever had the laptop for a minute would otherwise put their
code into the process that is about to hold the keys, or send its screen over the network.
"""

import os
import sys
from collections.abc import Iterable, Mapping

from desktop.surroundings import heeded

_LOADED_ALREADY = frozenset(
    (
        "LD_PRELOAD",
        "LD_AUDIT",
        "DYLD_INSERT_LIBRARIES",
        "GCONV_PATH",
        "OPENSSL_CONF",
        "OPENSSL_MODULES",
        "OPENSSL_ENGINES",
    )
)
"""What these name is or may be in the process before its first line: it has to be begun anew."""
_ORIGINAL = "LD_LIBRARY_PATH_ORIG"
"""How the starter of a package keeps a search path that was there before its own."""


def refused(surroundings: Mapping[str, str], *, packaged: bool) -> frozenset[str]:
    """Return the names of ``surroundings`` that Satchel does not start with."""
    return frozenset(surroundings) - frozenset(heeded(surroundings, packaged=packaged))


def start_clean() -> None:
    """Take out what is refused; where it may have been loaded already, begin the process anew."""
    packaged = bool(getattr(sys, "frozen", False))
    names = refused(os.environ, packaged=packaged)
    for name in names:
        del os.environ[name]
    foreign_path = packaged and _ORIGINAL in names
    if foreign_path:
        os.environ.pop("LD_LIBRARY_PATH", None)
    if foreign_path or names & _LOADED_ALREADY:
        arguments = sys.argv[1:] if packaged else sys.orig_argv[1:]
        _begin_anew(arguments)


def _begin_anew(arguments: Iterable[str]) -> None:
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - this very program
