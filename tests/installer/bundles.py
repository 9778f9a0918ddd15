"""A bundle as small as can be: a program, two libraries, our data; no PyInstaller."""

import shutil
from pathlib import Path

from installer.bundle import CONTENTS, Bundle
from installer.contents import Plan
from installer.needs import Needs


def small_bundle(folder: Path, plan: Plan) -> Bundle:
    """Return a bundle whose program only prints its name."""
    contents = folder / CONTENTS / "resources" / "profiles"
    contents.mkdir(parents=True)
    (contents / "release-keys.json").write_text('{"keys": []}\n')
    program = folder / plan.program
    program.write_text(f"#!/bin/sh\necho {plan.program}\n")
    program.chmod(0o755)
    (folder / CONTENTS / "linked").symlink_to("resources")
    return Bundle(plan, folder, Needs(("libEGL.so.1",), (2, 36)), 0, 0.0)


def with_libraries(folder: Path, *libraries: str) -> None:
    """Copy libraries of this system beside the program."""
    for library in libraries:
        shutil.copy(library, folder / CONTENTS)
