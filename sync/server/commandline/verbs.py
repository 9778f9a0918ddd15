"""What the operator's commands do, apart from serving."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sync.protocol import signing
from sync.protocol.audit import sign_head, verify_head
from sync.protocol.encoding import encode
from sync.protocol.program_code import code_of, prefix_of
from sync.protocol.requests import server_id
from sync.server import administration, migrations
from sync.server.administration import DEVICE_LENGTH, ProgramFigures
from sync.server.auditing import audited_programs, chain_end, first_break
from sync.server.clocks import SystemClock, milliseconds
from sync.server.database import Database, open_database, sqlite_path
from sync.server.identity import make_key_file, read_key_file
from sync.server.logs import generation_of
from sync.server.refusals import SetupError

__all__ = [
    "DEVICE_LENGTH",
    "add_program",
    "audit_head",
    "audit_verify",
    "block_device",
    "migrate",
    "new_generation",
    "quota",
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


def quota(arguments: argparse.Namespace) -> int:
    """Say how much a program may keep."""
    with _ready(arguments) as database:
        administration.set_quota(database, arguments.code, arguments.size)
    _say("Set. What is kept already stays; status shows how much that is.")
    return 0


def audit_head(arguments: argparse.Namespace) -> int:
    """Write the signed head of a program's audit chain to a file, to be kept elsewhere."""
    seed, program = read_key_file(arguments.key_file), prefix_of(arguments.code)
    server = server_id(signing.public_of(seed))
    now = milliseconds(SystemClock())
    with _ready(arguments) as database:
        end = database.read(lambda connection: chain_end(connection, program))
    arguments.file.write_bytes(encode(sign_head(seed, server, program, end, now)))
    _say(f"Row {end[0]}, written to {arguments.file}. Keep it where this server cannot reach it.")
    return 0


def audit_verify(arguments: argparse.Namespace) -> int:
    """Say whether every row of the audit chains is as it was written, and else which is not."""
    public = signing.public_of(read_key_file(arguments.key_file))
    program = prefix_of(arguments.code) if arguments.code else None
    head = None
    if arguments.head is not None:
        if program is None:
            raise SetupError("A head is of one program: give its code as well.")
        head = verify_head(arguments.head.read_bytes(), public, server_id(public), program)
    with _ready(arguments) as database:
        wanted = [program] if program else database.read(audited_programs)
        breaks = [
            database.read(lambda connection, each=each: first_break(connection, each, head))  # type: ignore[misc]  # a default binds it
            for each in wanted
        ]
    found = [each for each in breaks if each is not None]
    for each in found:
        _say(f"Program {code_of(each.prefix)}: row {each.number} {each.words}.")
    if not found:
        programs = "1 program" if len(wanted) == 1 else f"{len(wanted)} programs"
        _say(f"All rows of {programs} are as they were written.")
    return 1 if found else 0


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
    _say(f"  space      {program.used} of {program.quota} bytes")
    _say(f"  figures    {program.sheets} sheets{', reads all' if program.statewide else ''}")


def _say(line: str) -> None:
    sys.stdout.write("".join(each if each.isprintable() else " " for each in line) + "\n")
