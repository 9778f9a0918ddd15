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
LISTED = 50_000
"""Parts that all changesets of one envelope list, whether they are in it or not."""
OPERATIONS = 100_000
"""Changes of records in one envelope."""
REPLACED = 100_000
"""Versions that the changes in one envelope replace, counted with the fields they are of."""
OPENED = 16 * 1024 * 1024
"""Bytes of one part once it is opened and unpacked."""
OPENED_ENVELOPE = 64 * 1024 * 1024
"""Bytes of all parts of one envelope once they are opened and unpacked."""
CHUNK = 1024 * 1024 + 4 * 1024
"""Bytes of one chunk of a blob: a mebibyte and what sealing it adds."""
CHUNKS = 4_096
"""Chunks of one blob."""
BLOB = 4 * 1024 * 1024 * 1024
"""Bytes of one blob, all chunks together."""
SEGMENT = 4_000
"""Changesets in one segment of a snapshot."""
OPENED_SEGMENT = 64 * 1024 * 1024
"""Bytes of all parts of one segment once they are opened and unpacked."""
MANIFEST = 256 * 1024
"""Bytes of a blob's manifest: more than any that lists as many chunks as it may."""
PARKED = 64 * 1024 * 1024
"""Bytes that a device which was taken out may leave to the program's admins."""
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
COURIER_MS = 7 * 24 * 60 * 60 * 1000
"""How long a courier's key may carry envelopes."""
