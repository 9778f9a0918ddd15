"""What its owner may do to the keys of an open workspace: the database is never touched."""

from collections.abc import Iterable
from pathlib import Path

from storage.crypto import attempts, factors, keyfile, passphrases, slots
from storage.crypto.factors import Factor, Factors
from storage.crypto.passphrases import Argon2Cost
from storage.crypto.strength import check_new_passphrase
from storage.crypto.supervisors import Shared
from storage.domain.clocks import Clock
from storage.errors import LockedError, ReadOnlyError
from storage.workspace import swapping


class KeyRing:
    """The slots of one workspace, for whoever has it open.

    Those of a workspace that can only be read stay as they are: ReadOnlyError for every change.
    """

    def __init__(self, folder: Path, key: bytes, clock: Clock, *, read_only: bool = False) -> None:
        self._folder, self._key, self._clock = folder, key, clock
        self._read_only = read_only

    def confirm(self, passphrase: str) -> None:
        """Make sure that it is the owner: LockedError, ThrottledError.

        No second factor is asked for: the workspace is open.
        """
        workspace = keyfile.read(self._folder).workspace
        before = attempts.begin(self._folder, workspace, self._clock.now())
        try:
            right = slots.is_passphrase(self._folder, self._key, passphrase)
        except BaseException:
            attempts.put_back(self._folder, workspace, before)
            raise
        if not right:
            raise LockedError("This is not the passphrase. Nothing was changed.")
        attempts.forget(self._folder, workspace, before)

    def change_passphrase(self, old: str, new: str, own: Iterable[str] = ()) -> None:
        """Let ``new`` open the workspace instead of ``old``, with the factors as they are.

        Raises LockedError when ``old`` is wrong, ThrottledError after too many tries,
        RejectedError when ``new`` is too weak; names in ``own`` count for nothing in it.
        """
        self._insist_writable()
        self.confirm(old)
        check_new_passphrase(new, own)
        slots.change_passphrase(self._folder, self._key, new, passphrases.calibrate())

    def renew_recovery_code(self, passphrase: str) -> str:
        """Return a new recovery code to be printed; the old paper opens nothing any more."""
        if self._read_only:
            raise ReadOnlyError(
                "This workspace can only be read, and a new recovery code would change its keys. "
                "The code on your paper is still good, also for the backups. Bring back a backup, "
                "then make a new code there."
            )
        self.confirm(passphrase)
        return slots.replace_recovery_code(self._folder, self._key)

    def recovery_opens(self, code: str) -> None:
        """Open the workspace once with the ``code`` from paper, as on the day it is needed.

        Raises RejectedError for a typing error, LockedError when it opens nothing here.
        """
        if slots.open_with_recovery_code(self._folder, code) != self._key:
            raise LockedError("This recovery code is of another workspace.")

    def share_key(self, shared: Shared, secret: bytes) -> None:
        """Let the people of ``shared`` open the workspace together; those before them no more.

        ``secret`` (32 bytes) is what their shares make; it is not kept.
        """
        self._insist_writable()
        slots.share_key(self._folder, self._key, shared, secret)

    def unshare_key(self) -> None:
        """Let no supervisors open the workspace any more."""
        self._insist_writable()
        slots.unshare_key(self._folder, self._key)

    def factors(self) -> Factors:
        """Return the second factors, and whether one is needed."""
        return factors.read(self._folder)

    def add_key_store(self, factor: str, secret: bytes) -> Factors:
        """Add this laptop's key store, which keeps ``secret`` under the id ``factor``.

        It stands in for the one before it. Nothing is asked of it until it is needed.
        """
        self._insist_writable()
        factors.add(self._folder, self._key, Factor(factor, factors.STORE, "Key store"), secret)
        return self.factors()

    def add_security_key(
        self, label: str, credential: bytes, asked: bytes, answer: bytes
    ) -> Factors:
        """Add a security key, which said ``answer`` when it was ``asked``.

        Raises RejectedError when it cannot be added.
        """
        self._insist_writable()
        made = Factor(factors.new_id(), factors.SECURITY_KEY, label, credential, asked)
        factors.add(self._folder, self._key, made, answer)
        return self.factors()

    def remove_factor(self, factor: str) -> Factors:
        """Take the factor of this id out; RejectedError while it is needed."""
        self._insist_writable()
        factors.remove(self._folder, self._key, factor)
        return self.factors()

    def need_factor(self, passphrase: str) -> Factors:
        """Let the passphrase open only together with a factor from now on.

        Raises RejectedError unless there are a key store or two security keys.
        """
        self._insist_writable()
        self.confirm(passphrase)
        factors.guard(self._folder, self._key, passphrase, self._cost())
        return self.factors()

    def need_none(self, passphrase: str) -> Factors:
        """Let the passphrase open alone, and forget every factor."""
        self._insist_writable()
        self.confirm(passphrase)
        factors.unguard(self._folder, self._key, passphrase, self._cost())
        return self.factors()

    def ask_for_new_keys(self) -> None:
        """Have the person asked at the next unlocking whether to encrypt everything anew."""
        self._insist_writable()
        swapping.ask(self._folder)

    @property
    def door_words(self) -> str:
        """The words that stand beside every question for the passphrase."""
        return slots.door_words(self._folder)

    def _insist_writable(self) -> None:
        if self._read_only:
            raise ReadOnlyError(
                "This workspace can only be read, and what opens it stays as it is. Bring back a "
                "backup, then change it there."
            )

    def _cost(self) -> Argon2Cost:
        """Return what the same passphrase costs now, if that is enough today."""
        return slots.present_cost(self._folder, self._key) or passphrases.calibrate()
