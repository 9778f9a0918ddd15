"""What the operator's commands do, apart from serving."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.protocol import signing
from sync.protocol.program_code import code_of
from sync.protocol.requests import server_id
from sync.server import administration, migrations
from sync.server.administration import DEVICE_LENGTH, ProgramFigures
from sync.server.database import Database, open_database, sqlite_path
from sync.server.identity import make_key_file, read_key_file
from sync.server.logs import generation_of

__all__ = [
    "DEVICE_LENGTH",
    "add_program",
    "block_device",
    "migrate",
    "new_generation",
    "status",
    "unblock_device",
]

Verb = Callable[[argparse.Namespace], int]


def migrate(arguments: argparse.Namespace) -> int:
    """Make or renew the tables, and make the key where there is none."""
    path = sqlite_path(arguments.database)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(arguments.database, patient=True)
    try:
        before, after = migrations.migrate(database)
    finally:
        database.close()
    seed = make_key_file(arguments.key_file)
    _say(f"The database is at step {after}; it was at {before}.")
    _say(f"Server {server_id(signing.public_of(seed)).hex()}")
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Say who the server is and what it keeps of each program."""
    public = signing.public_of(read_key_file(arguments.key_file))
    with _ready(arguments) as database:
        generation = database.read(generation_of)
        listed = administration.programs(database)
    _say(f"Server      {server_id(public).hex()}")
    _say(f"Public key  {public.hex()}")
    _say(f"Generation  {generation}")
    _say(f"Programs    {len(listed)}")
    for program in listed:
        _say_program(program)
    return 0


def add_program(arguments: argparse.Namespace) -> int:
    """Let a program begin here."""
    with _ready(arguments) as database:
        administration.add_program(
            database, arguments.code, arguments.name, statewide=arguments.statewide
        )
    _say("Added. Its first laptop can connect now.")
    return 0


def block_device(arguments: argparse.Namespace) -> int:
    """Refuse a device."""
    with _ready(arguments) as database:
        administration.block_device(database, arguments.code, arguments.device)
    _say("Blocked. Tell the program: only its own people can take the device out of its roster.")
    return 0


def unblock_device(arguments: argparse.Namespace) -> int:
    """Take back a block."""
    with _ready(arguments) as database:
        administration.unblock_device(database, arguments.code, arguments.device)
    _say("No longer blocked.")
    return 0


def new_generation(arguments: argparse.Namespace) -> int:
    """Begin the next generation after a restore."""
    with _ready(arguments) as database:
        generation = administration.new_generation(database)
    _say(f"Generation {generation}. Laptops will send again what the backup did not have.")
    return 0


@contextmanager
def _ready(arguments: argparse.Namespace) -> Iterator[Database]:
    database = open_database(arguments.database)
    try:
        migrations.check(database)
        yield database
    finally:
        database.close()


def _say_program(program: ProgramFigures) -> None:
    begun = f"{program.devices} devices" if program.devices else "not begun"
    _say("")
    _say(program.name)
    _say(f"  code       {code_of(program.prefix)}")
    _say(f"  roster     {begun}, {program.blocked} blocked")
    _say(f"  records    {program.envelopes} envelopes, {program.size} bytes")
    _say(f"  figures    {program.sheets} sheets{', reads all' if program.statewide else ''}")


def _say(line: str) -> None:
    sys.stdout.write("".join(each if each.isprintable() else " " for each in line) + "\n")
