"""A Secret Service of the tests' own, on a bus of their own; a process that prints the address.

It keeps what it is given in memory, as the desktop's would in its keyring. The argument says what
is wrong with it: ``plain`` encrypts nothing on the bus, ``session`` and ``none`` have no collection
that lasts, ``lasting`` has one, ``locked`` one that asks to be unlocked, which nobody does.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from hashlib import sha256
from hmac import new as mac
from typing import Any

from jeepney import HeaderFields, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.desktop.privatebus import private_bus

SERVICE = "/org/freedesktop/secrets"
DEFAULT = f"{SERVICE}/collection/login"
PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)  # of the second Oakley group (RFC 2409), which the interface names


class Service:
    """What stands behind the interface."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._keys: dict[str, bytes] = {}
        self._items: dict[str, tuple[dict[str, str], bytes]] = {}

    def answer(self, path: str, member: str, body: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return the signature and the values of an answer; KeyError for what is not there."""
        if member == "Get":
            if path.startswith(f"{DEFAULT}/") and path not in self._items:
                raise KeyError(path)
            value = ("b", self._kind == "locked") if body[1] == "Locked" else ("s", "Login")
            return "v", (value,)
        known: dict[str, Callable[..., tuple[str, tuple[Any, ...]]]] = {
            "ReadAlias": self._alias,
            "OpenSession": self._session,
            "CreateItem": self._create,
            "SearchItems": self._search,
            "GetSecret": self._secret,
            "Delete": self._delete,
            "Unlock": lambda _path, _paths: ("aoo", ([], f"{SERVICE}/prompt")),
            "Prompt": lambda _path, _window: ("", ()),
        }
        return known[member](path, *body)

    def _alias(self, _path: str, _name: str) -> tuple[str, tuple[Any, ...]]:
        paths = {"session": f"{SERVICE}/collection/session", "none": "/"}
        return "o", (paths.get(self._kind, DEFAULT),)

    def _session(self, _path: str, how: str, given: Any) -> tuple[str, tuple[Any, ...]]:
        name = f"{SERVICE}/session/s{len(self._keys)}"
        if how == "plain":
            return "vo", (("s", ""), name)
        if self._kind == "plain":
            raise NotImplementedError
        own = secrets.randbits(1024)
        shared = pow(int.from_bytes(given[1], "big"), own, PRIME).to_bytes(128, "big")
        key = mac(mac(bytes(32), shared, sha256).digest(), b"\x01", sha256).digest()[:16]
        self._keys[name] = key
        return "vo", (("ay", pow(2, own, PRIME).to_bytes(128, "big")), name)

    def _create(
        self,
        _path: str,
        properties: Any,
        secret: Any,
        replace: bool,  # noqa: FBT001 - the wire's
    ) -> tuple[str, tuple[Any, ...]]:
        attributes = properties["org.freedesktop.Secret.Item.Attributes"][1]
        same = [path for path, (there, _) in self._items.items() if there == attributes]
        path = same[0] if same and replace else f"{DEFAULT}/{secrets.token_hex(4)}"
        plain = _cbc(self._keys[secret[0]], bytes(secret[1]), bytes(secret[2]), decrypt=True)
        self._items[path] = (attributes, plain[: -plain[-1]])
        return "oo", (path, "/")

    def _search(self, _path: str, wanted: dict[str, str]) -> tuple[str, tuple[Any, ...]]:
        found = [p for p, (has, _) in self._items.items() if wanted.items() <= has.items()]
        return "ao", (found,)

    def _secret(self, path: str, session: str) -> tuple[str, tuple[Any, ...]]:
        plain, start = self._items[path][1], secrets.token_bytes(16)
        padding = 16 - len(plain) % 16
        sealed = _cbc(self._keys[session], start, plain + bytes([padding]) * padding)
        return "(oayays)", ((session, start, sealed, "text/plain"),)

    def _delete(self, path: str) -> tuple[str, tuple[Any, ...]]:
        del self._items[path]
        return "o", ("/",)


def _cbc(key: bytes, start: bytes, text: bytes, *, decrypt: bool = False) -> bytes:
    from cryptography.hazmat.primitives.ciphers import (  # noqa: PLC0415 - of the service alone
        Cipher,
        algorithms,
        modes,
    )

    cipher = Cipher(algorithms.AES(key), modes.CBC(start))
    step = cipher.decryptor() if decrypt else cipher.encryptor()
    return step.update(text) + step.finalize()


def serve(address: str, kind: str) -> None:
    """Answer until the bus ends."""
    service = Service(kind)
    with open_dbus_connection(address) as connection:
        connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        while True:
            asked = connection.receive()
            if asked.header.message_type != MessageType.method_call:
                continue
            fields = asked.header.fields
            try:
                signature, values = service.answer(
                    fields[HeaderFields.path], fields[HeaderFields.member], asked.body
                )
                connection.send(new_method_return(asked, signature, values))
            except NotImplementedError:
                connection.send(new_error(asked, "org.freedesktop.DBus.Error.NotSupported"))
            except KeyError:
                connection.send(new_error(asked, "org.freedesktop.Secret.Error.NoSuchObject"))


def main() -> None:
    """Start a bus, serve on it, and end with whoever started this."""
    # Whoever runs the tests in the background of a shell has it ignored, and this would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with private_bus() as address:
        try:
            serve(address, sys.argv[1])
        except (ConnectionError, OSError, KeyboardInterrupt):
            os.close(1)


if __name__ == "__main__":
    main()
