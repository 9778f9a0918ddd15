"""Speak to security keys: make a credential on one, and have one answer.

CTAP 2 by way of what browsers call WebAuthn: the extension ``prf`` (hmac-secret on the wire) turns
32 bytes that were asked into 32 bytes that only this key can say. The key is touched each time and
asks for no PIN where it need not: the passphrase is what is known, the key what is had. Tried with
a software authenticator; on Windows the system's own window speaks to the key (by its
documentation, untried).
"""

import secrets
import struct
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Event
from typing import Any, Protocol, TypeVar

from fido2.client import (
    ClientError,
    DefaultClientDataCollector,
    Fido2Client,
    PinRequiredError,
    UserInteraction,
)
from fido2.ctap import CtapDevice, CtapError
from fido2.ctap2.extensions import HmacSecretExtension
from fido2.hid import ConnectionFailure, CtapHidDevice
from fido2.utils import websafe_decode, websafe_encode
from typing_extensions import override

from storage.errors import FactorError

LENGTH = 32
RP = "satchel.invalid"
"""A name that no website can ever have (RFC 2606), so that none can ask a key for what we ask."""
_SECONDS = 30
_EVERY_SECONDS = 0.3
_ALGORITHMS = [{"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -8}]

_BROKEN_OFF = (OSError, ConnectionFailure, struct.error)
"""What a key raises that is pulled out: the system's error, half a message, or an empty one."""

_PRF: Any = HmacSecretExtension
T = TypeVar("T")
Devices = Callable[[], Iterable[CtapDevice]]


class Waiting(Protocol):
    """Who waits for a touch: told when it is time for it, able to stop it, and asked for a PIN."""

    stop: Event

    def touch(self) -> None:
        """Say that the key is to be touched now."""

    def pin(self) -> str:
        """Return the key's own PIN; empty to give up."""


def plugged_in() -> Iterable[CtapDevice]:
    """Return the security keys that are plugged in."""
    return CtapHidDevice.list_devices()


def enrol(
    waiting: Waiting, known: Sequence[bytes], asked: bytes, devices: Devices = plugged_in
) -> tuple[bytes, bytes]:
    """Make a credential on a key that holds none of ``known``; return it, and what it answers.

    It is touched twice. Raises FactorError in words when it cannot be done.
    """

    def make(client: Any) -> bytes:
        response = client.make_credential(
            {
                "rp": {"id": RP, "name": "Satchel"},
                "user": {"id": secrets.token_bytes(16), "name": "Satchel"},
                "challenge": secrets.token_bytes(32),
                "pubKeyCredParams": _ALGORITHMS,
                "excludeCredentials": [_described(one) for one in known],
                "authenticatorSelection": {
                    "userVerification": "discouraged",
                    "residentKey": "discouraged",
                },
                "extensions": {"prf": {}},
                "timeout": _SECONDS * 1000,
            },
            event=waiting.stop,
        )
        made = response.client_extension_results.get("prf") or {}
        if not made.get("enabled"):
            raise FactorError("This security key cannot do it (hmac-secret). Use another one.")
        return bytes(response.raw_id)

    credential = _with_one(waiting, devices, make, waiting.pin)
    _, answered = answer(waiting, {credential: asked}, devices)
    return credential, answered


def answer(
    waiting: Waiting, asked: Mapping[bytes, bytes], devices: Devices = plugged_in
) -> tuple[bytes, bytes]:
    """Have a key that holds one of the credentials answer; return which one, and the 32 bytes.

    Waits for a key to be plugged in and touched, and hands no PIN on: the door asks for none.
    Raises FactorError in words when none does.
    """
    question = {
        "rpId": RP,
        "challenge": secrets.token_bytes(32),
        "allowCredentials": [_described(one) for one in asked],
        "userVerification": "discouraged",
        "extensions": {
            "prf": {
                "evalByCredential": {websafe_encode(one): {"first": asked[one]} for one in asked}
            }
        },
        "timeout": _SECONDS * 1000,
    }

    def ask(client: Any) -> tuple[bytes, bytes]:
        try:
            response = client.get_assertion(question, event=waiting.stop).get_response(0)
        except PinRequiredError as error:
            raise FactorError(
                "This security key wants its own PIN each time, and the door asks for none. Turn"
                " that off on the key, or use another one."
            ) from error
        said = (response.client_extension_results.get("prf") or {}).get("results") or {}
        first = websafe_decode(said.get("first") or b"")
        if len(first) != LENGTH:
            raise FactorError("This security key does not answer as it should. Use another one.")
        return bytes(response.raw_id), first

    return _with_one(waiting, devices, ask)


def _with_one(
    waiting: Waiting, devices: Devices, act: Callable[[Any], T], pin: Callable[[], str] = str
) -> T:
    """Return what ``act`` returns for the first key that is the right one."""
    until = time.monotonic() + _SECONDS
    while True:
        strangers = 0
        try:
            for client in _clients(waiting, devices, pin):
                try:
                    return act(client)
                except ClientError as error:
                    if error.code != ClientError.ERR.DEVICE_INELIGIBLE:
                        raise
                    strangers += 1
        except (ClientError, CtapError, *_BROKEN_OFF) as error:
            raise _in_words(error) from error
        if strangers:
            raise FactorError("This security key is not the right one here. Plug in another one.")
        if waiting.stop.is_set() or time.monotonic() > until:
            raise FactorError("No security key is plugged in. Plug it in and try again.")
        waiting.stop.wait(_EVERY_SECONDS)


def _clients(waiting: Waiting, devices: Devices, pin: Callable[[], str]) -> Iterable[Any]:
    collector = DefaultClientDataCollector(f"https://{RP}", verify=lambda rp, _: rp == RP)
    if sys.platform == "win32":
        from fido2.client.windows import WindowsClient  # noqa: PLC0415 - of this system alone

        if WindowsClient.is_available():
            yield WindowsClient(collector)
            return
    for device in devices():
        yield Fido2Client(device, collector, _Person(waiting, pin), [_PRF()])


class _Person(UserInteraction):
    """Hands on to whoever waits what the key wants of a person."""

    def __init__(self, waiting: Waiting, pin: Callable[[], str]) -> None:
        self._waiting, self._pin = waiting, pin

    @override
    def prompt_up(self) -> None:
        self._waiting.touch()

    @override
    def request_pin(self, permissions: object, rp_id: object) -> str | None:
        del permissions, rp_id
        return self._pin() or None


def _described(credential: bytes) -> dict[str, Any]:
    return {"type": "public-key", "id": credential}


def _in_words(error: Exception) -> FactorError:
    cause = error.cause if isinstance(error, ClientError) else error
    code = cause.code if isinstance(cause, CtapError) else None
    if isinstance(cause, _BROKEN_OFF):
        return FactorError("The security key was taken out. Plug it in and try again.")
    if isinstance(error, ClientError) and error.code == ClientError.ERR.TIMEOUT:
        return FactorError("Nobody touched the security key. Try again, and touch it.")
    words = {
        CtapError.ERR.PIN_INVALID: "This is not the PIN of the security key.",
        CtapError.ERR.PIN_BLOCKED: "The security key has locked itself after wrong PINs.",
        CtapError.ERR.PIN_AUTH_BLOCKED: "Take the security key out, plug it in, and try again.",
        CtapError.ERR.OPERATION_DENIED: "The security key refused. Try again, and touch it.",
        CtapError.ERR.KEY_STORE_FULL: "The security key is full. Use another one.",
    }
    if code in words:
        return FactorError(words[code])
    if isinstance(error, PinRequiredError):
        return FactorError("The security key wants its own PIN. Type it and try again.")
    return FactorError("The security key could not do it. Take it out, plug it in, and try again.")
