"""What a script may ask of whoever drives it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias, TypeVar

T = TypeVar("T")

Why = Literal["no-network", "timeout", "untrusted", "not-satchel", "busy", "too-large"]
"""Why there was no answer; "untrusted" is a certificate, "not-satchel" somebody else's answer;
"busy" and "too-large" are what somebody on the way said of the request."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Send one request. The result is an ``Answer`` or ``Unreachable``."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``headers`` have lower-case names."""

    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing came back that a Satchel server could have said."""

    why: Why
    issuer: str = ""
    """Who issued the certificate that was not trusted, as it says itself; empty if unknown."""


@dataclass(frozen=True, slots=True)
class Look:
    """Run ``query(connection, *args)`` on the workspace and return its result."""

    query: Callable[..., Any]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Do:
    """Run ``act(transaction, *args)`` in one transaction.

    An act returns ``(result, Changes)``; the script is sent the result, the views the changes.
    """

    act: Callable[..., Any]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Tend:
    """Run ``work(workspace, *args)`` and return its result: what is about its key file."""

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Tell:
    """Say how far long work is; ``total`` is 0 where nobody knows."""

    stage: Literal["sealing", "sending", "receiving", "applying", "sending files", "fetching files"]
    done: int
    total: int


Command: TypeAlias = Ask | Look | Do | Tend | Tell
Script: TypeAlias = Generator[Command, Any, T]
