"""In front of the locked door: ask the supervisors, take their answers, open with them.

The key that the answers are wrapped to lives in this object and nowhere else: when the process
ends, so does the request.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from storage.crypto.supervisors import SealedShare
from storage.domain.clocks import Clock, milliseconds
from storage.errors import LockedError, RejectedError, SatchelError
from storage.workspace import shared_with, unlock_with_supervisors
from sync.protocol.errors import ProtocolError
from sync.protocol.shares import Share, combine, read
from sync.protocol.supervision import (
    LIFE_MS,
    Held,
    Request,
    open_answer,
    read_answer,
    request_file,
    words_of,
)
from sync.protocol.wrapping import kem_public_of

_MLKEM_SEED, _X25519 = 64, 32


@dataclass(slots=True)
class Asking:
    """One request of one locked workspace, and the answers that have come."""

    folder: Path
    request: Request
    holders: dict[bytes, SealedShare]
    until: datetime
    """When it cannot be answered any more."""
    _keys: tuple[bytes, bytes] = field(repr=False)
    _shares: dict[bytes, Share] = field(default_factory=dict, repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """The six words to read out to each supervisor."""
        return words_of(self.request)

    @property
    def file(self) -> bytes:
        """The request as the file that is sent; it holds no secret."""
        return request_file(self.request)

    @property
    def needed(self) -> int:
        """How many supervisors must answer."""
        return self.request.threshold

    @property
    def here(self) -> int:
        """How many supervisors have answered; two laptops of one are one."""
        return len({share.words for share in self._shares.values()})

    @property
    def helpers(self) -> tuple[bytes, ...]:
        """The devices that have answered, each of another supervisor."""
        by_share = {share.words: device for device, share in self._shares.items()}
        return tuple(by_share.values())

    def take(self, content: bytes, clock: Clock) -> None:
        """Take the answer in a file; RejectedError says in words why it is none."""
        if clock.now() > self.until:
            raise RejectedError("This request is more than 72 hours old. Ask the supervisors anew.")
        try:
            answer, signed, signature = read_answer(content)
            holder = self.holders.get(answer.device)
            if holder is None:
                raise RejectedError("This answer is by somebody who holds no share of this key.")
            words = open_answer(self.request, self._keys, answer, holder.signing, signed, signature)
            self._shares[answer.device] = read(words)
        except ProtocolError as error:
            raise RejectedError(f"{error} Nothing was changed.") from error

    def open(self, clock: Clock) -> bytes:
        """Return the workspace key; LockedError or RejectedError when the answers do not make it.

        Answers that do not make it are forgotten.
        """
        shares = list(self._shares.values())
        try:
            secret = combine(shares)
        except ProtocolError as error:
            raise RejectedError(str(error)) from error
        try:
            return unlock_with_supervisors(self.folder, secret, clock=clock)
        except LockedError:
            self._shares.clear()
            raise


def can_ask(folder: Path) -> bool:
    """Tell whether supervisors can open the workspace in ``folder``."""
    with suppress(SatchelError, OSError):
        return shared_with(folder) is not None
    return False


def ask_supervisors(folder: Path, clock: Clock) -> Asking:
    """Return a new request for the locked workspace in ``folder``.

    Raises RejectedError where no supervisor holds a share.
    """
    found = shared_with(folder)
    if found is None:
        raise RejectedError(
            "No supervisors can open this workspace. Use the recovery code on paper."
        )
    workspace, shared = found
    keys = secrets.token_bytes(_MLKEM_SEED), secrets.token_bytes(_X25519)
    now = clock.now()
    request = Request(
        shared.program,
        bytes.fromhex(workspace),
        shared.device,
        shared.salt,
        milliseconds(now),
        kem_public_of(*keys),
        shared.threshold,
        tuple(Held(share.device, share.sealed) for share in shared.shares),
    )
    holders = {share.device: share for share in shared.shares}
    return Asking(folder, request, holders, now + timedelta(milliseconds=LIFE_MS), keys)
