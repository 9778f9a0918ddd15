"""The real packages in a Debian without Python: installed, tried, updated, removed.

Takes some minutes, so it runs only where SATCHEL_LONG is set: ``make package-check``.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.bundle import CONTENTS, FOLDER, version
from installer.package import fingerprint
from installer.surroundings import ROOT
from storage.crypto.signatures import new_seed, public_half
from tests.installer.bare_debian import BareDebian, cannot
from tests.installer.killing import kill_when, moments

pytestmark = [
    pytest.mark.skipif("SATCHEL_LONG" not in os.environ, reason="takes minutes: SATCHEL_LONG=1"),
    pytest.mark.skipif(bool(cannot()), reason=cannot() or "it can"),
]
CAC = "essex_cac"
PASSPHRASE = "amber ladder quiet harbor seven"
OUT = FOLDER / "out"


_ATTEMPTS = "home/ana/.local/state/Satchel/"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The first packages and the ones that update them."""
    servers = tmp_path_factory.mktemp("servers") / "servers.json"
    key = public_half(new_seed()).hex()
    found: dict[str, Path] = {}
    for number in (1, 2):
        records = {"address": f"https://records{number}.example", "keys": [key]}
        servers.write_text(json.dumps({"version": number, "records": records}))
        build("--cac", CAC, "--server", "--servers", str(servers), "--revision", str(number))
        (found[f"client{number}"],) = OUT.glob(f"satchel_{version()}-{number}_*_{CAC}.deb")
        (found[f"server{number}"],) = OUT.glob(f"satchel-server_{version()}-{number}_*.deb")
    return found


def build(*arguments: str) -> None:
    command = [sys.executable, "-m", "installer.package", *arguments]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[BareDebian]:
    system = BareDebian(tmp_path / "bare")
    yield system
    system.close()


def test_the_client_lives_and_dies_on_a_machine_without_python(
    bare: BareDebian, packages: dict[str, Path]
) -> None:
    assert bare.run("which", "python3", check=False).returncode != 0
    before = bare.files()
    bare.install(packages["client1"])
    assert bare.run("satchel", "--version", user="ana").stdout == f"Satchel {version()}\n"
    tried = bare.run("satchel", "self-test", user="ana")
    assert tried.stdout.endswith("self-test: ok\n")

    assert "ready and empty" in begin(bare).stdout
    shown = show(bare)
    assert shown.stdout.startswith("ready ")
    assert remembered(bare) == {"essex_cac": 1}

    bare.install(packages["client2"])
    assert bare.run("dpkg-query", "-W", "-f=${Version}", "satchel").stdout == f"{version()}-2"
    profile = json.loads((bare.folder / "etc/satchel/profile.json").read_text())
    assert profile["profile"]["records"]["address"] == "https://records2.example"
    assert show(bare).stdout.startswith("ready ")
    assert remembered(bare) == {"essex_cac": 2}

    bare.run("apt-get", "-qq", "-y", "remove", "satchel")
    assert not (bare.folder / "opt/satchel").exists()
    assert (bare.folder / "etc/satchel/profile.json").exists()
    bare.run("apt-get", "-qq", "-y", "purge", "satchel")
    assert not (bare.folder / "etc/satchel").exists()
    left = {name for name in bare.files() - before if "satchel" in name.lower()}
    assert left, "the workspace stays"
    beside = ("workspace.backups/", "workspace/")
    own = tuple(f"home/ana/.local/share/Satchel/{name}" for name in beside)
    # How often a wrong passphrase was tried stands outside the folder too, by an opaque id.
    assert {name for name in left if not name.startswith((*own, _ATTEMPTS))} == set()


def test_an_update_that_is_killed_leaves_a_program_that_opens_the_workspace(
    bare: BareDebian, packages: dict[str, Path]
) -> None:
    bare.install(packages["client1"])
    begin(bare)
    place, middle = bare.folder / "opt/satchel", f"{CONTENTS}/base_library.zip"
    for moment in moments(place, middle):
        before = home(bare)
        kill_when(moments(place, middle)[moment], bare.command(*dpkg(bare, packages["client2"])))
        assert home(bare) == before, moment
        assert show(bare).stdout.startswith("ready "), moment
        before = home(bare)
        bare.run("dpkg", "--configure", "-a", check=False)
        if not state(bare).startswith("installed"):
            bare.run(*dpkg(bare, packages["client2"]))
        assert state(bare) == f"installed {version()}-2"
        assert home(bare) == before, moment
        assert show(bare).stdout.startswith("ready "), moment
        bare.run(*dpkg(bare, packages["client1"]))
    assert remembered(bare) == {"essex_cac": 2}


