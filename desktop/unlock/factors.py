"""What is asked for beside the passphrase: the laptop's key store first, then a security key.

The command line asks the same way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from desktop.system import keystore
from desktop.unlock.unlocked import PHRASE
from storage import workspace
from storage.errors import FactorError

if TYPE_CHECKING:
    from desktop.system.securitykey import Devices, Waiting

_STORE = "key store"


@dataclass
class Unattended:
    """Nobody is told anything: for a command, which says it itself."""

    stop: Event = field(default_factory=Event)

    def touch(self) -> None:
        """Nothing is on a screen."""

    def pin(self) -> str:
        """There is nobody to ask."""
        return ""


def answers(folder: Path, waiting: "Waiting", devices: "Devices | None" = None) -> dict[str, bytes]:
    """Return what the factors of the workspace answer, by id; nothing where none is needed.

    Raises FactorError in words when one is needed and none answers.
    """
    found = workspace.second_factors(folder)
    if not found.needed:
        return {}
    trouble: FactorError | None = None
    for factor in found.factors:
        if factor.kind == _STORE:
            try:
                return {factor.id: keystore.find(factor.id)}
            except FactorError as error:
                trouble = error
    keys = {factor.credential: factor for factor in found.factors if factor.kind != _STORE}
    if not keys:
        raise trouble or FactorError("Nothing is left to ask beside the passphrase.")
    from desktop.system import securitykey  # noqa: PLC0415 - 100 ms that most doors never need

    asked = {credential: factor.asked for credential, factor in keys.items()}
    credential, said = securitykey.answer(waiting, asked, devices or securitykey.plugged_in)
    if credential not in keys:
        raise FactorError("This security key is not the right one here. Plug in another one.")
    return {keys[credential].id: said}


def with_passphrase(folder: Path, said: Mapping[str, bytes]) -> str:
    """Return in words what opened: the passphrase, with the factors that ``said`` came from."""
    if not said:
        return PHRASE
    kinds = [one.kind for one in workspace.second_factors(folder).factors if one.id in said]
    return " and ".join([PHRASE, *kinds])
