"""A server's address: checked before anything is sent to it, whoever wrote it down."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import SplitResult, urlsplit

from storage.errors import RejectedError

_LONGEST = 200
_LONGEST_HOST = 253
_PRINTABLE = re.compile(r"[!-~]+")
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)*")
_FOREIGN_SCRIPT = "xn--"
_LAST_PORT = 65_535


def server_address(text: object) -> str:
    """Return the address in its one form, without a slash at its end; RejectedError in words.

    ``https`` always; ``http`` only to this computer itself by its number. No name and password in
    it, nothing behind a question or number mark, no name in letters that look like others.
    """
    if not isinstance(text, str) or len(text) > _LONGEST or not _PRINTABLE.fullmatch(text):
        raise _refused("it is no plain web address")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refused("its port or its number is wrong") from error
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refused("it carries a name or a password")
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        raise _refused("something stands behind its path")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path) or "\\" in text:
        raise _refused("its path holds more than letters and digits")
    host = _host(parts)
    if port is not None and not 0 < port <= _LAST_PORT:
        raise _refused("its port is wrong")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_computer(host)):
        raise _refused("it does not begin with https://")
    return f"{parts.scheme}://{host}{'' if port is None else f':{port}'}{path}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        try:
            return f"[{IPv6Address(host).compressed}]" if "%" not in host else _no_host()
        except ValueError as error:
            raise _refused("its number is wrong") from error
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        return _no_host()
    if any(label.startswith(_FOREIGN_SCRIPT) for label in host.split(".")):
        raise _refused("its name is in letters that may look like others")
    if host.rpartition(".")[2].isdecimal():
        try:
            return str(IPv4Address(host))
        except ValueError as error:
            raise _refused("its number is wrong") from error
    return host


def _no_host() -> str:
    raise _refused("it names no server")


def _is_this_computer(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refused(why: str) -> RejectedError:
    return RejectedError(f"This server address cannot be used: {why}. Ask for the right one.")
