"""Satchel beside others: ``python -m tests.peers [--rounds 3] [--only NAME ...] [--out FILE]``.

It needs npm, node and the package registries, takes about fifteen minutes, and is no part of the
suite. What is installed and written stays in ``build/peers``.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.peers import records
from tests.peers.rounds import Side
from tests.peers.systems import ROOT, systems

_BUILD = ROOT / "build" / "peers"
_PHASES = ("pull", "pull as one file", "poll", "push")


def main(arguments: list[str]) -> int:
    """Install, fill, take turns, print the table; 1 when a system could not be run."""
    chosen = _parser().parse_args(arguments)
    _BUILD.mkdir(parents=True, exist_ok=True)
    source = _BUILD / "records.jsonl"
    count = records.write(source)
    sides, failed = [], {}
    for system in systems(_BUILD):
        if chosen.only and not any(system.name.startswith(name) for name in chosen.only):
            continue
        side = Side(system, _BUILD / "stands" / _plain(system.name), source)
        _say(f"{system.name}: installed and filled ...")
        try:
            system.install()
            side.fill()
            sides.append(side)
        except (OSError, RuntimeError, subprocess.SubprocessError) as error:
            failed[system.name] = str(error)
    for side in sides:
        _say(f"{side.system.name}: weighed ...")
        side.weigh()
    for turn in range(chosen.rounds):
        for side in sides:
            _say(f"{side.system.name}: round {turn + 1} of {chosen.rounds} ...")
            side.take_turn()
    print(_table(sides, count))
    for name, why in failed.items():
        print(f"{name} could not be run here: {why}")
    told = {side.system.name: _told(side) for side in sides}
    text = json.dumps({"records": count, "systems": told, "failed": failed}, indent=1)
    (chosen.out or _BUILD / "peers.json").write_text(text)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", action="append", help="only systems whose name begins so")
    parser.add_argument("--out", type=Path, help="where the figures go, as JSON")
    return parser


def _told(side: Side) -> dict[str, Any]:
    return {
        "stands": side.system.stands,
        "rounds": side.rounds,
        "weighed": side.weighed,
        "readable": side.readable,
    }


_HEAD = (
    "system", "pull s", "records/s", "cpu s", "client MB", "server MB", "pull kB", "B/record",
    "push ms", "records/s", "at once ms", "push kB", "poll ms", "poll B", "at server", "on disk",
    "conflict",
)  # fmt: skip


def _table(sides: list[Side], count: int) -> str:
    rows = [_HEAD, *(_row(side, phase, count) for side in sides for phase in _pulls(side))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _pulls(side: Side) -> list[str]:
    return [phase for phase in _PHASES[:2] if phase in side.weighed]


def _row(side: Side, pull: str, count: int) -> tuple[str, ...]:
    seconds = side.middle(pull, "seconds") or 0.0
    size = side.weighed[pull]["bytes"]
    first = (
        side.system.name if pull == "pull" else f"{side.system.name.partition(',')[0]}, one file",
        f"{seconds:.2f}",
        f"{count / seconds:,.0f}",
        _number(side.middle(pull, "cpu"), ".2f"),
        _number(side.middle(pull, "client_mb"), ".0f"),
        _number(side.middle(pull, "server_mb"), ".0f"),
        f"{size / 1000:,.0f}",
        f"{size / count:.0f}",
    )
    if pull != "pull":
        return first + ("-",) * (len(_HEAD) - len(first))
    at_once = side.middle("push, sealed at once", "seconds")
    push, poll = side.middle("push", "seconds") or 0.0, side.middle("poll", "seconds") or 0.0
    return (
        *first,
        f"{push * 1000:.0f}",
        f"{records.EDITS / push:,.0f}",
        "-" if at_once is None else f"{at_once * 1000:.0f}",
        f"{side.weighed['push']['bytes'] / 1000:,.0f}",
        f"{poll * 1000:.1f}",
        f"{side.weighed['poll']['bytes']:,}",
        _yes(side, "server"),
        _yes(side, "client"),
        "both kept" if side.weighed["conflict"]["survived"] else "one lost",
    )


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _yes(side: Side, where: str) -> str:
    if side.readable[where]:
        return "yes"
    return "packed" if side.system.packs else "no"


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
