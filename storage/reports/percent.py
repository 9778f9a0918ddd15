"""Shares in whole numbers, and how values are written."""

from decimal import Decimal

Value = int | Decimal | None
"""What a row holds: a count, a percentage, or nothing (never zero) where there is no value."""


def share(part: int, whole: int, decimals: int) -> Decimal | None:
    """Return 100 x part / whole with so many decimals, exactly half away from zero.

    None when ``whole`` is 0.
    """
    if whole == 0:
        return None
    scaled = (2 * 100 * 10**decimals * part + whole) // (2 * whole)
    return Decimal(scaled).scaleb(-decimals)


def shown(value: Value, unit: str) -> str:
    """Return the words for ``value``: ``1,188``, ``17%``, ``not known``."""
    if value is None:
        return "not known"
    return f"{value}%" if unit == "percent" else f"{value:,}"
