"""The verbs ``backup`` and ``restore``, and where the blobs are that they and ``serve`` mean."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sync.server import migrations
from sync.server.backup import Source, make_backup
from sync.server.clocks import SystemClock
from sync.server.database import open_database, sqlite_path
from sync.server.identity import read_key_file
from sync.server.restoring import restore as put_back
from sync.server.stores import open_store


def blobs_of(arguments: argparse.Namespace) -> str:
    """Return where the blobs are: as was said, or beside the database, or beside the key file."""
    if arguments.blobs or sqlite_path(arguments.database) is not None:
        return str(arguments.blobs)
    return str(arguments.key_file.with_name("satchel-server.blobs"))


def backup(arguments: argparse.Namespace) -> int:
    """Back up the server while it serves."""
    with _source(arguments) as source:
        source.database.read(migrations.version_of)
        migrations.check(source.database)
        manifest = make_backup(source, arguments.file, with_blobs=not arguments.without_blobs)
    envelopes = sum(head.sequence for head in manifest.heads)
    sys.stdout.write(
        f"Written to {arguments.file}: {envelopes} envelopes in {len(manifest.heads)} logs, "
        f"{manifest.chunks} chunks. The key file is not in it: keep that elsewhere.\n"
    )
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Put a backup into an empty place."""
    with _source(arguments) as source:
        restored = put_back(arguments.file, source)
    lacking = f" {restored.missing} chunks are missing." if restored.missing else ""
    sys.stdout.write(
        f"Restored {restored.programs} programs, all verified.{lacking} Generation "
        f"{restored.generation}: laptops will send again what the backup did not have.\n"
    )
    return 0


@contextmanager
def _source(arguments: argparse.Namespace) -> Iterator[Source]:
    clock = SystemClock()
    seed = read_key_file(arguments.key_file)
    path = sqlite_path(arguments.database)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    store = open_store(blobs_of(arguments), arguments.database, clock)
    database = open_database(arguments.database, patient=True)
    try:
        yield Source(database, store, seed, clock)
    finally:
        database.close()
        store.close()
