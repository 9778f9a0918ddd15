"""What a session was told is kept, so that every later state of its disk can be held to it."""

import json
from typing import Any

from tests.crashes.preload import Preloaded


class Teller:
    """Writes among the recorded calls what is about to be true, and what was acknowledged."""

    def __init__(self, preloaded: Preloaded) -> None:
        self._preloaded = preloaded

    def phase(self, name: str) -> None:
        """Say what comes now; states are drawn evenly from the phases."""
        self._preloaded.mark(json.dumps({"phase": name}))

    def begin(self, **facts: Any) -> None:
        """Say what may be true from now on instead of what was."""
        self._preloaded.mark(json.dumps({"begin": facts}))

    def done(self, **facts: Any) -> None:
        """Say what was acknowledged."""
        self._preloaded.mark(json.dumps({"done": facts}))


class Told:
    """What the marks up to some instant say: for each fact the values that it may have."""

    def __init__(self) -> None:
        self.phase = ""
        self._kept: dict[str, Any] = {}
        self._begun: dict[str, list[Any]] = {}

    def hear(self, mark: bytes) -> None:
        """Take one mark in."""
        said = json.loads(mark)
        self.phase = said.get("phase", self.phase)
        for name, value in said.get("begin", {}).items():
            self._begun.setdefault(name, []).append(value)
        for name, value in said.get("done", {}).items():
            self._kept[name] = value
            self._begun.pop(name, None)

    def kept(self, name: str) -> Any:
        """Return what was acknowledged last; None where nothing was."""
        return self._kept.get(name)

    def allows(self, name: str, value: Any) -> bool:
        """Tell whether a fact may stand as it was found; a value of None is its absence."""
        return value == self._kept.get(name) or value in self._begun.get(name, ())

    def may_be(self, name: str) -> list[Any]:
        """Return every value that a fact may have."""
        return [self._kept.get(name), *self._begun.get(name, ())]

    def named(self, prefix: str) -> list[str]:
        """Return the facts of this prefix, acknowledged or begun."""
        return [name for name in {**self._kept, **self._begun} if name.startswith(prefix)]
