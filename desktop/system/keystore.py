"""The key store of the desktop: 32 bytes that stay with this user on this laptop.

On Linux it is the Secret Service (GNOME, KDE, KeePassXC). Treated as absent are: no service, none
that encrypts what crosses the bus, no default collection, and the collection that lasts for one
session. Windows and macOS have stores of their own; Satchel does not use them yet. What is kept
here protects a copied folder, not against a program that runs as the same user, and is never the
only way in: the recovery code needs none of it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from storage.errors import FactorError

_PATH, _INTERFACE = "/org/freedesktop/secrets", "org.freedesktop.Secret.Service"
_LABEL = "Satchel"
_SESSION = "/session"
_ATTRIBUTES = {"application": "satchel"}
_SECONDS = 30.0
"""For one answer of the store: one that hangs, which some do, must not keep the door shut."""
_TO_UNLOCK_SECONDS = 120.0
"""For somebody to type what unlocks the store itself, in a window of the desktop's."""


def is_there() -> bool:
    """Tell whether this desktop has a key store that is worth the name."""
    with suppress(FactorError), _collection():
        return True
    return False


def keep(factor: str, secret: bytes) -> None:
    """Keep ``secret`` under the id of a factor; FactorError when there is no store."""
    with _collection() as collection:
        collection.create_item(_LABEL, _named(factor), secret.hex().encode(), replace=True)


def find(factor: str) -> bytes:
    """Return what is kept under the id of a factor; FactorError when it is not here."""
    with _collection() as collection:
        for item in collection.search_items(_named(factor)):
            with suppress(ValueError, UnicodeDecodeError):
                return bytes.fromhex(item.get_secret().decode("ascii"))
    raise FactorError(
        "The key store of this laptop does not have what belongs to this workspace. Open it with"
        " the recovery code."
    )


def forget(factor: str) -> None:
    """Take out what is kept under the id of a factor, where it is."""
    with suppress(FactorError), _collection() as collection:
        for item in collection.search_items(_named(factor)):
            item.delete()


def _named(factor: str) -> dict[str, str]:
    return {**_ATTRIBUTES, "factor": factor}


@contextmanager
def _collection() -> Iterator[Any]:
    if not sys.platform.startswith("linux"):
        raise FactorError("Satchel does not use this system's key store yet.")
    import secretstorage  # noqa: PLC0415 - there on Linux alone, and slow to load
    from jeepney.wrappers import DBusErrorResponse  # noqa: PLC0415
    from secretstorage.collection import Collection  # noqa: PLC0415
    from secretstorage.util import DBusAddressWrapper, open_session  # noqa: PLC0415

    try:
        connection = _impatient(secretstorage.dbus_init())
    except (secretstorage.SecretStorageException, OSError) as error:
        raise FactorError("This desktop has no key store.") from error
    try:
        service: Any = DBusAddressWrapper(_PATH, _INTERFACE, connection)
        (path,) = service.call("ReadAlias", "s", "default")
        session = open_session(connection)
        if not session.encrypted or path == "/" or path.endswith(_SESSION):
            raise FactorError("This desktop has no key store that lasts.")
        collection = Collection(connection, path, session)
        if collection.is_locked() and _stays_locked(collection):
            raise FactorError("The key store stayed locked. Unlock it and try again.")
        yield collection
    except (secretstorage.SecretStorageException, DBusErrorResponse, OSError) as error:
        raise FactorError("This desktop's key store did not answer.") from error
    finally:
        connection.close()


def _impatient(connection: Any) -> Any:
    """Return ``connection``; no wait on it lasts longer than it may: the library waits for ever."""
    receive = connection.receive

    def receive_in_time(*, timeout: float | None = None) -> Any:
        return receive(timeout=_SECONDS if timeout is None else timeout)

    connection.receive = receive_in_time
    return connection


def _stays_locked(collection: Any) -> bool:
    """Have the desktop ask for what unlocks it; tell whether nobody did."""
    try:
        return bool(collection.unlock(timeout=_TO_UNLOCK_SECONDS))
    except TimeoutError:
        return True
