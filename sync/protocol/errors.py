"""What can be wrong with something that came over the wire."""


class ProtocolError(Exception):
    """Something received is not what the protocol allows; the message says what, never a value."""


class NewerProtocolError(ProtocolError):
    """It was made with a newer version of Satchel; it is kept and read after an update."""


class OtherVersionError(ProtocolError):
    """A request is of another version of the protocol than the one who was asked speaks."""


class SignatureError(ProtocolError):
    """A signature is not by the key that should have made it."""


class SealError(ProtocolError):
    """A sealed part does not open: another key, another place, or changed on the way."""


class OtherKeyError(SealError):
    """A sealed part is under another key than the one that was tried."""
