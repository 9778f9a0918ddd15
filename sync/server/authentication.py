"""Who asks: a request is believed when the device it names signed it, just now and only once.

Until a signature is verified the server tells nothing about a device: an unknown one, one of
another program and a wrong signature are refused alike, after the same work.
"""

from sync.protocol import signing
from sync.protocol.errors import ProtocolError
from sync.protocol.limits import CLOCK_MS
from sync.protocol.requests import Stamp, read_stamp, verify_request
from sync.server.asks import Ask
from sync.server.authorisation import Asker
from sync.server.operation import Standing
from sync.server.refusals import FailureError, RefusedError
from sync.server.service import Service

_NOBODY = signing.public_of(signing.new_signing_key())
"""A key whose other half was thrown away: what an unknown device's signature is held against."""


def authenticated(service: Service, ask: Ask, standing: Standing | None) -> Asker:
    """Return the device that signed ``ask``; refuses it as not signed, clock, replayed, blocked."""
    now = service.now()
    stamp, signature = _stamp(service, ask, now)
    _check_time(service, stamp, now)
    member = standing.roster.members.get(stamp.device) if standing is not None else None
    public = member.device.signing if member is not None else _NOBODY
    try:
        verify_request(ask.signed, service.id, stamp, signature, public)
    except ProtocolError as error:
        raise _failure(service, ask, now) from error
    if standing is None or member is None:
        raise _failure(service, ask, now)
    service.nonces.use(stamp.device, stamp.nonce, now)
    if stamp.device in standing.blocked:
        raise RefusedError("blocked")
    service.rates.devices.count(standing.roster.program + stamp.device, now)
    return Asker(stamp.device, standing.roster, standing.statewide)


def _stamp(service: Service, ask: Ask, now: int) -> tuple[Stamp, bytes]:
    try:
        return read_stamp(ask.headers)
    except ProtocolError as error:
        raise _failure(service, ask, now) from error


def _check_time(service: Service, stamp: Stamp, now: int) -> None:
    # Nonces may have been lost when the process before this one ended; what was signed then is
    # refused, and a device signs anew with the server's time.
    if stamp.time < max(service.started, now - CLOCK_MS) or stamp.time > now + CLOCK_MS:
        raise RefusedError("clock")


def _failure(service: Service, ask: Ask, now: int) -> FailureError:
    """Count a failed signature; more than a few in a minute are told to be too many."""
    try:
        service.rates.failures.count(ask.address, now)
    except RefusedError as error:
        return FailureError(error.reason)
    return FailureError("not-signed")
