"""Writes a copy through the gate's writer, in a process that may be killed at any moment."""

import sys
from pathlib import Path

from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.sharing import Released, write_file


def main(target: Path, size: int, word: str) -> None:
    """Write ``word`` again and again to ``target``, as one file of ``size`` bytes."""
    content = (word.encode() * (size // len(word.encode()) + 1))[:size]
    print("going", flush=True)
    write_file(Released({"copy.txt": content}, RecordId(bytes(16)), Changes()), target)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
