"""The PIN of a workspace: set with the passphrase, kept inside, good for some minutes."""

from typing import TYPE_CHECKING

from storage.crypto import factors
from storage.crypto.pins import new_pin, pin_from
from storage.errors import RejectedError
from storage.usecases.settings import set_settings, setting
from storage.workspace.unlocking import unlock

if TYPE_CHECKING:
    from storage.workspace.opened import Workspace


class PinLock:
    """What may unlock this workspace again after an idle lock, where the settings allow it."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace

    def set(self, passphrase: str, pin: str) -> None:
        """Let ``pin`` unlock from now on.

        LockedError or ThrottledError when ``passphrase`` is wrong, RejectedError when the PIN is
        too easily guessed, or a second factor guards this workspace: a PIN would go past it.
        """
        if self._is_guarded():
            raise RejectedError(
                "A second factor guards this workspace. A PIN would go past it: there is none."
            )
        kept = new_pin(pin).plain()
        unlock(self._workspace.folder, passphrase, clock=self._workspace.clock)
        self._workspace.write(set_settings, {"lock.pin": kept})

    def drop(self) -> None:
        """Let none unlock any more."""
        self._workspace.write(set_settings, {"lock.pin": {}})

    def is_set(self) -> bool:
        """Tell whether there is one."""
        return bool(self._workspace.read(setting, "lock.pin"))

    def sealed(self) -> bytes:
        """Return the key as the PIN opens it, for memory alone; nothing where none may."""
        workspace = self._workspace
        if self._is_guarded():
            return b""
        kept, minutes = (workspace.read(setting, f"lock.{name}") for name in ("pin", "pin_minutes"))
        return workspace.seal_for(pin_from(kept)) if kept and minutes else b""

    def _is_guarded(self) -> bool:
        return factors.read(self._workspace.folder).needed
