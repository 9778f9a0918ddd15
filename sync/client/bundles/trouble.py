"""What is wrong with a bundle, in words for the person who holds the stick."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import DamagedError, NewerVersionError, RejectedError
from sync.client.problems import SyncError
from sync.protocol.bundle import NotForUsError
from sync.protocol.errors import NewerProtocolError, ProtocolError

DAMAGED = (
    "This bundle is damaged or was cut off, or it is no bundle. Nothing was taken in. Ask for it "
    "to be made again."
)

_NEWER = (
    "This bundle was made with a newer version of Satchel. Nothing was taken in. Update this "
    "laptop, then try again."
)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what the protocol finds wrong with a bundle into an error that says what to do."""
    try:
        yield
    except SyncError as error:
        if error.problem == "newer":
            raise NewerVersionError(_NEWER) from error
        raise RejectedError(
            "The members in this bundle are not those that this laptop knows. Nothing was taken "
            "in. Let both laptops sync with the server first."
        ) from error
    except NotForUsError as error:
        raise RejectedError(
            "This bundle is not for this laptop: it is another program's, or the laptop that made "
            "it does not know this one yet. Nothing was taken in. Let that laptop sync or take in "
            "a bundle of yours, then ask for a new one."
        ) from error
    except NewerProtocolError as error:
        raise NewerVersionError(_NEWER) from error
    except ProtocolError as error:
        raise DamagedError(DAMAGED) from error
