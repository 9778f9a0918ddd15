"""Go through a bundle's file in slices, each short enough to be stopped after."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from storage.errors import DamagedError
from sync.client.bundles.trouble import DAMAGED, in_words
from sync.client.membership import Identity
from sync.protocol.bundle import BundleReader, Carried, Entry, Item, Read

_ROSTER = 64 * 1024 * 1024
"""Bytes of all roster entries together."""


class Reading:
    """One pass through a bundle, for the device ``who``.

    Every method raises RejectedError, DamagedError or NewerVersionError in words.
    """

    def __init__(self, source: Path, who: Identity) -> None:
        self.entries: list[bytes] = []
        self._size = 0
        self._file: BinaryIO = source.open("rb")
        self._who = who
        self._reader: BundleReader | None = None
        self._items: Iterator[Item] = iter(())

    @property
    def at(self) -> int:
        """How far the file was read, in bytes."""
        return self._file.tell()

    @property
    def whole(self) -> Read:
        """What the bundle says, once it was read to its end."""
        if self._reader is None or self._reader.read is None:
            raise DamagedError(DAMAGED)
        return self._reader.read

    def envelopes(self, most: int) -> list[Carried]:
        """Return the next envelopes, about ``most`` bytes of them and at least one; [] at the end.

        The roster's entries met on the way are kept in ``entries``.
        """
        found: list[Carried] = []
        size = 0
        while size < most:
            item = self._next()
            if item is None:
                break
            if isinstance(item, Carried):
                found.append(item)
                size += len(item.body)
            elif isinstance(item, Entry):
                self._keep(item)
        return found

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _next(self) -> Item | None:
        with in_words():
            if self._reader is None:
                self._reader = BundleReader(self._file, self._who.mlkem768, self._who.x25519)
                self._items = self._reader.items()
            return next(self._items, None)

    def _keep(self, entry: Entry) -> None:
        self.entries.append(entry.body)
        self._size += len(entry.body)
        if self._size > _ROSTER:
            raise DamagedError(DAMAGED)
