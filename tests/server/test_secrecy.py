"""What the server, its database and its log never learn."""

import base64
import logging
import math
import sqlite3
import zlib
from collections import Counter
from pathlib import Path
from secrets import token_bytes

import pytest

from sync.protocol import roster as rosters
from sync.protocol.changes import ChangesetHeader, Piece, seal_changes
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind, to_bytes
from sync.protocol.invitation import Offer, meeting_place, new_secret, seal_offer, words_of
from sync.protocol.roster import Admission
from sync.server.events import record_failure, silence
from sync.server.tables import metadata
from tests.server.grounds import Ground
from tests.server.laptops import VAULT_KEY, Laptop, Program

CANARY = "Zoë Quillfeather 1187"
CLEAR = {
    "admitted": {"prefix", "name", "statewide", "quota", "used", "audit_count", "audit_digest"},
    "audit": {"prefix", "number", "time", "device", "event", "subject", "first", "count", "digest"},
    "blob_chunks": {"blob", "number", "program", "vault", "digest"},
    "blobs": {"id", "program", "vault", "blob", "manifest"},
    "blocked": {"prefix", "device"},
    "chunks": {"program", "vault", "digest", "size", "name"},
    "envelopes": {
        "log",
        "sequence",
        "generation",
        "digest",
        "device",
        "incarnation",
        "number",
        "size",
        "content",
        "kind",
    },
    "figures_roster": {"program", "number", "digest", "entry"},
    "logs": {"id", "program", "log", "is_roster", "sequence", "link"},
    "loose": {"name", "time"},
    "parked": {"program", "digest", "device", "time", "size", "content"},
    "rendezvous": {"place", "program", "device", "made", "offer", "answer", "reveal"},
    "server": {"generation", "quota"},
    "sheets": {"program", "report", "first_day", "last_day", "revision", "sheet"},
}
"""Every column there is. The only words are the operator's own name for a program, and codes."""


def spellings(words: str) -> list[bytes]:
    """The same words as they could hide in a file."""
    plain = words.encode()
    found = [plain, words.encode("utf-16-le"), words.encode("latin-1"), plain.hex().encode()]
    found += [base64.b64encode(plain[start:])[:-4] for start in range(3)]
    return [*found, zlib.compress(plain)[2:-4], encode(words)]


def push_case(ground: Ground, program: Program, text: bytes = CANARY.encode() * 20) -> None:
    """Push an envelope of ``text``, full of the canary unless said, sealed as laptops seal."""
    laptop = program.first
    header = ChangesetHeader(1, 1, 1, CANARY, CANARY, None, encode(()), ())
    pieces = {b"c" * 16: [Piece(0, 0, text)]}
    envelope = seal_changes(
        laptop.address(program.cases),
        laptop.seed,
        VAULT_KEY,
        [header],
        pieces,
        {b"c" * 16: bytes(range(32))},
        [b"c" * 16],
    )
    ground.caller.pushed(program, laptop, program.cases, to_bytes(laptop.keep(envelope)))


def admit_by_name(ground: Ground, program: Program) -> None:
    laptop = Laptop()
    body = Admission(
        1, program.entries[-1].digest, laptop.device, "member", (program.cases,), b"i" * 16
    )
    address = program.first.address(program.roster_log, Kind.ROSTER)
    entry = rosters.make_admission(address, program.first.seed, body, CANARY, VAULT_KEY, b"wrapped")
    ground.caller.pushed(program, program.first, program.roster_log, to_bytes(entry))


def invite_by_name(ground: Ground, program: Program) -> str:
    secret = new_secret()
    public = ground.caller.public
    offer = Offer(program.id, program.roster_log, CANARY, ground.caller.now(), bytes(32), public)
    path = f"/v1/programs/{program.id.hex()}/rendezvous/{meeting_place(secret).hex()}/offer"
    sealed = seal_offer(secret, offer)
    assert ground.caller.signed(program.first, "PUT", path, sealed).status == 200
    return words_of(secret)


