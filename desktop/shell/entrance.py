"""How somebody came in, for the session to enter and to go by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What is known of an unlocking, without anything that opens."""

    by: str = ""
    """What opened it, as the record of access tells it; empty where nothing says so."""
    recovery_proved: bool = False
    """The recovery code was just written down and typed back."""
    helpers: tuple[bytes, ...] | None = None
    """Where the passphrase was forgotten: the supervisors' devices that opened it, none when it
    was the recovery code."""
