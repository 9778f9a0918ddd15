"""Bands of a screening instrument: which one a total falls into."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """The totals of one band of one instrument, both ends included."""

    instrument: str
    version: str
    """The version it belongs to; empty for every one."""
    band: str
    first: int
    last: int
    next_days: int
    """After how many days to screen again; a proposal."""
    verified: bool


def bands_of(bands: Iterable[Band], instrument: str, version: str = "") -> list[Band]:
    """Return the bands of an instrument, the lowest first.

    Those of this very version, else those that are not bound to one; a version that is not said
    has the bands there are.
    """
    known = sorted((b for b in bands if b.instrument == instrument), key=lambda b: b.first)
    wanted = version.strip().casefold()
    return (
        [band for band in known if band.version.casefold() == wanted]
        or [band for band in known if not band.version]
        or ([] if wanted else known)
    )


def band_of(bands: Iterable[Band], instrument: str, version: str, total: int) -> Band | None:
    """Return the band of ``total``; None where the instrument has none for it."""
    for band in bands_of(bands, instrument, version):
        if band.first <= total <= band.last:
            return band
    return None
