"""A disk as a power cut leaves it: what was synced is there, what was not may be, or in part.

A file's content reaches it when the file is synced, a name when its folder is. A rename is one
thing: it happened or it did not.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - a state is made again by its seed

from tests.crashes import trace
from tests.crashes.trace import Call

SECTOR = 512


@dataclass(eq=False, slots=True)
class File:
    """A file: what a process sees of it, what surely lies on the disk, and what is on the way."""

    seen: bytearray = field(default_factory=bytearray)
    safe: bytes = b""
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes as place and bytes; a new length as length and None."""


@dataclass(eq=False, slots=True)
class Folder:
    """A folder: the names a process sees in it, and those that surely are on the disk."""

    seen: "dict[str, Node]" = field(default_factory=dict)
    safe: "dict[str, Node]" = field(default_factory=dict)


Node = File | Folder


@dataclass(frozen=True, slots=True)
class Naming:
    """A name that was taken away, given, or both at once."""

    node: Node
    gone: tuple[Folder, str] | None = None
    given: tuple[Folder, str] | None = None

    @property
    def settled_by(self) -> Folder:
        """The folder whose sync brings it to the disk."""
        place = self.given or self.gone
        assert place is not None
        return place[0]


class Disk:
    """What lies under one folder, while calls are carried out on it."""

    def __init__(self, before: Path, root: Path) -> None:
        """Begin with what lies under ``before``; the calls name it ``root``."""
        self._root = str(root)
        self._top = Folder()
        self._open: dict[int, Node] = {}
        self._namings: list[Naming] = []
        self._load(before, self._top)

    def _load(self, place: Path, folder: Folder) -> None:
        """Take over what lies there already; all of it is safe."""
        for entry in place.iterdir() if place.is_dir() else ():
            node: Node
            if entry.is_dir():
                node = Folder()
                self._load(entry, node)
            else:
                content = entry.read_bytes()
                node = File(bytearray(content), content)
            folder.seen[entry.name] = folder.safe[entry.name] = node

    def carry_out(self, call: Call) -> None:
        """Carry a call out."""
        match call.op:
            case trace.OPEN:
                self._open_one(call)
            case trace.WRITE:
                self._change(call.fd, call.at, call.data)
            case trace.TRUNCATE:
                self._change(call.fd, call.at, None)
            case trace.SYNC:
                self._sync(self._open[call.fd])
            case trace.RENAME:
                gone, given = self._place(call.first), self._place(call.second)
                self._name(Naming(gone[0].seen[gone[1]], gone, given))
            case trace.UNLINK | trace.RMDIR:
                gone = self._place(call.first)
                self._name(Naming(gone[0].seen[gone[1]], gone=gone))
            case trace.MKDIR:
                self._name(Naming(Folder(), given=self._place(call.first)))
            case _:  # a mark
                pass

    def killed(self) -> dict[str, bytes | None]:
        """Return every file by its name, as a process that was killed leaves it; a folder is None.

        What the system was told it will write.
        """
        return _tree(self._top, lambda folder: folder.seen, lambda file: bytes(file.seen))

    def tear(self, left: dict[str, bytes | None], call: Call, length: int) -> None:
        """Carry the first ``length`` bytes of a write out, on what was left of the files alone."""
        file = self._open[call.fd]
        for name, node in _nodes(self._top):
            content = left.get(name)
            if node is file and content is not None:
                torn = bytearray(content)
                _write(torn, call.at, call.data[:length])
                left[name] = bytes(torn)

    def cut_off(self, chance: Random) -> dict[str, bytes | None]:
        """Return every file as a power cut may leave it; ``chance`` decides."""
        lost = chance.choice((0.0, 0.5, 0.5, 0.9, 1.0))
        names = {folder: dict(folder.safe) for folder in self._folders()}
        for naming in self._survivors(chance, lost):
            _apply(naming, lambda folder: names.setdefault(folder, dict(folder.safe)))
        return _tree(
            self._top,
            lambda folder: names.get(folder, folder.safe),
            lambda file: _content(file, chance, lost),
        )

    def _survivors(self, chance: Random, lost: float) -> Iterable[Naming]:
        """Return the names that reached the disk: the first of them in order, or any."""
        if chance.random() < 1 / 2:
            return self._namings[: chance.randint(0, len(self._namings))]
        return [naming for naming in self._namings if chance.random() >= lost]

    def _open_one(self, call: Call) -> None:
        folder, name = self._place(call.first)
        if call.created:
            self._name(Naming(File(), given=(folder, name)))
        self._open[call.fd] = folder.seen[name] if name else folder

    def _change(self, fd: int, at: int, data: bytes | None) -> None:
        file = self._open[fd]
        assert isinstance(file, File)
        _write(file.seen, at, data)
        file.waiting.append((at, data))

    def _sync(self, node: Node) -> None:
        if isinstance(node, File):
            node.safe = bytes(node.seen)
            node.waiting.clear()
            return
        left: list[Naming] = []
        for naming in self._namings:
            if naming.settled_by is node:
                _apply(naming, lambda folder: folder.safe)
            else:
                left.append(naming)
        self._namings = left

    def _name(self, naming: Naming) -> None:
        _apply(naming, lambda folder: folder.seen)
        self._namings.append(naming)

    def _place(self, path: str) -> tuple[Folder, str]:
        """Return the folder in which a path stands and its name there; "" for the root."""
        relative = os.path.normpath(path)[len(self._root) :].strip("/")
        *above, name = relative.split("/")
        folder = self._top
        for one in above:
            found = folder.seen[one]
            assert isinstance(found, Folder)
            folder = found
        return folder, name

    def _folders(self) -> list[Folder]:
        found = [self._top]
        for folder in found:
            inner = {*folder.seen.values(), *folder.safe.values()}
            found += [node for node in inner if isinstance(node, Folder) and node not in found]
        return found


