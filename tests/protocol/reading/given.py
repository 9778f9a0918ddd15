"""What is given to a reader besides the bytes: JSON, bytes in hexadecimal digits."""

from collections.abc import Callable, Mapping
from typing import Any

Given = Mapping[str, Any]
Read = Callable[[Given, bytes], Any]
h = bytes.fromhex


def held(given: Given) -> dict[bytes, list[bytes]]:
    """The case keys that are given."""
    return {h(scope): [h(key) for key in all_] for scope, all_ in given["case_keys"]}


def by_epoch(given: Given) -> dict[int, bytes]:
    """The vault keys that are given."""
    return {epoch: h(key) for epoch, key in given["vault_keys"]}


def every(given: Given, *names: str) -> Any:
    return [h(given[name]) for name in names]


def kem(given: Given) -> tuple[bytes, bytes]:
    return h(given["mlkem768"]), h(given["x25519"])


def before(given: Given) -> list[bytes]:
    return [h(entry) for entry in given["entries"][: given["after"]]]
