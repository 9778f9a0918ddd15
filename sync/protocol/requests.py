"""Signed requests and signed answers: there is no token that could be stolen.

A device signs what it asks, bound to the server, the method, path, query and body, a moment and a
nonce. The server remembers nonces longer than a moment is accepted, so that nothing is answered
twice. The server signs its answer together with what was asked, so that no proxy can put another
answer, not even a true one to another question, in its place.
"""

import re
from collections.abc import Mapping
from hashlib import sha256

import msgspec

from sync.protocol import signing
from sync.protocol.encoding import encode
from sync.protocol.errors import OtherVersionError, ProtocolError

VERSION = 1
NONCE_LENGTH = 16
SERVER_LENGTH = 16
CONTENT_TYPE = "application/msgpack"
DEVICE, TIME, NONCE = "satchel-device", "satchel-time", "satchel-nonce"
SIGNATURE, PROTOCOL = "satchel-signature", "satchel-protocol"
_WHOLE = re.compile("0|[1-9][0-9]{0,8}")


class Request(msgspec.Struct, frozen=True):
    """What a device asks of a server; ``query`` as it stands in the address, sorted by name."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""


class Stamp(msgspec.Struct, frozen=True):
    """Who asks, when (Unix milliseconds) and under which nonce."""

    device: bytes
    time: int
    nonce: bytes


class Asked(msgspec.Struct, array_like=True, frozen=True):
    """What an answer is bound to: the request as it was sent, with its nonce.

    ``signature`` is the request's header of that name, empty for a request without.
    """

    method: str
    path: str
    query: str
    nonce: bytes
    signature: str = ""


def server_id(public: bytes) -> bytes:
    """Return the 16 bytes by which requests name the server with this ``public`` key.

    They follow from the key, so that nobody can have requests signed for another's server.
    """
    return sha256(b"satchel/1/server\0" + public).digest()[:SERVER_LENGTH]


def signed_headers(request: Request, server: bytes, stamp: Stamp, seed: bytes) -> dict[str, str]:
    """Return the headers that prove who asks; ``server`` is the server's id (16 bytes)."""
    signature = signing.sign(seed, "request", _request_bytes(request, server, stamp))
    return {
        PROTOCOL: str(VERSION),
        DEVICE: stamp.device.hex(),
        TIME: str(stamp.time),
        NONCE: stamp.nonce.hex(),
        SIGNATURE: signature.hex(),
    }


def read_stamp(headers: Mapping[str, str]) -> tuple[Stamp, bytes]:
    """Return who says to ask, and the signature, from headers with lower-case names.

    Raises OtherVersionError when they say that they are of another version, whatever else they
    hold; ProtocolError when one is missing or malformed.
    """
    version = headers.get(PROTOCOL, "")
    if version != str(VERSION):
        if _WHOLE.fullmatch(version):
            raise OtherVersionError("A request is of another version of the protocol.")
        raise ProtocolError("A request is not signed.")
    try:
        stamp = Stamp(_hex(headers[DEVICE], 8), _time(headers[TIME]), _hex(headers[NONCE], 16))
        signature = _hex(headers[SIGNATURE], signing.SIGNATURE_LENGTH)
    except (KeyError, ValueError) as error:
        raise ProtocolError("A request is not signed.") from error
    return stamp, signature


def verify_request(
    request: Request, server: bytes, stamp: Stamp, signature: bytes, public: bytes
) -> None:
    """Return when the device with this ``public`` key signed the request; else SignatureError."""
    signing.verify(public, "request", _request_bytes(request, server, stamp), signature)


def sign_answer(seed: bytes, asked: Asked, time: int, status: int, body: bytes) -> str:
    """Return the server's signature over its answer to what was ``asked``."""
    return signed_answer(signing.Signer(seed), asked, time, status, body)


def signed_answer(signer: signing.Signer, asked: Asked, time: int, status: int, body: bytes) -> str:
    """Return the same by a ``signer`` that is ready."""
    return signer.sign("answer", _answer_bytes(asked, time, status, body)).hex()


def verify_answer(
    public: bytes, asked: Asked, time: int, status: int, body: bytes, signature: str
) -> None:
    """Return when the server with this ``public`` key gave this answer; else SignatureError."""
    try:
        given = bytes.fromhex(signature)
        _time(str(time))
    except ValueError as error:
        raise ProtocolError("An answer is not signed.") from error
    signing.verify(public, "answer", _answer_bytes(asked, time, status, body), given)


def _request_bytes(request: Request, server: bytes, stamp: Stamp) -> bytes:
    return encode(
        (
            VERSION,
            server,
            request.method,
            request.path,
            request.query,
            sha256(request.body).digest(),
            stamp.device,
            stamp.time,
            stamp.nonce,
        )
    )


def _answer_bytes(asked: Asked, time: int, status: int, body: bytes) -> bytes:
    return encode((VERSION, asked, time, status, sha256(body).digest()))


def _hex(text: str, length: int) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != length or value.hex() != text:
        raise ValueError("another length or form")
    return value


def _time(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**53 or str(value) != text:
        raise ValueError("no moment")
    return value
