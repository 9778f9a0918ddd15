"""From a county's facts in resources/ and the servers' addresses to a signed profile."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from installer.surroundings import ROOT, SetupError
from storage.errors import SatchelError
from storage.profile.county import CountyProfile, county_profile
from storage.profile.reading import read_object
from storage.profile.signed import signed
from storage.usecases.codelists import rows_of

COUNTIES = ROOT / "resources" / "profiles" / "counties"
_OVERLAID = ("records", "figures", "ca_file", "version")


def cacs() -> list[str]:
    """Return the codes of all twelve CACs, in the order of the code list."""
    return [row["code"] for row in rows_of("codes/cac.csv")]


def profile_of(cac: str, servers: dict[str, Any] | None = None) -> CountyProfile:
    """Return the profile of one CAC with the servers' addresses and keys in it.

    ``servers`` is what ``read_servers`` returns. SetupError in words.
    """
    path = COUNTIES / f"{cac}.json"
    if not path.is_file():
        raise SetupError(f"There is no CAC {cac}. Choose one of {', '.join(cacs())}.")
    try:
        body = read_object(path, f"The profile of {cac}")
        every = dict(servers or {})
        own = every.pop("of", {}).get(cac, {})
        return county_profile({**body, **every, **own})
    except SatchelError as error:
        raise SetupError(f"{cac}: {error}") from error


def read_servers(path: Path) -> dict[str, Any]:
    """Read a file with ``version``, ``records``, ``figures`` and ``ca_file`` for every CAC.

    What stands under ``of``, by the CAC's code, goes before it for that one.
    """
    try:
        found = read_object(path, f"{path}")
    except SatchelError as error:
        raise SetupError(str(error)) from error
    own = found.get("of", {})
    if not isinstance(own, dict) or not set(own) <= set(cacs()):
        raise SetupError(f"{path}: under of, name CACs: {', '.join(cacs())}.")
    for part in (found, *own.values()):
        named = set(part) - ({"of"} if part is found else set()) if isinstance(part, dict) else {""}
        if not named <= set(_OVERLAID):
            raise SetupError(f"{path} may hold {', '.join(_OVERLAID)} for all or for one CAC.")
    return found


def read_certificate(profile: CountyProfile, servers: Path | None) -> bytes:
    """Return the certificate that the profile names, from beside the file of servers."""
    if profile.ca_file is None or servers is None:
        return b""
    path = servers.with_name(profile.ca_file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path} cannot be read; the profile names it as ca_file.") from error
    if not content.startswith(b"-----BEGIN CERTIFICATE-----"):
        raise SetupError(f"{path} is no certificate in PEM.")
    return content


def stamp(profile: CountyProfile, seed: bytes) -> bytes:
    """Return the signed file of a profile."""
    return signed(profile, seed)


def missing_counties(profiles: Iterable[CountyProfile]) -> list[str]:
    """Return what is wrong with the map: counties without a CAC, or with two."""
    served = [county for profile in profiles for county in profile.counties]
    every = [row["code"] for row in rows_of("codes/county.csv")]
    return sorted(county for county in {*served, *every} if served.count(county) != 1)
