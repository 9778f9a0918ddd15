"""A security key in software: CTAP 2 with hmac-secret, for tests alone.

It makes credentials, checks that they are its own and for whom, and answers salts by HMAC-SHA-256
as the standard says; over the key agreement of PIN protocol 2, as a key on the USB does.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.ctap import STATUS, CtapDevice, CtapError
from fido2.ctap2.pin import PinProtocolV2
from fido2.hid import CAPABILITY
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData
from typing_extensions import override

MAKE, ASSERT, INFO, PIN, SELECTION = 1, 2, 4, 6, 11
KEY_AGREEMENT, PIN_TOKEN = 2, 5
OK = b"\x00"
_COSE: Any = ES256


@dataclass
class Credential:
    """What the key keeps of one credential."""

    rp: str
    key: ec.EllipticCurvePrivateKey
    secret: bytes


@dataclass
class SoftKey(CtapDevice):
    """One key. ``touched`` is what its owner does; ``unplugged_at`` takes it out at that call.

    ``gone`` is what it then raises. With ``always_pin`` it wants its PIN for answers too.
    """

    touched: bool = True
    hmac_secret: bool = True
    own_pin: str = ""
    always_pin: bool = False
    unplugged_at: int | None = None
    gone: Exception = field(default_factory=lambda: OSError(19, "No such device"))
    credentials: dict[bytes, Credential] = field(default_factory=dict)
    calls: int = 0

    def __post_init__(self) -> None:
        self._agreement = ec.generate_private_key(ec.SECP256R1())
        self._token = secrets.token_bytes(32)

    @property
    @override
    def capabilities(self) -> int:
        return int(CAPABILITY.CBOR)

    @classmethod
    @override
    def list_devices(cls) -> Iterator["SoftKey"]:
        return iter(())

    @override
    def call(
        self,
        cmd: int,
        data: bytes = b"",
        event: Event | None = None,
        on_keepalive: Callable[[STATUS], None] | None = None,
    ) -> bytes:
        del cmd
        self.calls += 1
        if self.unplugged_at is not None and self.calls >= self.unplugged_at:
            raise self.gone
        command, body = data[0], cbor.decode(data[1:]) if data[1:] else {}
        self._event, self._keepalive = event, on_keepalive
        try:
            said = {
                MAKE: self._make,
                ASSERT: self._assert,
                INFO: self._info,
                PIN: self._pin,
                SELECTION: self._select,
            }[command](body)
        except CtapError as error:
            return bytes([error.code])
        return OK + (cbor.encode(said) if said is not None else b"")

    def _info(self, _body: Any) -> Any:
        info: dict[int, Any] = {1: ["FIDO_2_0", "FIDO_2_1"], 3: bytes(16), 6: [2]}
        info[4] = {"rk": False, "up": True, "clientPin": bool(self.own_pin)}
        if self.always_pin:
            info[4]["alwaysUv"] = True
        if self.hmac_secret:
            info[2] = ["hmac-secret"]
        return {name: info[name] for name in sorted(info)}

    def _pin(self, body: Any) -> Any:
        if body[2] == KEY_AGREEMENT:
            public = _COSE.from_cryptography_key(self._agreement.public_key())
            return {1: {1: 2, 3: -25, -1: 1, -2: public[-2], -3: public[-3]}}
        if body[2] != PIN_TOKEN:
            raise CtapError(CtapError.ERR.INVALID_COMMAND)
        protocol: Any = PinProtocolV2()
        shared = self._shared(body[3])
        if protocol.decrypt(shared, body[6]) != hashlib.sha256(self.own_pin.encode()).digest()[:16]:
            raise CtapError(CtapError.ERR.PIN_INVALID)
        return {2: protocol.encrypt(shared, self._token)}

    def _select(self, _body: Any) -> Any:
        self._await_touch()

    def _make(self, body: Any) -> Any:
        if any(self._own(one, body[2]["id"]) for one in body.get(5, ())):
            raise CtapError(CtapError.ERR.CREDENTIAL_EXCLUDED)
        if self.own_pin:
            self._insist_on_pin(body[1], body.get(8))
        self._await_touch()
        name, key = secrets.token_bytes(48), ec.generate_private_key(ec.SECP256R1())
        self.credentials[name] = Credential(body[2]["id"], key, secrets.token_bytes(32))
        public = _COSE.from_cryptography_key(key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, name, public)
        wanted = self.hmac_secret and body.get(6, {}).get("hmac-secret")
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
        said = {"hmac-secret": True} if wanted else None
        if said:
            flags |= AuthenticatorData.FLAG.ED
        told = AuthenticatorData.create(_hash(body[2]["id"]), flags, 1, attested, said)
        return {1: "none", 2: bytes(told), 3: {}}

    def _assert(self, body: Any) -> Any:
        mine = [one["id"] for one in body.get(3, ()) if self._own(one, body[1])]
        if not mine:
            raise CtapError(CtapError.ERR.NO_CREDENTIALS)
        if self.always_pin:
            self._insist_on_pin(body[2], body.get(6))
        credential = self.credentials[mine[0]]
        flags = AuthenticatorData.FLAG(0)
        if body.get(5, {}).get("up", True):
            self._await_touch()
            flags |= AuthenticatorData.FLAG.UP
        said = None
        if asked := body.get(4, {}).get("hmac-secret"):
            said = {"hmac-secret": self._answer(credential.secret, asked)}
            flags |= AuthenticatorData.FLAG.ED
        told = AuthenticatorData.create(_hash(body[1]), flags, 2, b"", said)
        signed = credential.key.sign(bytes(told) + body[2], ec.ECDSA(hashes.SHA256()))
        return {1: {"id": mine[0], "type": "public-key"}, 2: bytes(told), 3: signed}

    def _insist_on_pin(self, told: bytes, shown: bytes | None) -> None:
        protocol: Any = PinProtocolV2()
        if protocol.authenticate(self._token, told) != shown:
            raise CtapError(CtapError.ERR.PUAT_REQUIRED)

    def _answer(self, secret: bytes, asked: Any) -> bytes:
        protocol: Any = PinProtocolV2()
        shared = self._shared(asked[1])
        if protocol.authenticate(shared, asked[2]) != asked[3]:
            raise CtapError(CtapError.ERR.PIN_AUTH_INVALID)
        salts = protocol.decrypt(shared, asked[2])
        said = b"".join(
            hmac.new(secret, salts[at : at + 32], hashlib.sha256).digest()
            for at in range(0, len(salts), 32)
        )
        encrypted: bytes = protocol.encrypt(shared, said)
        return encrypted

    def _shared(self, theirs: Any) -> bytes:
        numbers = ec.EllipticCurvePublicNumbers(
            int.from_bytes(theirs[-2], "big"), int.from_bytes(theirs[-3], "big"), ec.SECP256R1()
        )
        protocol: Any = PinProtocolV2()
        shared: bytes = protocol.kdf(self._agreement.exchange(ec.ECDH(), numbers.public_key()))
        return shared

    def _own(self, described: Any, rp: str) -> bool:
        found = self.credentials.get(described["id"])
        return found is not None and found.rp == rp

    def _await_touch(self) -> None:
        if self._keepalive is not None:
            self._keepalive(STATUS.UPNEEDED)
        if self.touched:
            return
        if self._event is None or not self._event.wait(60):
            raise CtapError(CtapError.ERR.USER_ACTION_TIMEOUT)
        raise CtapError(CtapError.ERR.KEEPALIVE_CANCEL)


def _hash(rp: str) -> bytes:
    return hashlib.sha256(rp.encode()).digest()
