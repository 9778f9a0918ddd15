"""Bundles with fixed keys, and what the product reads in one."""

from io import BytesIO
from typing import Any

from sync.protocol.bundle import BundleReader
from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError
from tests.protocol.messagepack import unpack


def items_of(content: bytes, mlkem768: bytes, x25519: bytes, public: bytes) -> list[Any]:
    """Every item but the end, once the whole file is read and its maker's signature verified."""
    reader = BundleReader(BytesIO(content), mlkem768, x25519)
    items = [unpack(encode(item)) for item in reader.items()]
    if reader.read is None:
        raise ProtocolError("A bundle has no end.")
    reader.read.verify(public)
    return items
