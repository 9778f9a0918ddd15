"""The package a coordinator's laptop gets: the program, and the profile of its CAC."""

import shutil
from pathlib import Path

from installer import debfile, notices
from installer.bundle import FOLDER, Bundle, version
from installer.debfile import Control, put, put_folder
from installer.icons import DRAWING, pictures
from installer.surroundings import ROOT
from storage.profile.county import CountyProfile

PLACE = "/opt/satchel"
DELIVERED = f"{PLACE}/delivered"
"""Where the package puts the program; what runs is a second folder of the same files."""
PROFILE = "/etc/satchel/profile.json"
_FILES = ROOT / "installer" / "debian"
_SCRIPTS = ("postinst", "prerm")
_RESCUE = ROOT / "installer" / "rescue"
"""What gets everything out of a workspace when Satchel does not work, as it lies here."""
_BESIDE = ("ca-certificates", "fontconfig-config", "xkb-data")
"""What the bundle reads and does not carry: certificates, fonts' rules, keyboards."""
_DESCRIPTION = """\
Satchel keeps the cases of a CSEC coordinator in one encrypted place on this
computer. It works without a connection and shares changes with the program's
other laptops when there is one. Nobody but the program's members can read them.
."""


class ClientTree:
    """The files of the package, laid out once and stamped for one CAC after the other."""

    def __init__(self, bundle: Bundle, folder: Path = FOLDER / "trees" / "satchel") -> None:
        self._bundle = bundle
        self._folder = folder
        shutil.rmtree(self._folder, ignore_errors=True)
        _lay_out(self._folder, bundle)

    def stamp(
        self, profile: CountyProfile, signed: bytes, out: Path, certificate: bytes = b""
    ) -> Path:
        """Write the package for one CAC into ``out`` and return its path.

        ``certificate`` is the content of the file that the profile's ``ca_file`` names.
        """
        shutil.rmtree(self._folder / "etc", ignore_errors=True)
        authority = f"/etc/satchel/{profile.ca_file}"
        if profile.ca_file:
            put(self._folder, authority, certificate)
        whole = f"{version()}-{profile.version}"
        control = Control(
            name="satchel",
            version=whole,
            summary=f"Encrypted case of a CSEC coordinator ({profile.name})",
            description=f"{_DESCRIPTION}\nThis package is set up for {profile.name}.",
            architecture=debfile.architecture(),
            depends=[*self._bundle.asked.debian(), *_BESIDE],
            recommends=("fonts-noto-core",),
            conffiles=(PROFILE, authority) if profile.ca_file else (PROFILE,),
            scripts={name: _script(name, whole) for name in _SCRIPTS},
            more={"Satchel-Profile": f"{profile.cac} {profile.version}"},
        )
        put(self._folder, PROFILE, signed)
        debfile.put_documents(self._folder, control, notices.notice())
        target = out / f"satchel_{control.version}_{control.architecture}_{profile.cac}.deb"
        debfile.build(self._folder, control, target)
        return target


def _script(name: str, whole: str) -> str:
    return (_FILES / f"satchel.{name}").read_text("utf-8").replace("@VERSION@", whole)


def _lay_out(tree: Path, bundle: Bundle) -> None:
    put_folder(tree, DELIVERED, bundle.folder)
    link = tree / "usr" / "bin" / "satchel"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../..{PLACE}/satchel")
    share = "usr/share"
    put(tree, f"{share}/applications/satchel.desktop", (_FILES / "satchel.desktop").read_bytes())
    about = (_FILES / "satchel.metainfo.xml").read_text("utf-8").replace("@VERSION@", version())
    put(tree, f"{share}/metainfo/satchel.metainfo.xml", about)
    icons = f"{share}/icons/hicolor"
    put(tree, f"{icons}/scalable/apps/satchel.svg", DRAWING.read_bytes())
    for size, picture in pictures().items():
        put(tree, f"{icons}/{size}x{size}/apps/satchel.png", picture)
    for file in sorted(_RESCUE.glob("*.*")):
        put(tree, f"{PLACE}/rescue/{file.name}", file.read_bytes())
    for name, text in notices.licences(bundle.folder).items():
        put(tree, f"{share}/doc/satchel/licenses/{name}", text)
