"""Every screen over the practice state, light and dark, at 100 and 200 % text, as pictures.

``python -m tests.screens [NAME ...] [--out FOLDER] [--size 200] [--mode dark]``: whole names or
their beginnings; without any, all of them into ``build/screens``. ``together`` takes those of a
program of several laptops and of the door.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.app.application import make_application
from tests.screens.office import Office
from tests.screens.studio import Studio
from tests.screens.together import Look, take

_LOOKS = [(mode, size) for mode in ("light", "dark") for size in (100, 200)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument("--practice", type=Path, default=Path("build/bench/practice-1"))
    parser.add_argument("--mode", choices=("light", "dark"))
    parser.add_argument("--size", type=int)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    looks = [
        (mode, size)
        for mode, size in _LOOKS
        if chosen.mode in {None, mode} and chosen.size in {None, size}
    ]
    application = make_application()
    if not chosen.names or "together" in chosen.names:
        _take_together(application, looks, chosen.out)
    if chosen.names == ["together"]:
        return 0
    studio = Studio(chosen.practice, application)
    failed = 0
    for mode, size in looks:
        theme.apply(studio.application, mode, size)
        for shot in studio.shots:
            if chosen.names and not any(shot.name.startswith(name) for name in chosen.names):
                continue
            try:
                studio.take(shot, chosen.out / f"{shot.name}-{mode}-{size}.png")
            except Exception as error:  # noqa: BLE001 - the other screens are still worth looking at
                failed += 1
                print(f"{shot.name} {mode} {size}: {error!r}", file=sys.stderr)
    studio.close()
    return 1 if failed else 0


def _take_together(application: QApplication, looks: list[tuple[str, int]], out: Path) -> None:
    with TemporaryDirectory() as folder:
        office = Office(Path(folder) / "office")
        for mode, size in looks:
            take(office, application, Look(mode, size), out)
        office.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
