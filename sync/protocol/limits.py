"""The sizes, counts and times that both sides hold to; each is checked before memory is taken."""

BODY = 4 * 1024 * 1024
"""Bytes in the body of one request or response."""
ENVELOPE = BODY - 64 * 1024
"""Bytes of one envelope: it always fits into a push."""
ENVELOPES = 500
"""Envelopes in one push, and in one page of a pull."""
PARTS = 20_000
"""Parts of one envelope."""
CHANGESETS = 500
"""Changesets in one envelope."""
OPENED = 16 * 1024 * 1024
"""Bytes of one part once it is opened and unpacked."""
OPENED_ENVELOPE = 64 * 1024 * 1024
"""Bytes of all parts of one envelope once they are opened and unpacked."""
RENDEZVOUS = 64 * 1024
"""Bytes of one message of an invitation."""
FACTS = 5_000
"""Figures on one fact sheet."""
DIMENSIONS = 8
"""Dimensions of one figure."""
HEADERS = 16 * 1024
"""Bytes of all headers of a request."""
URL = 2 * 1024
"""Bytes of a path with its query."""
CLOCK_MS = 5 * 60 * 1000
"""How far the time of a request may be from the server's."""
INVITATION_MS = 72 * 60 * 60 * 1000
"""How long an invitation can be used."""
