"""How many small pushes a server takes in a second, beside an ASGI application that only appends."""

from tests.bench.ground import Ground
from tests.bench.results import Result


def measure(ground: Ground) -> list[Result]:
    """Push small envelopes of many devices at once."""
    return []
