"""Set up, start, test and package Satchel from a clone: ``python3 installer/develop.py run``."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# This file is written so that an older Python, too, can read as far as this line.
OLDEST, NEWEST = (3, 11), (3, 13)
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    found = sys.version.split()[0]
    print(f"Satchel needs Python 3.11, 3.12 or 3.13; this is {found}", file=sys.stderr)
    sys.exit(2)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# A script's path is its own folder, so the project's is put there first.
from installer import libraries, touring, virtualenv  # noqa: E402 - see above
from installer.surroundings import (  # noqa: E402 - see above
    BUILD,
    ROOT,
    SetupError,
    clean,
    display,
    offscreen,
    say,
)

PRACTICE = BUILD / "practice"
# Public on purpose: nobody's secrets are in the practice state.
PRACTICE_PASSPHRASE = "practice practice practice"  # noqa: S105 - see above
TOUR = BUILD / "tour"
USAGE = "usage: python3 installer/develop.py run | test [arguments for pytest] | package [--help]"


def main(arguments: list[str]) -> int:
    """Do one verb; the exit code is 0 when done, 2 when something is missing, else the child's."""
    verb, chosen = (arguments[0], arguments[1:]) if arguments else ("", [])
    if verb not in ("run", "test", "package") or (verb == "run" and chosen):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        match verb:
            case "run":
                return run()
            case "package":
                return package(chosen)
            case _:
                return test(chosen)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run() -> int:
    """Show Satchel on the practice state, or tour it offscreen where there is no display."""
    shown = display(os.environ)
    surroundings = clean(os.environ) if shown else offscreen(os.environ)
    libraries.ensure(surroundings, *virtualenv.lacking())
    virtualenv.ensure(tools=False)
    if not PRACTICE.exists():
        _make_practice(surroundings)
    if shown:
        say(f"Starting Satchel. The practice passphrase is: {PRACTICE_PASSPHRASE}")
        return _desktop(["--workspace", str(_workspace(PRACTICE))], surroundings)
    say(f"There is no display: taking the guided tour offscreen into {TOUR}")
    copy = BUILD / "tour-workspace"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.rmtree(TOUR, ignore_errors=True)
    shutil.copytree(_workspace(PRACTICE), copy)  # the tour writes; the practice state stays as made
    second = copy.with_name("tour-second")
    shutil.rmtree(second, ignore_errors=True)
    code = touring.tour(TOUR, [copy, second], surroundings)
    if code == 0:
        say(f"The tour's pictures and report are in {TOUR}")
    return code


def test(chosen: list[str]) -> int:
    """Run the suite, or the chosen part of it, offscreen; coverage is asked of the whole only."""
    surroundings = offscreen(os.environ)
    libraries.ensure(surroundings, *virtualenv.lacking())
    virtualenv.ensure(tools=True)
    (BUILD / "coverage").mkdir(parents=True, exist_ok=True)
    coverage = [] if chosen else ["--cov"]
    # Each process keeps to its half for as long as it has one: what a module shares is made once.
    two = ["-n", "2", "--dist", "worksteal"]
    return _child(["-m", "pytest", *two, *coverage, *chosen], surroundings)


def package(chosen: list[str]) -> int:
    """Build the packages; what may be chosen is said by ``package --help``."""
    surroundings = offscreen(os.environ)
    libraries.ensure(surroundings, *virtualenv.lacking())
    virtualenv.ensure(tools=True)
    return _child(["-m", "installer.package", *chosen], surroundings)


def _make_practice(surroundings: dict[str, str]) -> None:
    say("Making the practice state: synthetic people only, one year")
    part = PRACTICE.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    if _desktop(["practice", "--out", str(part), "--per", "state"], surroundings) != 0:
        raise SetupError("The practice state could not be made; its reason stands above.")
    part.rename(PRACTICE)


def _workspace(folder: Path) -> Path:
    """The one workspace under a folder: where its keys lie."""
    for keys in sorted(folder.rglob("workspace.keys")):
        return keys.parent
    raise SetupError(f"{folder} holds no workspace. Remove it, and it is made again.")


def _desktop(arguments: list[str], surroundings: dict[str, str]) -> int:
    return _child(["-m", "desktop", *arguments], surroundings)


def _child(arguments: list[str], surroundings: dict[str, str]) -> int:
    command = [str(virtualenv.python()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