def lay(tree: dict[str, bytes | None], root: Path) -> None:
    """Write what a disk was left with under ``root``, which must be new or empty."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in tree.items():
        place = root / name
        if content is None:
            place.mkdir(mode=0o700)
        else:
            place.write_bytes(content)
            place.chmod(0o600)


def _apply(naming: Naming, names_of: "Callable[[Folder], dict[str, Node]]") -> None:
    if naming.gone is not None:
        names = names_of(naming.gone[0])
        if names.get(naming.gone[1]) is naming.node:
            del names[naming.gone[1]]
    if naming.given is not None:
        names_of(naming.given[0])[naming.given[1]] = naming.node


def _tree(
    top: Folder,
    names_of: "Callable[[Folder], dict[str, Node]]",
    content_of: Callable[[File], bytes],
) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    waiting = [("", top)]
    for above, folder in waiting:
        for name, node in names_of(folder).items():
            path = f"{above}{name}"
            if isinstance(node, Folder):
                found[path] = None
                waiting.append((f"{path}/", node))
            else:
                found[path] = content_of(node)
    return found


def _nodes(top: Folder) -> Iterator[tuple[str, Node]]:
    """Yield every file and folder that a process sees, with its name."""
    waiting = [("", top)]
    for above, folder in waiting:
        for name, node in folder.seen.items():
            yield f"{above}{name}", node
            if isinstance(node, Folder):
                waiting.append((f"{above}{name}/", node))


def _content(file: File, chance: Random, lost: float) -> bytes:
    """Return what is on the disk: of what was on the way each change, none, or some sectors."""
    if not file.waiting:
        return file.safe
    content = bytearray(file.safe)
    for at, data in file.waiting:
        if chance.random() < lost:
            continue
        if data is None or chance.random() < 1 / 2:
            _write(content, at, data)
            continue
        for start in range(0, len(data), SECTOR):
            if chance.random() < 1 / 2:
                _write(content, at + start, data[start : start + SECTOR])
    return bytes(content)


def _write(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        content.extend(bytes(at - len(content)))
        return
    content.extend(bytes(max(0, at - len(content))))
    content[at : at + len(data)] = data