def test_a_stolen_database_has_no_word_of_anybody(
    on_sqlite: Ground, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    program = on_sqlite.program()
    push_case(on_sqlite, program)
    admit_by_name(on_sqlite, program)
    words = invite_by_name(on_sqlite, program)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    kept += caplog.text.encode()
    for spelling in spellings(CANARY):
        assert spelling not in kept
    assert words.encode() not in kept
    for seed in (program.first.seed, on_sqlite.settings.seed, VAULT_KEY):
        assert seed not in kept
        assert seed.hex().encode() not in kept


def test_every_column_is_one_that_was_decided_about() -> None:
    columns = {table.name: set(table.columns.keys()) for table in metadata.sorted_tables}
    assert columns == CLEAR


def test_what_is_kept_of_records_is_noise_of_few_sizes(on_sqlite: Ground, tmp_path: Path) -> None:
    program = on_sqlite.program()
    # Bytes by chance do not pack: without padding each envelope would be of a size of its own.
    for length in range(10, 160, 5):
        push_case(on_sqlite, program, token_bytes(length))
    page = on_sqlite.caller.pull(program, program.first, program.cases, end="&whole=1")
    contents = b"".join(item.envelope or b"" for item in page.items)
    counts = Counter(contents)
    entropy = -sum(n / len(contents) * math.log2(n / len(contents)) for n in counts.values())
    assert entropy > 7
    assert len(page.items) == 30
    assert len({len(item.envelope or b"") for item in page.items}) <= 2
    database = sqlite3.connect(tmp_path / "satchel-server.db")
    words = database.execute("SELECT name FROM admitted").fetchall()
    database.close()
    assert words == [("Berkshire",)]


def test_the_log_names_events_numbers_and_cut_ids_only(
    on_sqlite: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    program = on_sqlite.program()
    push_case(on_sqlite, program)
    path = f"/v1/programs/{program.id.hex()}/{CANARY.replace(' ', '')}?{CANARY[-4:]}"
    assert on_sqlite.caller.ask("GET", path).status == 404
    own = f"/v1/programs/{program.id.hex()}/heads"
    assert on_sqlite.caller.signed(Laptop(), "GET", own).status == 401
    lines = [record.getMessage() for record in caplog.records if record.name == "satchel.server"]
    allowed = {"event", "reason", "program", "device", "count", "status", "revision"}
    for line in lines:
        names = {part.partition("=")[0] for part in line.split()}
        assert names <= allowed, line
        assert all(len(part.partition("=")[2]) <= 16 for part in line.split()), line
    assert any("event=pushed" in line for line in lines)
    assert any("event=refused reason=not-found" in line for line in lines)


def test_a_failure_is_written_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    record_failure(KeyError(CANARY))
    assert CANARY not in caplog.text
    assert "event=failed class=KeyError at=elsewhere" in caplog.text


def test_something_unforeseen_is_busy_and_its_text_goes_nowhere(
    on_sqlite: Ground, caplog: pytest.LogCaptureFixture
) -> None:
    program = on_sqlite.program()
    # A row that no step of ours wrote: the roster can no longer be read.
    on_sqlite.service.rosters._known.clear()
    path = on_sqlite.settings.database.removeprefix("sqlite:///")
    database = sqlite3.connect(path)
    database.execute("UPDATE envelopes SET content = ?", (CANARY.encode(),))
    database.commit()
    database.close()
    target = f"/v1/programs/{program.id.hex()}/heads"
    answer = on_sqlite.caller.signed(program.first, "GET", target)
    assert answer.refusal == (503, "busy", 0)
    assert CANARY not in caplog.text
    assert "event=failed class=NewerProtocolError at=envelope:" in caplog.text


def test_a_library_that_fails_is_written_without_its_text(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    silence("a.library")
    library = logging.getLogger("a.library.inside")
    library.warning("%s", CANARY)
    library.error("%s", CANARY)
    library.error("%s", CANARY, exc_info=KeyError(CANARY))
    assert CANARY not in caplog.text + capsys.readouterr().err
    lines = [record.getMessage() for record in caplog.records]
    assert lines[0].startswith("event=failed class=a.library.inside at=test_secrecy:")
    assert lines[1] == "event=failed class=KeyError at=elsewhere"
    assert len(lines) == 2
