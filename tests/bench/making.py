"""How long the practice state takes to make, and how large it becomes."""

from storage.practice.making import practice
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import milliseconds


def measure(ground: Ground) -> list[Result]:
    """Make the practice state anew."""
    out = ground.scratch / "made"
    took = milliseconds(lambda: practice(out, years=ground.years))
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    return [
        Result(
            step="practice",
            name="make the practice state",
            measured=took,
            most=10_000 if ground.years == 1 else None,
        ),
        Result(step="practice", name="size on the disk", measured=size / 1e6, unit="MB"),
    ]
