"""The package of the server: the program, its service, its settings; its data is not in it."""

import shutil
from pathlib import Path

from installer import debfile, notices
from installer.bundle import FOLDER, Bundle, version
from installer.debfile import Control, put, put_folder
from installer.surroundings import ROOT

PLACE = "/opt/satchel-server"
SETTINGS = "/etc/satchel-server/server.env"
SERVICE = "/usr/lib/systemd/system/satchel-server.service"
ADMIN = "/usr/sbin/satchel-server-admin"
_FILES = ROOT / "installer" / "debian"
_BESIDE = ("adduser", "ca-certificates")
_SCRIPTS = ("postinst", "prerm", "postrm")
_DESCRIPTION = """\
The server stores what the laptops of a CSEC program exchange, in order and
unreadable to it, and the totals that programs approved for the state. It needs
no database server for one program; PostgreSQL serves a whole state."""


def build_server(
    bundle: Bundle, out: Path, revision: int, tree: Path = FOLDER / "trees" / "satchel-server"
) -> Path:
    """Write the server's package into ``out`` and return its path."""
    shutil.rmtree(tree, ignore_errors=True)
    put_folder(tree, PLACE, bundle.folder)
    link = tree / "usr" / "bin" / "satchel-server"
    link.parent.mkdir(parents=True)
    link.symlink_to(f"../..{PLACE}/satchel-server")
    put(tree, SERVICE, (_FILES / "satchel-server.service").read_bytes())
    put(tree, SETTINGS, (_FILES / "satchel-server.env").read_bytes(), 0o640)
    put(tree, ADMIN, (_FILES / "satchel-server-admin").read_bytes(), 0o755)
    control = Control(
        name="satchel-server",
        version=f"{version()}-{revision}",
        summary="Satchel's server: stores what laptops exchange and cannot read it",
        description=_DESCRIPTION,
        architecture=debfile.architecture(),
        depends=[*bundle.asked.debian(), *_BESIDE],
        conffiles=(SETTINGS,),
        scripts={name: (_FILES / f"satchel-server.{name}").read_text("utf-8") for name in _SCRIPTS},
    )
    debfile.put_documents(tree, control, notices.notice())
    _put_documents(tree, bundle)
    target = out / f"satchel-server_{control.version}_{control.architecture}.deb"
    debfile.build(tree, control, target)
    return target


def _put_documents(tree: Path, bundle: Bundle) -> None:
    place = "usr/share/doc/satchel-server"
    for name, text in notices.licences(bundle.folder).items():
        put(tree, f"{place}/licenses/{name}", text)
    guide = ROOT / "docs" / "operating.md"
    if guide.is_file():
        put(tree, f"{place}/operating.md", guide.read_bytes())
