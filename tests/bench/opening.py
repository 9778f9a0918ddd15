"""Unlock: from a passphrase to the first list of cases."""

from storage.crypto.passphrases import FLOOR, SALT_LENGTH, derive
from storage.domain.clocks import SystemClock, today
from storage.practice.making import PASSPHRASE
from storage.usecases.caseload import CaseFilter, case_order, case_rows
from storage.workspace import Workspace, unlock
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle

_ROUNDS = 7
_FIRST = 100


def measure(ground: Ground) -> list[Result]:
    """Unlock beside the derivation of the key alone; practice workspaces use the same cost."""
    day = today(SystemClock())

    def product() -> None:
        key = unlock(ground.folder, PASSPHRASE)
        with Workspace(ground.folder, key) as workspace:
            chosen = CaseFilter(status="open")
            cases = workspace.read(case_order, chosen, "opened", descending=True, today=day)
            workspace.read(case_rows, cases[:_FIRST], today=day)

    def bare() -> None:
        derive(PASSPHRASE, bytes(SALT_LENGTH), FLOOR)

    measured, bound = by_turns(product, bare, _ROUNDS)
    own = [max(0.0, mine - its) for mine, its in zip(measured, bound, strict=True)]
    return [
        Result(
            step="unlock",
            name="passphrase to first list",
            measured=middle(measured),
            bound=middle(bound),
            beside="Argon2id alone",
            most_ratio=1.1,
            most=2_000,
            goal="10",
        ),
        Result(step="unlock", name="our own part of it", measured=middle(own), most=50, goal="10"),
    ]
