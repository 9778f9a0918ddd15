"""The county's profile and the computer's policy as installed here; nothing in a clone."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.errors import SatchelError
from storage.profile import (
    CountyProfile,
    MachinePolicy,
    load_policy,
    load_profile,
    trusted_keys,
)

PROFILE, POLICY = "profile.json", "policy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What was found on this computer, and in a sentence what of it cannot be used."""

    profile: CountyProfile | None = None
    policy: MachinePolicy | None = None
    trouble: str = ""
    ca_path: Path | None = None
    """One more certificate authority, which the profile names beside itself."""


def places() -> tuple[Path, ...]:
    """Return the folders in which an administrator leaves both files, the first one found counts.

    Only an installed Satchel looks there, so that a clone is the same on every computer. Linux is
    the proven one; elsewhere they lie beside the program, where only an administrator may write.
    """
    if not getattr(sys, "frozen", False):
        return ()
    beside = Path(sys.executable).parent
    return (Path("/etc/satchel"), beside) if sys.platform.startswith("linux") else (beside,)


def installed(
    profile: Path | None = None,
    *,
    folders: Sequence[Path] | None = None,
    trusted: Mapping[str, bytes] | None = None,
) -> Installed:
    """Return what holds on this computer; ``profile`` is another file to take for the county's.

    ``folders`` and ``trusted`` are those of this installation when left out. A file that cannot
    be used is left out and said in ``trouble``: nobody is kept from the cases.
    """
    folders = places() if folders is None else folders
    troubles: list[str] = []
    county: CountyProfile | None = None
    policy: MachinePolicy | None = None
    file = profile or _first(folders, PROFILE)
    if file is not None:
        try:
            county = load_profile(file, trusted_keys() if trusted is None else trusted)
        except SatchelError as error:
            troubles.append(str(error))
    rules = _first(folders, POLICY)
    if rules is not None:
        try:
            policy = load_policy(rules)
        except SatchelError as error:
            troubles.append(str(error))
    return Installed(
        profile=county,
        policy=policy,
        trouble=" ".join(troubles),
        ca_path=file.with_name(county.ca_file) if file and county and county.ca_file else None,
    )


def _first(folders: Sequence[Path], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
