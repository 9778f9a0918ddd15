"""Backup: a proven copy in one file, beside SQLCipher's own export to another database."""

import secrets

from storage.backup.making import make
from storage.domain.clocks import SystemClock
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle

_ROUNDS = {1: 3, 10: 1}


def measure(ground: Ground) -> list[Result]:
    """Back up beside a bare export; neither writes over an earlier file."""
    made = iter(range(100))

    def product() -> None:
        target = ground.scratch / f"backup-{next(made)}"
        make(ground.folder, ground.key, target, clock=SystemClock())

    def bare() -> None:
        target = ground.scratch / f"export-{next(made)}.db"
        with ground.bare(ground.folder, ground.key) as connection:
            key = f"x'{secrets.token_hex(32)}'"
            connection.execute(f"ATTACH DATABASE '{target}' AS other KEY \"{key}\"")
            connection.execute("SELECT sqlcipher_export('other')").fetchall()
            connection.execute("DETACH DATABASE other")

    measured, bound = by_turns(product, bare, _ROUNDS[ground.years])
    return [
        Result(
            step="backup", name="make and prove a backup", measured=middle(measured),
            bound=middle(bound), beside="sqlcipher_export", most_ratio=1 / 0.8, goal="15",
        )
    ]  # fmt: skip
