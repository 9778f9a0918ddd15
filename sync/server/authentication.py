"""Who asks: a request is believed when the device it names signed it, just now and only once.

Until a signature is verified the server tells nothing about a device: an unknown one, one of
another program and a wrong signature are refused alike, after the same work.
"""

from sync.protocol import signing
from sync.protocol.courier import Courier, credential_of, verify_courier
from sync.protocol.errors import OtherVersionError, ProtocolError
from sync.protocol.limits import CLOCK_MS
from sync.protocol.requests import VERSION, Stamp, read_stamp, verify_request
from sync.server.asks import Ask
from sync.server.authorisation import Asker
from sync.server.devices import known_device
from sync.server.operation import Standing
from sync.server.refusals import FailureError, RefusedError
from sync.server.service import Service

_NOBODY = signing.public_of(signing.new_signing_key())
"""A key whose other half was thrown away: what an unknown device's signature is held against."""


def authenticated(service: Service, ask: Ask, standing: Standing | None) -> Asker:
    """Return the device that signed ``ask``.

    Refuses it as not signed, of another version, clock, replayed, blocked.
    """
    now = service.now()
    stamp, signature = _stamp(service, ask, now)
    _check_time(service, stamp, now)
    known = known_device(standing.roster, stamp.device, now) if standing is not None else None
    own = known.member.device.signing if known is not None else _NOBODY
    try:
        courier = _courier(service, ask, stamp, own, now)
        public = own if courier is None else courier.key
        verify_request(ask.signed, service.id, stamp, signature, public)
    except ProtocolError as error:
        raise _failure(service, ask, now) from error
    if standing is None or known is None:
        raise _failure(service, ask, now)
    service.nonces.use(stamp.device, stamp.nonce, now)
    if stamp.device in standing.blocked:
        raise RefusedError("blocked")
    service.rates.devices.count(standing.roster.program + stamp.device, now)
    by_courier = courier is not None
    return Asker(stamp.device, standing.roster, standing.statewide, known, by_courier)


def _courier(service: Service, ask: Ask, stamp: Stamp, public: bytes, now: int) -> Courier | None:
    """Return the courier that the request says it is by; ProtocolError when it may not be."""
    credential = credential_of(ask.headers)
    if credential is None:
        return None
    courier = verify_courier(credential, public, ask.program, service.id)
    # A device's clock may be as far ahead as in any request; its end is never put off.
    is_time = courier.begins - CLOCK_MS <= now < courier.ends
    if courier.device != stamp.device or not is_time:
        raise ProtocolError("A courier's credential is of another device or time.")
    return courier


def _stamp(service: Service, ask: Ask, now: int) -> tuple[Stamp, bytes]:
    try:
        return read_stamp(ask.headers)
    except OtherVersionError as error:
        # Told before anything is verified: it says what this server speaks, and of no device.
        raise RefusedError("version", VERSION) from error
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
