"""Draws and shares: weighted choices that are quick, and totals that come out exactly."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from storage.practice.seeded import Rng

T = TypeVar("T")

_SLOTS = 400


def pick(rng: Rng, values: Sequence[T]) -> T:
    """Return one of ``values``, all alike; about three times as quick as ``random.choice``."""
    return values[int(rng.random() * len(values))]


def weighted(weights: Mapping[T, float]) -> tuple[T, ...]:
    """Return a table to ``pick`` from, in which each value stands as often as its weight says."""
    values = list(weights)
    counts = apportion(_SLOTS, [weights[value] for value in values], least=1)
    return tuple(value for value, count in zip(values, counts, strict=True) for _ in range(count))


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Cut ``total`` into whole shares by weight that add up to it exactly, each at least ``least``.

    Largest remainders get what rounding leaves over; the earlier share where they are equal.
    """
    if not weights:
        return []
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} is too little for {len(weights)} shares of {least}")
    whole = sum(weights)
    exact = [spare * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for index in order[: spare - sum(shares)]:
        shares[index] += 1
    return [least + share for share in shares]
