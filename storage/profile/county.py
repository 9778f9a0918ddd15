"""What a county's profile says, field by field checked; no secret is ever in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from storage.crypto.signatures import is_sound
from storage.errors import NewerVersionError, RejectedError
from storage.profile.addresses import server_address
from storage.profile.bounds import BOUNDS
from storage.profile.labels import plain_label
from storage.profile.precedence import Layer

FORMAT = 1
LANGUAGES = ("en", "es", "pt", "ht")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_KEY = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.(?:pem|crt)")
_MOST_COUNTIES = 14
_KEY_COUNTS = (1, 2)
_LAST_NUMBER = 2**31 - 1
_FIELDS = frozenset(
    {
        "format", "version", "cac", "name", "counties", "verified", "records", "figures",
        "ca_file", "language", "settings", "locked",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Server:
    """One role of the server: where it is, and the keys by which it is known."""

    address: str
    """Checked, without a slash at its end."""
    keys: tuple[str, ...]
    """One or two Ed25519 public keys, 64 hex digits each: the current one, then the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyProfile:
    """The facts and settings of one CAC."""

    version: int
    cac: str
    """The code, as in the code list ``cac``."""
    name: str
    counties: tuple[str, ...]
    verified: bool
    """Whether the counties were seen in a public source."""
    records: Server | None = None
    figures: Server | None = None
    ca_file: str | None = None
    """The name of a file with one more certificate authority, beside the profile."""
    language: str = "en"
    settings: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    @property
    def layer(self) -> Layer:
        """What the county sets and locks."""
        return Layer(self.settings, self.locked)

    def body(self) -> dict[str, Any]:
        """Return the profile as plain data: what is signed, and what a workspace remembers."""
        servers = {
            role: server and {"address": server.address, "keys": list(server.keys)}
            for role, server in (("records", self.records), ("figures", self.figures))
        }
        return {
            "format": FORMAT,
            "version": self.version,
            "cac": self.cac,
            "name": self.name,
            "counties": list(self.counties),
            "verified": self.verified,
            **servers,
            "ca_file": self.ca_file,
            "language": self.language,
            "settings": dict(self.settings),
            "locked": sorted(self.locked),
        }


def county_profile(body: Mapping[str, Any]) -> CountyProfile:
    """Read the plain data of a profile; RejectedError or NewerVersionError in words."""
    if type(body.get("format")) is int and body["format"] > FORMAT:
        raise NewerVersionError("The county profile was made for a newer Satchel. Update Satchel.")
    if body.get("format") != FORMAT or not set(body) <= _FIELDS:
        raise _refused("it is of a format that Satchel does not know")
    ca_file = body.get("ca_file")
    if ca_file is not None and not _matches(_FILE, ca_file):
        raise _refused("the name of its certificate file is not one")
    language = body.get("language", "en")
    if language not in LANGUAGES:
        raise _refused("Satchel does not speak its language")
    return CountyProfile(
        version=_number(body.get("version")),
        cac=_code(body.get("cac"), "its CAC"),
        name=plain_label(body.get("name"), "The CAC's name in the county profile"),
        counties=_counties(body.get("counties")),
        verified=body.get("verified") is True,
        records=_server(body.get("records"), "records"),
        figures=_server(body.get("figures"), "figures"),
        ca_file=ca_file,
        language=language,
        settings=settings_of(body.get("settings", {})),
        locked=locked_of(body.get("locked", [])),
    )


def settings_of(said: object) -> Mapping[str, Any]:
    """Return settings by name, each of the right sort; its bounds are applied where it is used."""
    if not isinstance(said, dict):
        raise _refused("its settings are not a list of names and values")
    for name, value in said.items():
        if name not in BOUNDS:
            raise _refused("it sets something that Satchel does not know")
        if not BOUNDS[name].takes(value):
            raise _refused(f"its value of {name} is none")
    return MappingProxyType(dict(said))


def locked_of(said: object) -> frozenset[str]:
    """Return the names of the settings that a person may not change."""
    if not isinstance(said, list) or not all(isinstance(name, str) for name in said):
        raise _refused("its locked settings are not a list of names")
    if not set(said) <= set(BOUNDS):
        raise _refused("it locks something that Satchel does not know")
    return frozenset(said)


def _server(said: object, role: str) -> Server | None:
    if said is None:
        return None
    if not isinstance(said, dict) or set(said) != {"address", "keys"}:
        raise _refused(f"its {role} server lacks an address or keys")
    keys = said["keys"]
    if not isinstance(keys, list) or len(keys) not in _KEY_COUNTS:
        raise _refused(f"its {role} server needs one key or two")
    for key in keys:
        if not _matches(_KEY, key) or not is_sound(bytes.fromhex(key)) or keys.count(key) > 1:
            raise _refused(f"a key of its {role} server is none")
    return Server(server_address(said["address"]), tuple(keys))


def _counties(said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not 1 <= len(said) <= _MOST_COUNTIES:
        raise _refused("it names no county")
    found = tuple(_code(code, "a county") for code in said)
    if len(set(found)) < len(found):
        raise _refused("a county stands twice in it")
    return found


def _number(said: object) -> int:
    if type(said) is not int or not 1 <= said <= _LAST_NUMBER:
        raise _refused("its number is none")
    return said


def _code(said: object, what: str) -> str:
    if not isinstance(said, str) or not _CODE.fullmatch(said):
        raise _refused(f"{what} is no code")
    return said


def _matches(pattern: re.Pattern[str], said: object) -> bool:
    return isinstance(said, str) and pattern.fullmatch(said) is not None


def _refused(why: str) -> RejectedError:
    return RejectedError(f"The county profile cannot be used: {why}. Ask for the right one.")
