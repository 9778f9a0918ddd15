"""Couriers: a key for a few days that may carry sealed envelopes and do nothing else.

A locked laptop's own keys are out of reach, but what it sealed before may still travel. Its device
signs, while it is open, that a courier's key may ask in its name; the server lets that key push
envelopes of that device, which prove themselves, and nothing more. The key opens nothing.
"""

from collections.abc import Mapping

import msgspec

from sync.protocol import signing
from sync.protocol.encoding import decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.limits import COURIER_MS

HEADER = "satchel-courier"
"""The header that carries a credential, in hexadecimal digits."""
_FORM = 1
_PROGRAM = 32
_SERVER = 16
_DEVICE = 8


class Courier(msgspec.Struct, frozen=True):
    """Which key may carry for which device, to which server, from when until when (ms)."""

    program: bytes
    server: bytes
    device: bytes
    key: bytes
    """The courier's Ed25519 public key."""
    begins: int
    ends: int
    """The first moment at which it may not any more."""


class _Terms(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    form: int
    program: bytes
    server: bytes
    device: bytes
    key: bytes
    begins: int
    ends: int


class _Credential(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    terms: bytes
    signature: bytes


def issue(seed: bytes, courier: Courier) -> bytes:
    """Return the credential that the device with this ``seed`` signs for ``courier``.

    Raises ProtocolError when its time is empty or longer than the protocol allows.
    """
    _check(courier)
    terms = encode(
        _Terms(
            _FORM,
            courier.program,
            courier.server,
            courier.device,
            courier.key,
            courier.begins,
            courier.ends,
        )
    )
    return encode(_Credential(terms, signing.sign(seed, "courier", terms)))


def courier_headers(credential: bytes) -> dict[str, str]:
    """Return the header to send with each request that the courier's key signs."""
    return {HEADER: credential.hex()}


def credential_of(headers: Mapping[str, str]) -> bytes | None:
    """Return the credential in ``headers`` (names in lower case), None where there is none.

    Raises ProtocolError when it is not spelled as it should be.
    """
    text = headers.get(HEADER)
    if text is None:
        return None
    try:
        credential = bytes.fromhex(text)
    except ValueError as error:
        raise ProtocolError("A courier's credential is not in hexadecimal digits.") from error
    if credential.hex() != text:
        raise ProtocolError("A courier's credential is not in its one spelling.")
    return credential


def verify_courier(credential: bytes, public: bytes, program: bytes, server: bytes) -> Courier:
    """Return the courier that the device with this ``public`` key named, for this server.

    Whether its time has come and its device is who asks is for the caller to see. Raises
    ProtocolError for another form, program or server, SignatureError when the device did not
    sign it.
    """
    read = decode_canonical(credential, _Credential)
    signing.verify(public, "courier", read.terms, read.signature)
    terms = decode_canonical(read.terms, _Terms)
    if terms.form != _FORM:
        raise NewerProtocolError("A courier's credential was made by a newer version of Satchel.")
    courier = Courier(
        terms.program, terms.server, terms.device, terms.key, terms.begins, terms.ends
    )
    _check(courier)
    if (courier.program, courier.server) != (program, server):
        raise ProtocolError("A courier's credential is for another program or server.")
    return courier


def _check(courier: Courier) -> None:
    lengths = (len(courier.program), len(courier.server), len(courier.device))
    if lengths != (_PROGRAM, _SERVER, _DEVICE):
        raise ProtocolError("A courier's credential names no program, server or device.")
    signing.check_public(courier.key)
    if not 0 <= courier.begins < courier.ends < 2**53:
        raise ProtocolError("A courier's credential has no time.")
    if courier.ends - courier.begins > COURIER_MS:
        raise ProtocolError("A courier's credential is for longer than the protocol allows.")
