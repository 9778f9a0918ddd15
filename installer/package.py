"""``develop.py package``: bundles, county profiles and Debian packages, by one command.

It runs in the virtual environment, for the signatures and for PyInstaller.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from installer import keys, stamping
from installer.bundle import FOLDER, Bundle, build
from installer.clientdeb import ClientTree
from installer.contents import CLIENT, SERVER
from installer.serverdeb import build_server
from installer.surroundings import SetupError, say


def main(arguments: Sequence[str]) -> int:
    """Do what is asked; the exit code is 0, or 2 when something is missing."""
    asked = _parse(arguments)
    try:
        if asked.new_key is not None:
            say(f"The public half, for release-keys.json: {keys.make_key(asked.new_key)}")
        elif asked.prove:
            return prove()
        else:
            package(asked)
    except SetupError as error:
        say(str(error))
        return 2
    return 0


def package(asked: argparse.Namespace) -> None:
    """Build what is asked for into the folder of packages and write its sums beside it."""
    chosen = asked.cac or ([] if asked.server else stamping.cacs())
    made: list[Path] = []
    figures: dict[str, object] = {}
    if chosen:
        begun = time.monotonic()
        made += _clients(asked, chosen, figures)
        figures["client_packages_seconds"] = round(time.monotonic() - begun, 1)
    if asked.server or not asked.cac:
        bundle = build(SERVER)
        figures["satchel-server"] = _figures(bundle)
        made.append(build_server(bundle, asked.out, asked.revision))
    sums = "".join(f"{_digest(path)}  {path.name}\n" for path in sorted(made))
    (asked.out / "SHA256SUMS").write_text(sums, "utf-8")
    figures["packages"] = {path.name: path.stat().st_size for path in sorted(made)}
    (asked.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    say(f"{len(made)} packages are in {asked.out}")


def prove() -> int:
    """Build both bundles twice and tell whether the same bytes came out."""
    same = True
    for plan in (CLIENT, SERVER):
        first, second = (fingerprint(build(plan).folder) for _ in range(2))
        same = same and first == second
        say(f"{plan.program}: {'the same twice' if first == second else 'DIFFERENT'}, {first}")
    return 0 if same else 1


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 of a folder: every name, every right to run, every link, every byte."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            entry = f"link {path.readlink()}"
        elif path.is_dir():
            entry = "folder"
        else:
            entry = f"file {path.stat().st_mode & 0o777:o} {_digest(path)}"
        digest.update(f"{name}\0{entry}\n".encode())
    return digest.hexdigest()


def _clients(
    asked: argparse.Namespace, chosen: Sequence[str], figures: dict[str, object]
) -> list[Path]:
    servers = stamping.read_servers(asked.servers) if asked.servers else None
    profiles = [stamping.profile_of(cac, servers) for cac in chosen]
    if not asked.cac and (wrong := stamping.missing_counties(profiles)):
        raise SetupError(f"These counties have no CAC, or two: {', '.join(wrong)}")
    seed = keys.read_key(asked.key) if asked.key else keys.development_key()
    bundle = build(CLIENT)
    figures["satchel"] = _figures(bundle)
    keys.stamp_trust(bundle.folder, seed)
    tree = ClientTree(bundle)
    made = []
    for profile in profiles:
        certificate = stamping.read_certificate(profile, asked.servers)
        signed = stamping.stamp(profile, seed)
        made.append(tree.stamp(profile, signed, asked.out, certificate))
        say(f"{made[-1].name}: {profile.name}")
    return made


def _figures(bundle: Bundle) -> dict[str, object]:
    return {
        "bytes": bundle.size,
        "files": sum(1 for path in bundle.folder.rglob("*") if path.is_file()),
        "pruned": bundle.pruned,
        "seconds": round(bundle.seconds, 1),
        "glibc": ".".join(map(str, bundle.asked.glibc)),
        "libraries": list(bundle.asked.libraries),
    }


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="develop.py package",
        description="Build the packages of all twelve CACs and of the server.",
    )
    parser.add_argument(
        "--cac", action="append", metavar="CODE", help="only this CAC's; may be said again"
    )
    parser.add_argument("--server", action="store_true", help="only the server's, or that as well")
    parser.add_argument(
        "--servers", type=Path, metavar="FILE", help="the servers' addresses and public keys"
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help="the release's private key; else a development one"
    )
    parser.add_argument("--out", type=Path, default=FOLDER / "out", metavar="DIR")
    parser.add_argument(
        "--revision", type=int, default=1, help="counts the server's packages of one version"
    )
    parser.add_argument(
        "--prove", action="store_true", help="build both programs twice and compare every byte"
    )
    parser.add_argument(
        "--new-key", type=Path, metavar="FILE", help="only make a key for releases, in a new file"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
