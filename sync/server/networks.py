"""Where a request comes from, as far as it is counted."""

from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

_SUBSCRIBER = 8
"""Bytes of an IPv6 address that one subscriber cannot change at will."""


@lru_cache(4096)
def network_of(host: str) -> bytes:
    """Return what requests from ``host`` are counted under: an IPv4 address, an IPv6 /64."""
    try:
        address = IPv6Address(host.partition("%")[0])
    except AddressValueError:
        return host.encode()
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped).encode()
    return address.packed[:_SUBSCRIBER]
