"""The grammar of ``satchel-server``; every option can stand in the environment instead."""

import argparse
import os
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_state_path

from sync.server.commandline import keeping, serving, verbs

_ENVIRONMENT = "SATCHEL_SERVER_"
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}
_MOST = 2**62


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what was asked for; ``run`` in it does it. Ends the program on a usage error."""
    parser = argparse.ArgumentParser(
        prog="satchel-server",
        description="Keeps a program's envelopes in order without being able to read them.",
        epilog="Exit codes: 0 done, 1 something is not set up, 2 usage, 3 input rejected, 6 made "
        "by a newer version, 7 the database does not answer, 130 stopped. Every option can also "
        f"be set in the environment, like {_ENVIRONMENT}DATABASE.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"satchel-server {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _plain(commands, "migrate", "make the tables and the key, or renew the tables", verbs.migrate)
    _add_serve(commands)
    _plain(commands, "status", "say who the server is and what it keeps", verbs.status)
    _add_programs(commands)
    _add_audit(commands)
    _add_keeping(commands)
    _plain(
        commands,
        "new-generation",
        "run once after every restore of the database, before the server starts again",
        verbs.new_generation,
    )
    return parser.parse_args(argv)


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = _plain(commands, "serve", "answer requests until stopped", serving.serve)
    serve.add_argument(
        "--role",
        choices=("records", "figures", "both"),
        default=_default("ROLE", "both"),
        help="what to serve; both when left out",
    )
    serve.add_argument("--host", default=_default("HOST", "127.0.0.1"), help="address to bind")
    serve.add_argument("--port", type=_port, default=_default("PORT", "8443"))
    serve.add_argument(
        "--workers", type=_workers, default=_default("WORKERS", "1"), help="processes; 1 to 64"
    )
    serve.add_argument(
        "--name",
        dest="names",
        action="append",
        metavar="HOST",
        default=None,
        help="a name clients call this server by; repeat for more (requests by others are refused)",
    )
    serve.add_argument(
        "--admin-port",
        type=_port,
        default=_default("ADMIN_PORT", "") or None,
        help="a port of this computer alone for /healthz, /readyz and /metrics; none when left out",
    )
    serve.add_argument("--tls-certificate", type=Path, default=_path("TLS_CERTIFICATE"))
    serve.add_argument("--tls-key", type=Path, default=_path("TLS_KEY"))
    serve.add_argument(
        "--trusted-proxy",
        default=_default("TRUSTED_PROXY", ""),
        metavar="ADDRESSES",
        help="proxies, separated by commas, whose X-Forwarded-For is believed",
    )
    _add_blobs(serve)
    serve.set_defaults(environment_names=_default("NAMES", ""))


def _add_programs(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    add = _plain(
        commands, "add-program", "let a program begin here, or rename one", verbs.add_program
    )
    add.add_argument("code", help="the program's code, as its coordinator reads it out")
    add.add_argument("--name", required=True, help="what you call the program")
    add.add_argument(
        "--statewide", action="store_true", help="it may read the fact sheets of all programs"
    )
    block = _plain(commands, "block-device", "refuse a device from now on", verbs.block_device)
    unblock = _plain(commands, "unblock-device", "take back a block", verbs.unblock_device)
    quota = _plain(commands, "quota", "say how much a program may keep", verbs.quota)
    quota.add_argument("code", help="the program's code; all: every program without its own")
    quota.add_argument(
        "size", type=_size, help="bytes, or like 500M, 20G; default: what the server says"
    )
    for parser in (block, unblock):
        parser.add_argument("code", help="the program's code")
        parser.add_argument("device", type=_device, help="the device's id, 16 hexadecimal digits")


def _add_keeping(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = _plain(
        commands, "backup", "back up everything while the server serves", keeping.backup
    )
    backup.add_argument("file", type=Path, help="a file that is not there yet")
    backup.add_argument(
        "--without-blobs",
        action="store_true",
        help="leave out the chunks, where their folder or bucket is backed up by itself",
    )
    restore = _plain(commands, "restore", "put a backup into an empty database", keeping.restore)
    restore.add_argument("file", type=Path, help="what backup wrote")
    for parser in (backup, restore):
        _add_blobs(parser)


def _add_blobs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--blobs",
        default=_default("BLOBS", ""),
        metavar="PLACE",
        help="a folder, or s3://HOST/BUCKET, for attachments; beside the database when left out",
    )


def _add_audit(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    head = _plain(
        commands, "audit-head", "write the signed head of the audit chain", verbs.audit_head
    )
    head.add_argument("code", help="the program's code")
    head.add_argument("file", type=Path, help="where to; keep it away from this server")
    verify = _plain(
        commands, "audit-verify", "see whether anybody touched the audit chain", verbs.audit_verify
    )
    verify.add_argument("code", nargs="?", help="the program's code; all when left out")
    verify.add_argument("--head", type=Path, help="a head that was kept, to find what was cut off")


def _plain(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    words: str,
    run: verbs.Verb,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
    parser.add_argument(
        "--database",
        default=_default("DATABASE", f"sqlite:///{(_folder() / 'satchel-server.db').as_posix()}"),
        metavar="URL",
        help="sqlite:///PATH or postgresql://USER@HOST/NAME; now %(default)s",
    )
    parser.add_argument(
        "--key-file",
        type=Path,
        default=_path("KEY_FILE") or _folder() / "satchel-server.key",
        metavar="FILE",
        help="the server's own key, made by migrate; now %(default)s",
    )
    parser.set_defaults(run=run)
    return parser


def _default(name: str, otherwise: str) -> str:
    return os.environ.get(_ENVIRONMENT + name, otherwise)


def _path(name: str) -> Path | None:
    value = os.environ.get(_ENVIRONMENT + name)
    return Path(value) if value else None


def _folder() -> Path:
    """Return where the service manager says to keep state, or this user's place for it."""
    given = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(given) if given else user_state_path("satchel-server", appauthor=False)


def _port(text: str) -> int:
    return _whole(text, 65_535)


def _workers(text: str) -> int:
    return _whole(text, 64)


def _whole(text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to {most} is wanted")
    return int(text)


def _size(text: str) -> int | None:
    if text == "default":
        return None
    number, unit = (text[:-1], text[-1]) if text[-1:].isalpha() else (text, "")
    if unit not in _UNITS or not number.isascii() or not number.isdigit():
        raise argparse.ArgumentTypeError("a size like 500M or 20G is wanted")
    return min(int(number) * _UNITS[unit], _MOST)


def _device(text: str) -> bytes:
    try:
        device = bytes.fromhex(text)
    except ValueError:
        device = b""
    if len(device) != verbs.DEVICE_LENGTH:
        raise argparse.ArgumentTypeError("16 hexadecimal digits are wanted")
    return device


def _version() -> str:
    try:
        return version("satchel")
    except PackageNotFoundError:
        return "from its sources"
