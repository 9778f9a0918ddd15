"""Why the server refuses: a request, by a reason of the protocol; or to start, in plain words."""

from http import HTTPStatus

from sync.protocol.messages import Reason

STATUS: dict[Reason, HTTPStatus] = {
    "malformed": HTTPStatus.BAD_REQUEST,
    "not-signed": HTTPStatus.UNAUTHORIZED,
    "version": HTTPStatus.BAD_REQUEST,
    "clock": HTTPStatus.UNAUTHORIZED,
    "replayed": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "blocked": HTTPStatus.FORBIDDEN,
    "revoked": HTTPStatus.FORBIDDEN,
    "unknown-program": HTTPStatus.NOT_FOUND,
    "not-found": HTTPStatus.NOT_FOUND,
    "not-next": HTTPStatus.CONFLICT,
    "stale-roster": HTTPStatus.CONFLICT,
    "stale-cut": HTTPStatus.CONFLICT,
    "taken": HTTPStatus.CONFLICT,
    "too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong-type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "too-many": HTTPStatus.TOO_MANY_REQUESTS,
    "full": HTTPStatus.INSUFFICIENT_STORAGE,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The status code of every reason a request can be refused for."""


class RefusedError(Exception):
    """A request is refused; nothing of it was kept."""

    def __init__(self, reason: Reason, detail: int = 0) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.detail = detail


class FailureError(RefusedError):
    """A signature failed: whoever goes on trying is answered slowly."""


class BusyError(RefusedError):
    """The database did not answer in time; nothing was kept, and asking again is harmless."""

    def __init__(self) -> None:
        super().__init__("busy")


class SetupError(Exception):
    """The server cannot work as it is set up; the message says what to do."""


class NewerDatabaseError(SetupError):
    """A newer version made the database; nothing was changed."""
