"""What passes between a laptop whose passphrase was forgotten and the program's supervisors.

The *request* is made in front of the locked door: whose workspace, a key that was made for it
alone, and the sealed shares of the slot. It carries no secret and no signature, for a locked
laptop has no key to sign with: the six words over it are what the supervisor hears on the
telephone. An *answer* is one supervisor's share, wrapped to the request's key and bound to it,
signed by the supervisor's device.
"""

from hashlib import sha256

import msgspec

from sync.protocol import signing
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.invitation import six_words
from sync.protocol.wrapping import PUBLIC_LENGTH, unwrap_with, wrap_to

LIFE_MS = 72 * 60 * 60 * 1000
"""How long a request can be answered, and an answer used."""
_REQUEST, _ANSWER = b"satchel unlock request\n", b"satchel unlock answer\n"
_LONGEST = 64 * 1024
_FORM = 1
_PROGRAM, _WORKSPACE, _DEVICE, _SALT = 32, 16, 8, 16
_MOST = 16
_PURPOSE = "unlock answer"


class Held(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A share of the slot, sealed to ``device``."""

    device: bytes
    sealed: bytes


class Request(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """Open ``workspace`` of ``device``: answer to ``kem``. ``made`` is in milliseconds."""

    program: bytes
    workspace: bytes
    device: bytes
    salt: bytes
    made: int
    kem: bytes
    threshold: int
    held: tuple[Held, ...]


class Answer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=_FORM):
    """One share for the request with this digest, by the supervisor's ``device``."""

    request: bytes
    device: bytes
    wrapped: bytes


class _Signed(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    body: bytes
    signature: bytes


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    form: int


def share_purpose(program: bytes, workspace: bytes, device: bytes, salt: bytes) -> bytes:
    """Return what a sealed share is bound to: whose workspace, and which generation of shares."""
    return b"supervisor share\0" + program + workspace + device + salt


def request_file(request: Request) -> bytes:
    """Return ``request`` as the file that is sent."""
    return _REQUEST + encode(request)


def read_request(content: bytes) -> Request:
    """Return the request in a file; ProtocolError says in plain words why it is none."""
    body = _body(content, _REQUEST, "This file is no request to unlock a workspace.")
    request = decode_canonical(body, Request)
    lengths = (
        len(request.program), len(request.workspace), len(request.device), len(request.salt),
    )  # fmt: skip
    if lengths != (_PROGRAM, _WORKSPACE, _DEVICE, _SALT) or len(request.kem) != PUBLIC_LENGTH:
        raise ProtocolError("This file is no request to unlock a workspace.")
    if not 0 <= request.made < 2**53 or not 1 <= request.threshold <= len(request.held) <= _MOST:
        raise ProtocolError("This file is no request to unlock a workspace.")
    return request


def digest_of(request: Request) -> bytes:
    """Return the digest by which an answer names its request."""
    return sha256(b"satchel/1/unlock request\0" + encode(request)).digest()


def words_of(request: Request) -> tuple[str, ...]:
    """Return the six words that the locked laptop shows and the supervisor hears."""
    return six_words(digest_of(request))


def answer_file(request: Request, device: bytes, seed: bytes, share: str) -> bytes:
    """Return the file with ``share`` that only the laptop which made ``request`` can read."""
    digest = digest_of(request)
    wrapped = wrap_to(request.kem, _bound(digest, device), share.encode("ascii"))
    body = encode(Answer(digest, device, wrapped))
    return _ANSWER + encode(_Signed(body, signing.sign(seed, _PURPOSE, body)))


def read_answer(content: bytes) -> tuple[Answer, bytes, bytes]:
    """Return the answer in a file, unverified, with the bytes that are signed and the signature."""
    signed = decode_canonical(
        _body(content, _ANSWER, "This file is no answer of a supervisor."), _Signed
    )
    if decode(signed.body, _Beginning).form != _FORM:
        raise NewerProtocolError("This answer was made with a newer version of Satchel.")
    return decode_canonical(signed.body, Answer), signed.body, signed.signature


def open_answer(
    request: Request, keys: tuple[bytes, bytes], answer: Answer, public: bytes, signed: bytes,
    signature: bytes,
) -> str:  # fmt: skip
    """Return the words of the share in ``answer``.

    ``keys`` are the private halves of the request's key, ``public`` the signing key that the slot
    names for the answering device. Raises ProtocolError, SignatureError or SealError.
    """
    digest = digest_of(request)
    if answer.request != digest:
        raise ProtocolError("This answer is to another request.")
    signing.verify(public, _PURPOSE, signed, signature)
    bound = _bound(digest, answer.device)
    return unwrap_with(*keys, bound, answer.wrapped).decode("ascii", "replace")


def _bound(digest: bytes, device: bytes) -> bytes:
    return b"unlock answer\0" + digest + device


def _body(content: bytes, magic: bytes, refusal: str) -> bytes:
    if not content.startswith(magic) or len(content) > _LONGEST:
        raise ProtocolError(refusal)
    body = content[len(magic) :]
    if magic == _REQUEST and decode(body, _Beginning).form != _FORM:
        raise NewerProtocolError("This request was made with a newer version of Satchel.")
    return body
