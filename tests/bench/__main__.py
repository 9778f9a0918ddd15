"""Run the measures: ``python -m tests.bench [--years 1|10] [--step NAME ...] [--json FILE]``.

Every step runs in a process of its own, so that each has its own peak of memory.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from tests.bench.ground import BUILD, ground
from tests.bench.results import Result, as_json, table
from tests.bench.timing import forget_peak, peak_megabytes

STEPS = {
    "practice": "making",
    "unlock": "opening",
    "window": "starting",
    "caseload": "lists",
    "lists": "reading",
    "form": "forming",
    "quicklog": "quicklogging",
    "save": "saving",
    "search": "searching",
    "figures": "counting",
    "exchange": "loading",
    "backup": "copying",
    "sync": "syncing",
    "server": "pushing",
    "snapshot": "snapshots",
}


def main(arguments: list[str]) -> int:
    """Run the chosen steps, print the table, write the JSON; 1 when a step failed."""
    chosen = _parser().parse_args(arguments)
    if chosen.only:
        _one(chosen.only, chosen.years, chosen.to)
        return 0
    ground(chosen.years)
    results, failed = [], 0
    for step in chosen.step or STEPS:
        print(f"{step} ...", file=sys.stderr, flush=True)
        found = _in_its_own_process(step, chosen.years)
        failed += found is None
        results += found or []
    print(table(results))
    target = chosen.json or BUILD / f"bench-{chosen.years}.json"
    facts: dict[str, object] = {"years": chosen.years, "python": platform.python_version()}
    target.write_text(as_json(results, facts))
    print(f"Written to {target}", file=sys.stderr)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--years", type=int, choices=(1, 10), default=1)
    parser.add_argument("--step", action="append", choices=tuple(STEPS), help="only this step")
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--only", choices=tuple(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    return parser


def _in_its_own_process(step: str, years: int) -> list[Result] | None:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "results.json"
        command = [sys.executable, "-m", "tests.bench", "--years", str(years)]
        done = subprocess.run([*command, "--only", step, "--to", str(target)], check=False)
        if done.returncode:
            print(f"{step} failed: exit code {done.returncode}", file=sys.stderr)
            return None
        return [Result(**row) for row in json.loads(target.read_text())]


def _one(step: str, years: int, target: Path) -> None:
    measure = import_module(f"tests.bench.{STEPS[step]}").measure
    stand = ground(1 if years == 1 else 10)
    forget_peak()  # what deriving the key took is measured in its own step
    results = [*measure(stand)]
    results.append(Result(step=step, name="peak memory", measured=peak_megabytes(), unit="MB"))
    target.write_text(json.dumps([asdict(result) for result in results]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
