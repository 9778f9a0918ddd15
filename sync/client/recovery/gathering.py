"""Bring shares of the recovery key together on one laptop, to prove that they make it or to use it.

What is gathered is in memory only, and goes when the window closes or the laptop locks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from storage.errors import RejectedError
from sync.client.membership import membership
from sync.protocol.errors import ProtocolError
from sync.protocol.recoverykey import RecoveryKeys, keys_of, read_given, take_given, verify_given
from sync.protocol.shares import Share, combine, read


@dataclass(slots=True)
class Gathering:
    """The shares that are here, each once."""

    _shares: dict[str, Share] = field(default_factory=dict, repr=False)

    @property
    def here(self) -> int:
        """How many different shares are here."""
        return len(self._shares)

    @property
    def needed(self) -> int:
        """How many are needed, as the shares say; 0 while none is here."""
        return next((share.threshold for share in self._shares.values()), 0)

    @property
    def shares(self) -> tuple[Share, ...]:
        """The shares that are here."""
        return tuple(self._shares.values())

    def add(self, share: Share) -> None:
        """Add a share; RejectedError when it is here already, or of another set."""
        if share.words in self._shares:
            raise RejectedError("This share is here already. Each of the others counts once.")
        if self._shares and share.set != next(iter(self._shares.values())).set:
            raise RejectedError(
                "This share is of another set than those here: one of them is older, or of"
                " another program. Compare the dates on the papers."
            )
        self._shares[share.words] = share

    def add_words(self, text: str) -> None:
        """Add a share that was typed from paper; RejectedError names the word that is wrong."""
        try:
            self.add(read(text))
        except ProtocolError as error:
            raise RejectedError(str(error)) from error

    def keys(self) -> RecoveryKeys:
        """Return the key that the shares make; RejectedError when they do not make one."""
        try:
            return keys_of(combine(list(self._shares.values())))
        except ProtocolError as error:
            raise RejectedError(str(error)) from error

    def forget(self) -> None:
        """Forget every share."""
        self._shares.clear()


def share_in(connection: Connection, content: bytes) -> Share:
    """Return the share in a file that a holder gave to this laptop; RejectedError says why not."""
    member = membership(connection)
    if member is None or member.roster.recovery is None:
        raise RejectedError("This program has no recovery key yet.")
    who, roster = member.identity, member.roster
    try:
        given, signed, signature = read_given(content)
        if given.program != roster.program:
            raise RejectedError("This share is of another program.")
        if given.receiver != who.device:
            raise RejectedError("This share was given to another laptop. Ask for one for this one.")
        if given.key != member.roster.recovery.id:
            raise RejectedError("This share is of an older recovery key, which is no good now.")
        holder = roster.author(given.holder)
        if holder is None or given.holder not in member.roster.recovery.holders:
            raise RejectedError("This share is by somebody who holds none.")
        verify_given(holder.signing, signed, signature)
        return read(take_given(given, who.mlkem768, who.x25519))
    except ProtocolError as error:
        raise RejectedError(f"{error} Nothing was changed.") from error


def is_the_programs(connection: Connection, keys: RecoveryKeys) -> bool:
    """Tell whether ``keys`` are the recovery key that the roster names now."""
    member = membership(connection)
    known = member.roster.recovery if member is not None else None
    return known is not None and (known.signing, known.kem) == (keys.public, keys.kem)


def proved(connection: Connection, shares: Iterable[Share]) -> RecoveryKeys:
    """Return the program's recovery key from ``shares``; RejectedError when they do not make it."""
    gathering = Gathering()
    for share in shares:
        gathering.add(share)
    keys = gathering.keys()
    if not is_the_programs(connection, keys):
        raise RejectedError(
            "These shares make a recovery key, but not the one that holds now: it was made anew"
            " since, or it is another program's."
        )
    return keys
