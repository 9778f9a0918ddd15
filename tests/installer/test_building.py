"""What goes into a bundle, what is pruned from it, and the package made of it."""

import hashlib
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from installer import contents, needs, notices, package, pruning, stamping
from installer.bundle import CONTENTS, entry_script, version
from installer.clientdeb import ClientTree
from installer.contents import CLIENT, SERVER, is_kept, our_data, our_modules
from installer.lock import needed_to_run, requirements
from installer.needs import Needs
from installer.serverdeb import build_server
from installer.surroundings import ROOT, SetupError
from storage.crypto.signatures import new_seed, public_half
from storage.profile import parse_profile
from storage.profile.signed import key_id
from tests.installer.bundles import small_bundle

# The icons are drawn with the application of all tests: a second one would keep theirs away.
pytestmark = pytest.mark.usefixtures("qapp")
DEBIAN = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="only Debian has dpkg-deb")
BINUTILS = pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is not here")


def test_the_client_brings_pages_and_a_server_for_its_own_test() -> None:
    modules = set(our_modules(CLIENT))
    assert {"desktop.pages.settings.page", "storage.usecases.county", "sync.protocol"} <= modules
    assert any(module.startswith("sync.server") for module in modules)
    assert not any(module.startswith(("tests", "installer")) for module in modules)


def test_the_server_brings_nothing_that_could_read_a_record() -> None:
    modules = our_modules(SERVER)
    assert {module.split(".")[0] for module in modules} == {"sync"}
    assert {"storage", "desktop", "sqlcipher3", "PySide6"} <= set(SERVER.excludes)
    assert not any(module.startswith("sync.client") for module in modules)


def test_migrations_and_resources_go_in_as_files_and_profiles_do_not() -> None:
    files = {f"{folder}/{Path(path).name}" for path, folder in our_data(CLIENT)}
    assert "storage/migrations/env.py" in files
    assert "storage/migrations/schema.sql" in files
    assert "resources/codes/cac.csv" in files
    assert "resources/profiles/release-keys.json" in files
    assert not any("profiles/counties" in file for file in files)
    assert not any(file.endswith(".pyc") for file in files)


def test_tools_of_the_tests_stay_out_of_both_programs() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    tools = set(requirements(lock)) - set(requirements(needed_to_run(lock)))
    assert {"pytest", "hypothesis", "mypy"} <= tools
    for plan in (CLIENT, SERVER):
        assert {"pytest", "hypothesis", "mypy", "pip", "setuptools"} <= set(plan.excludes)


def test_qt_is_cut_to_what_a_window_needs() -> None:
    assert is_kept(CLIENT, "PySide6/Qt/plugins/platforms/libqxcb.so")
    assert is_kept(CLIENT, "PySide6/Qt/lib/libQt6Widgets.so.6")
    assert not is_kept(CLIENT, "PySide6/Qt/plugins/platforms/libqvnc.so")
    assert not is_kept(CLIENT, "PySide6/Qt/lib/libQt6Network.so.6")
    assert not is_kept(CLIENT, "PySide6\\Qt\\plugins\\tls\\qopensslbackend.dll")


def test_every_program_that_is_declared_has_a_plan(tmp_path: Path) -> None:
    assert set(contents.PLANS) == {"satchel", "satchel-server"}
    for plan in contents.PLANS.values():
        script = entry_script(plan, tmp_path).read_text("utf-8")
        compile(script, plan.program, "exec")
        assert script.index("freeze_support()") < script.index("import main")