def test_a_program_in_use_goes_on_through_an_update(
    bare: BareDebian, packages: dict[str, Path]
) -> None:
    bare.install(packages["client1"])
    with subprocess.Popen(
        bare.command("satchel", "self-test", user="ana"),
        cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        bare.run(*dpkg(bare, packages["client2"]))
        assert running.poll() is None, "it was to be in use"
        assert running.communicate()[0].endswith("self-test: ok\n")


def test_a_changed_profile_is_not_gone_by_but_the_cases_open(
    bare: BareDebian, packages: dict[str, Path]
) -> None:
    bare.install(packages["client1"])
    file = bare.folder / "etc/satchel/profile.json"
    file.write_text(file.read_text().replace("records1.example", "records9.example"))
    refused = begin(bare, check=False)
    assert refused.returncode == 2
    assert "not signed by a release of Satchel" in refused.stderr
    begin(bare, "--program", "Essex")
    assert show(bare).stdout.startswith("ready ")


def test_the_server_lives_and_dies_and_leaves_its_data(
    bare: BareDebian, packages: dict[str, Path]
) -> None:
    bare.install(packages["server1"])
    admin = "satchel-server-admin"
    assert "step" in bare.run(admin, "migrate").stdout
    identity = bare.run(admin, "status").stdout
    assert "Public key" in identity
    settings = bare.folder / "etc/satchel-server/server.env"
    settings.write_text(settings.read_text().replace("PORT=8443", "PORT=28443"))
    key = bare.folder / "var/lib/satchel-server/satchel-server.key"
    assert (key.stat().st_mode & 0o777, key.stat().st_uid) != (0o644, 0)
    answered = bare.run("timeout", "4", admin, "serve", check=False)
    assert "event=started" in answered.stderr

    bare.install(packages["server2"])
    assert bare.run("dpkg-query", "-W", "-f=${Version}", "satchel-server").stdout.endswith("-2")
    assert "28443" in settings.read_text()
    assert bare.run(admin, "status").stdout == identity
    bare.run("apt-get", "-qq", "-y", "purge", "satchel-server")
    assert not (bare.folder / "opt/satchel-server").exists()
    assert not (bare.folder / "etc/satchel-server").exists()
    assert key.exists()


def test_the_service_is_as_closed_as_it_says(bare: BareDebian, packages: dict[str, Path]) -> None:
    bare.install(packages["server1"])
    bare.run("apt-get", "-qq", "-y", "--no-install-recommends", "install", "systemd")
    unit = "/usr/lib/systemd/system/satchel-server.service"
    checked = bare.run("systemd-analyze", "verify", "--man=no", unit)
    assert "satchel-server" not in checked.stderr
    judged = bare.run("systemd-analyze", "security", "--offline=true", "--threshold=25", unit)
    assert "exposure level" in judged.stdout


def test_the_same_sources_make_the_same_programs(tmp_path: Path) -> None:
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "installer.package", "--prove"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    (tmp_path / "figures").write_text(f"{time.monotonic() - begun:.0f} s\n{done.stdout}")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("the same twice") == 2


def begin(bare: BareDebian, *more: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Begin a workspace, with its passphrase in a file."""
    secret = bare.folder / "home" / "ana" / "secret"
    secret.write_text(f"{PASSPHRASE}\n")
    secret.chmod(0o644)
    return bare.run(
        "satchel", "begin", "--person", "Ana Reyes", "--passphrase-file", "/home/ana/secret", *more,
        user="ana", check=check,
    )  # fmt: skip


def dpkg(bare: BareDebian, package: Path) -> tuple[str, ...]:
    """Return the command that installs a package whose needs are there."""
    shutil.copy(package, bare.folder / "srv")
    return ("dpkg", "-i", f"/srv/{package.name}")


def state(bare: BareDebian) -> str:
    """Return what dpkg says of the client's package."""
    asked = "-f=${db:Status-Status} ${Version}"
    return bare.run("dpkg-query", "-W", asked, "satchel", check=False).stdout


def home(bare: BareDebian) -> str:
    """Return the fingerprint of everything that is a person's."""
    return fingerprint(bare.folder / "home")


def show(bare: BareDebian) -> "subprocess.CompletedProcess[str]":
    """Open the window offscreen until it can be used."""
    return bare.run(
        "QT_QPA_PLATFORM=offscreen", "satchel", "--exit-when-ready",
        "--passphrase-file", "/home/ana/secret", user="ana",
    )  # fmt: skip


def remembered(bare: BareDebian) -> dict[str, int]:
    """Return the CAC and the number of the profile that the workspace remembers."""
    from storage.usecases.county import county  # noqa: PLC0415 - only the long tests need it
    from storage.workspace import Workspace, unlock  # noqa: PLC0415 - the same

    folder = bare.folder / "home/ana/.local/share/Satchel/workspace"
    with Workspace(folder, unlock(folder, PASSPHRASE), writer=False) as workspace:
        profile = workspace.read(county)
    return {profile.cac: profile.version} if profile else {}
