"""``python -m tests.fuzzing [--seconds N] [NAME ...]``: fuzz each parser for so many seconds.

What was found interesting stays in build/fuzzing/NAME and is where the next run begins; bytes that
broke a parser lie in build/fuzzing/broken. ``--once`` goes through all parsers in one process.
"""

import argparse
import logging
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import atheris

_TRIED = ["storage", "sync", "desktop.system"]
with atheris.instrument_imports(include=_TRIED, enable_loader_override=False):
    from tests.fuzzing.target import Target
    from tests.fuzzing.targets import targets

_FOLDER = Path("build/fuzzing")
_BROKEN = _FOLDER / "broken"
_SLOWEST = 10
"""Seconds that one input may take."""
_MOST_MIB = 2_048


def main() -> int:
    """Fuzz, and return how many parsers were broken."""
    arguments = _arguments()
    known = {target.name: target for target in targets()}
    wanted = [known[name] for name in arguments.names or known]
    if arguments.once:
        _fuzz(_one_of(wanted), "all", _mixed(wanted), arguments.seconds)  # ends the process
    if arguments.alone:
        (target,) = wanted
        _fuzz(target.read, target.name, target.seeds, arguments.seconds)
    broken = 0
    for number, target in enumerate(wanted, 1):
        started = time.monotonic()
        command = [sys.executable, "-m", "tests.fuzzing", "--alone"]
        command += ["--seconds", str(arguments.seconds), target.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        broken += done.returncode != 0
        spent = time.monotonic() - started
        print(f"{number}/{len(wanted)} {target.name}: {_outcome(done)} in {spent:.0f} s")
    print(f"{broken} of {len(wanted)} parsers were broken")
    return broken


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("--seconds", type=int, default=60, help="for each parser")
    parser.add_argument("--once", action="store_true", help="all parsers in one process")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="parsers; otherwise all")
    return parser.parse_args()


def _one_of(wanted: Sequence[Target]) -> Callable[[bytes], None]:
    """Return what lets the first byte choose the parser."""

    def read(content: bytes) -> None:
        if content:
            wanted[content[0] % len(wanted)].read(content[1:])

    return read


def _mixed(wanted: Sequence[Target]) -> tuple[bytes, ...]:
    return tuple(bytes([number]) + s for number, one in enumerate(wanted) for s in one.seeds)


def _fuzz(read: Callable[[bytes], None], name: str, seeds: Sequence[bytes], seconds: int) -> None:
    logging.disable()  # Libraries have much to say of broken files.
    warnings.simplefilter("ignore")
    corpus = _FOLDER / name.replace(" ", "_").replace(":", "")
    for folder in (corpus, _BROKEN):
        folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (corpus / sha256(seed).hexdigest()[:32]).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_SLOWEST}",
        f"-rss_limit_mb={_MOST_MIB}",
        "-max_len=16384",
        f"-artifact_prefix={_BROKEN}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], read)
    atheris.Fuzz()


def _outcome(done: subprocess.CompletedProcess[str]) -> str:
    runs = next((line for line in done.stderr.splitlines() if "executed_units" in line), "")
    said = f"{runs.rpartition(' ')[2] or '?'} inputs"
    if done.returncode == 0:
        return said
    return f"BROKEN after {said}\n{done.stdout[-2_000:]}{done.stderr[-2_000:]}"


if __name__ == "__main__":
    sys.exit(main())