@BINUTILS
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ELF is Linux's")
def test_what_no_library_reaches_is_pruned(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    sh = Path("/bin/sh").resolve()
    shutil.copy(sh, bundle.folder / "satchel")
    libc = next(iter(pruning.needed_by(sh)))
    for name in (libc, "libunreached.so.1"):
        shutil.copy(sh, bundle.folder / CONTENTS / name)
    (bundle.folder / CONTENTS / "libunreached.so").symlink_to("libunreached.so.1")
    (bundle.folder / CONTENTS / "empty").mkdir()
    gone = pruning.prune(bundle.folder, "satchel")
    left = {path.name for path in (bundle.folder / CONTENTS).iterdir()}
    assert gone == sh.stat().st_size
    assert left == {libc, "resources", "linked"}
    assert needs.of(bundle.folder).glibc > (2, 2)


def test_what_the_system_has_to_bring_is_said_in_debian_packages() -> None:
    asked = Needs(("libEGL.so.1", "libxcb.so.1"), (2, 36))
    assert asked.debian() == ["libc6 (>= 2.36)", "libegl1", "libxcb1"]
    with pytest.raises(SetupError, match=r"libunheard\.so\.9"):
        Needs(("libunheard.so.9",), (2, 36)).debian()


@DEBIAN
def test_twelve_packages_come_from_one_bundle_and_each_has_its_own_profile(tmp_path: Path) -> None:
    seed = new_seed()
    public = public_half(seed)
    bundle = small_bundle(tmp_path / "bundle" / "satchel", CLIENT)
    tree = ClientTree(bundle, tmp_path / "tree")
    for cac in stamping.cacs():
        profile = stamping.profile_of(cac)
        made = tree.stamp(profile, stamping.stamp(profile, seed), tmp_path)
        assert made.name == f"satchel_{version()}-1_{_architecture()}_{cac}.deb"
        inside = _read(made, "./etc/satchel/profile.json")
        assert parse_profile(inside, {key_id(public): public}) == profile
        assert _field(made, "Satchel-Profile") == f"{cac} 1"


@DEBIAN
def test_the_same_package_is_made_twice_to_the_byte(tmp_path: Path) -> None:
    profile = stamping.profile_of("essex_cac")
    signed = stamping.stamp(profile, bytes(range(32)))
    sums = set()
    for turn in ("one", "two"):
        bundle = small_bundle(tmp_path / turn / "satchel", CLIENT)
        tree = ClientTree(bundle, tmp_path / turn / "tree")
        made = tree.stamp(profile, signed, tmp_path / turn)
        sums.add(hashlib.sha256(made.read_bytes()).hexdigest())
    assert len(sums) == 1


@DEBIAN
def test_the_clients_package_holds_what_a_desktop_asks_for(tmp_path: Path) -> None:
    profile = stamping.profile_of("baystate_family_advocacy")
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    made = ClientTree(bundle, tmp_path / "tree").stamp(profile, b"{}", tmp_path)
    names = _names(made)
    assert {
        "./opt/satchel/delivered/satchel",
        "./usr/bin/satchel",
        "./usr/share/applications/satchel.desktop",
        "./usr/share/metainfo/satchel.metainfo.xml",
        "./usr/share/icons/hicolor/scalable/apps/satchel.svg",
        "./usr/share/icons/hicolor/256x256/apps/satchel.png",
        "./usr/share/doc/satchel/copyright",
        "./usr/share/doc/satchel/changelog.Debian.gz",
        "./usr/share/doc/satchel/licenses/python.txt",
    } <= set(names)
    assert not any(name.startswith(("./home", "./root", "./var")) for name in names)
    assert {owner for owner, _ in names.values()} == {"root"}
    assert names["./opt/satchel/delivered/satchel"][1] == 0o755
    assert "libegl1" in _field(made, "Depends")
    assert "Baystate" in _field(made, "Description")
    assert _control(made, "conffiles") == b"/etc/satchel/profile.json\n"
    sums = {name: digest for digest, name in map(str.split, _text(made, "md5sums"))}
    inside = _read(made, "./usr/share/applications/satchel.desktop")
    digest = hashlib.md5(inside, usedforsecurity=False).hexdigest()
    assert sums["usr/share/applications/satchel.desktop"] == digest
    assert set(sums) <= {name.removeprefix("./") for name in names}


@DEBIAN
def test_a_countys_own_authority_goes_into_its_package_alone(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    tree = ClientTree(bundle, tmp_path / "tree")
    own = stamping.profile_of("essex_cac", {"ca_file": "county.pem"})
    made = tree.stamp(own, b"{}", tmp_path, b"certificate")
    assert _read(made, "./etc/satchel/county.pem") == b"certificate"
    assert _text(made, "conffiles") == ["/etc/satchel/profile.json", "/etc/satchel/county.pem"]
    other = tree.stamp(stamping.profile_of("suffolk_cac"), b"{}", tmp_path)
    assert "./etc/satchel/county.pem" not in _names(other)


@DEBIAN
def test_the_servers_package_holds_a_service_that_may_do_little(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel-server", SERVER)
    made = build_server(bundle, tmp_path, 7, tmp_path / "tree")
    assert made.name == f"satchel-server_{version()}-7_{_architecture()}.deb"
    unit = _read(made, "./usr/lib/systemd/system/satchel-server.service").decode()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=satchel-server",
                 "CapabilityBoundingSet=", "User=satchel-server"):  # fmt: skip
        assert line in unit.splitlines()
    assert _names(made)["./etc/satchel-server/server.env"][1] == 0o640
    assert _control(made, "conffiles") == b"/etc/satchel-server/server.env\n"
    for script in ("postinst", "prerm", "postrm"):
        assert _control(made, script).startswith(b"#!/bin/sh\nset -e\n")


def test_a_fingerprint_tells_bytes_names_rights_and_links(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    first = package.fingerprint(bundle.folder)
    assert first == package.fingerprint(bundle.folder)
    bundle.folder.joinpath("satchel").chmod(0o700)
    second = package.fingerprint(bundle.folder)
    (bundle.folder / CONTENTS / "linked").unlink()
    assert len({first, second, package.fingerprint(bundle.folder)}) == 3


def test_every_library_in_the_bundle_has_its_licence(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    (bundle.folder / CONTENTS / "PySide6").mkdir()
    found = notices.licences(bundle.folder)
    assert {"python.txt", "alembic.txt", "pyside6-essentials.txt"} <= set(found)
    assert b"LGPL-3" in found["pyside6-essentials.txt"]
    assert not any(name.startswith("pytest") for name in found)


@pytest.mark.parametrize("arguments", [["--cac"], ["--unheard"], ["--revision", "x"]])
def test_the_command_explains_itself(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        package.main(arguments)
    assert "develop.py package" in capsys.readouterr().err


def test_a_wrong_file_of_servers_ends_the_command_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.main(["--cac", "essex_cac", "--servers", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().out
    assert package.main(["--cac", "nowhere"]) == 2
    assert "There is no CAC nowhere" in capsys.readouterr().out


def test_a_release_key_is_made_by_the_same_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert package.main(["--new-key", str(tmp_path / "release.key")]) == 0
    assert "release-keys.json" in capsys.readouterr().out


def _architecture() -> str:
    return _run("dpkg", "--print-architecture").decode().strip()


def _field(made: Path, name: str) -> str:
    return _run("dpkg-deb", "--field", str(made), name).decode().strip()


def _control(made: Path, name: str) -> bytes:
    return _run("dpkg-deb", "--info", str(made), name)


def _text(made: Path, name: str) -> list[str]:
    return _control(made, name).decode().splitlines()


def _read(made: Path, name: str) -> bytes:
    with _tar(made) as archive:
        file = archive.extractfile(name)
        assert file is not None
        return file.read()


def _names(made: Path) -> dict[str, tuple[str, int]]:
    with _tar(made) as archive:
        return {member.name: (member.uname, member.mode) for member in archive}


def _tar(made: Path) -> tarfile.TarFile:
    target = made.with_suffix(".tar")
    target.write_bytes(_run("dpkg-deb", "--fsys-tarfile", str(made)))
    return tarfile.open(target)


def _run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout
