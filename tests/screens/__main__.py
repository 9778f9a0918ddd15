"""Every screen over the practice state, light and dark, at 100 and 200 % text, as pictures.

``python -m tests.screens [NAME ...] [--out FOLDER] [--size 200] [--mode dark]``: whole names or
their beginnings; without any, all of them into ``build/screens``.
"""

import argparse
import sys
from pathlib import Path

from desktop import theme
from desktop.app.application import make_application
from tests.screens.studio import Studio

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
    studio = Studio(chosen.practice, make_application())
    failed = 0
    for mode, size in _LOOKS:
        if chosen.mode not in {None, mode} or chosen.size not in {None, size}:
            continue
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
