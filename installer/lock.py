"""Reads requirements.lock: what Satchel needs to run, and what only its tests need."""

import re

_REQUIREMENT = re.compile(r"^[A-Za-z0-9]")
_DECLARED = "satchel (pyproject.toml)"


def requirements(lock: str) -> dict[str, str]:
    """Each locked library by name, with all its text: version, hashes, who asked for it."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in lock.splitlines(keepends=True):
        if _REQUIREMENT.match(line):
            lines = found.setdefault(line.partition("==")[0], [])
        lines.append(line)
    return {name: "".join(text) for name, text in found.items()}


def asked_for_by(requirement: str) -> set[str]:
    """The names in a requirement's closing comment ``# via a, b``."""
    comment = requirement.rpartition("# via ")[2]
    return {name.strip() for name in comment.split(",")}


def needed_to_run(lock: str) -> str:
    """The part of the lock that Satchel itself needs, without the tools of its tests."""
    every = requirements(lock)
    needed = {name for name, text in every.items() if _DECLARED in asked_for_by(text)}
    while True:
        more = {name for name, text in every.items() if asked_for_by(text) & needed}
        if more <= needed:
            return "".join(text for name, text in every.items() if name in needed)
        needed |= more
