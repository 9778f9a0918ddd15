"""The figures role: proven sheets, the newest revision of each, for those the operator let read."""

import shutil
from pathlib import Path

import pytest

from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import to_bytes, without
from sync.protocol.factsheet import Fact, new_sheet, read_signed, sign_sheet
from sync.protocol.messages import Sheet, Sheets
from tests.conftest import FixedClock
from tests.server.asking import Answer
from tests.server.conftest import migrated
from tests.server.grounds import Ground, settings_for, standing
from tests.server.laptops import Laptop, Program

QUARTER = ("2026-01-01", "2026-03-31")


def figures_path(program: Program, end: str) -> str:
    return f"/v1/figures/programs/{program.id.hex()}/{end}"


def bare_chain(program: Program) -> tuple[bytes, ...]:
    """The roster's entries without sealed names and keys."""
    return tuple(to_bytes(without(entry, range(1, len(entry.parts)))) for entry in program.entries)


def signed_sheet(
    ground: Ground,
    program: Program,
    laptop: Laptop,
    revision: int = 1,
    value: int = 12,
    period: tuple[str, str] = QUARTER,
) -> bytes:
    sheet = new_sheet(
        program.id, "cac-01", ("pmt", "2026"), period, revision, (Fact("victims", (), value),)
    )
    return sign_sheet(sheet, laptop.id, ground.caller.now(), laptop.seed)


def send(
    ground: Ground, program: Program, laptop: Laptop, sheet: bytes, *, chain: bool = True
) -> Answer:
    body = encode(Sheet(bare_chain(program) if chain else (), sheet))
    return ground.caller.signed(laptop, "PUT", figures_path(program, "sheets"), body)


def sheets(ground: Ground, reader: Program, period: tuple[str, str] = QUARTER) -> Sheets:
    path = figures_path(reader, f"sheets?first={period[0]}&last={period[1]}")
    return ground.caller.signed(reader.first, "GET", path).as_(Sheets)


def values_of(found: Sheets, program: Program) -> list[int]:
    read = [read_signed(content)[0] for _name, content in found.sheets]
    return [sheet.facts[0].value for sheet in read if sheet.program == program.id]


@pytest.fixture
def statewide(ground: Ground) -> Program:
    """A program that may read all, and whose roster the server was shown."""
    program = ground.program(statewide=True)
    path = figures_path(program, "roster")
    assert ground.caller.ask("PUT", path, program.chain()).status == 200
    return program


def test_a_sheet_is_read_as_it_was_signed(ground: Ground, statewide: Program) -> None:
    program = ground.program()
    member = ground.member(program)
    sheet = signed_sheet(ground, program, member)
    assert send(ground, program, member, sheet).status == 200
    assert ("Berkshire", sheet) in sheets(ground, statewide).sheets


def test_a_higher_revision_replaces_and_a_lower_is_refused(
    ground: Ground, statewide: Program
) -> None:
    program = ground.program()
    first = program.first
    for revision, value in ((2, 20), (3, 30)):
        sheet = signed_sheet(ground, program, first, revision, value)
        assert send(ground, program, first, sheet).status == 200
        assert send(ground, program, first, sheet).status == 200
    for revision in (1, 2, 3):
        late = signed_sheet(ground, program, first, revision, 99)
        assert send(ground, program, first, late).refusal == (409, "not-next", 3)
    assert values_of(sheets(ground, statewide), program) == [30]


def test_only_sheets_wholly_within_the_period_are_given(ground: Ground, statewide: Program) -> None:
    program = ground.program()
    periods = [QUARTER, ("2026-04-01", "2026-06-30"), ("2025-12-31", "2026-03-31")]
    for value, period in enumerate(periods, start=1):
        sheet = signed_sheet(ground, program, program.first, 1, value, period)
        assert send(ground, program, program.first, sheet).status == 200
    assert values_of(sheets(ground, statewide), program) == [1]
    year = ("2026-01-01", "2026-12-31")
    assert values_of(sheets(ground, statewide, year), program) == [1, 2]


def test_the_chain_is_learnt_once_and_need_not_come_again(ground: Ground) -> None:
    program = ground.program()
    member = ground.member(program)
    sheet = signed_sheet(ground, program, member)
    early = send(ground, program, member, sheet, chain=False)
    assert early.refusal[:2] == (401, "not-signed")
    assert send(ground, program, member, sheet).status == 200
    later = signed_sheet(ground, program, program.first, 2)
    assert send(ground, program, program.first, later, chain=False).status == 200


def test_a_shorter_chain_takes_nothing_back(ground: Ground) -> None:
    program = ground.program()
    begun = program.chain()
    member = ground.member(program)
    path = figures_path(program, "roster")
    assert ground.caller.ask("PUT", path, program.chain()).status == 200
    assert ground.caller.ask("PUT", path, begun).status == 200
    sheet = signed_sheet(ground, program, member)
    assert send(ground, program, member, sheet, chain=False).status == 200


def test_a_chain_that_parts_from_the_known_one_is_refused(ground: Ground) -> None:
    program = ground.program()
    path = figures_path(program, "roster")
    one, other = program.admission(Laptop()), program.admission(Laptop())
    for entry, status in ((one, 200), (other, 409)):
        chain = encode((to_bytes(program.genesis), to_bytes(entry)))
        assert ground.caller.ask("PUT", path, chain).status == status


def test_a_chain_of_another_program_or_none_is_refused(ground: Ground) -> None:
    program, other = ground.program(), ground.program()
    path = figures_path(program, "roster")
    for body in (other.chain(), encode(()), encode((b"",))):
        assert ground.caller.ask("PUT", path, body).refusal[:2] == (400, "malformed")
    unknown = Program()
    answer = ground.caller.ask("PUT", figures_path(unknown, "roster"), unknown.chain())
    assert answer.refusal[:2] == (404, "unknown-program")


def test_a_sheet_of_another_program_or_signer_is_refused(ground: Ground) -> None:
    program, other = ground.program(), ground.program()
    foreign = signed_sheet(ground, other, program.first)
    assert send(ground, program, program.first, foreign).refusal[:2] == (403, "forbidden")
    stranger = signed_sheet(ground, program, Laptop())
    assert send(ground, program, program.first, stranger).refusal[:2] == (403, "forbidden")
    forged = signed_sheet(ground, program, Laptop(program.first.id))
    assert send(ground, program, program.first, forged).refusal[:2] == (400, "malformed")


def test_what_a_blocked_device_signed_is_not_taken_from_others(ground: Ground) -> None:
    program = ground.program()
    blocked = ground.member(program)
    sheet = signed_sheet(ground, program, blocked)
    ground.block(program, blocked)
    assert send(ground, program, program.first, sheet).refusal[:2] == (403, "blocked")


def test_a_server_of_figures_alone_knows_no_records(
    empty_sqlite: Path, tmp_path: Path, clock: FixedClock
) -> None:
    copy = tmp_path / "figures.db"
    shutil.copyfile(empty_sqlite, copy)
    with standing(settings_for(f"sqlite:///{copy}", clock, "figures"), clock) as ground:
        program = ground.program(statewide=True)
        sheet = signed_sheet(ground, program, program.first)
        assert send(ground, program, program.first, sheet).status == 200
        assert values_of(sheets(ground, program), program) == [12]
        assert ground.caller.status().roles == ("figures",)
        assert ground.caller.begin(program).refusal[:2] == (404, "not-found")


def test_what_the_figures_role_keeps_of_a_roster_has_no_names(
    tmp_path: Path, clock: FixedClock
) -> None:
    address = migrated(f"sqlite:///{tmp_path / 'figures.db'}")
    with standing(settings_for(address, clock, "figures"), clock) as ground:
        program = ground.program()
        program.admit(Laptop())
        path = figures_path(program, "roster")
        assert ground.caller.ask("PUT", path, program.chain()).status == 200
        sealed = [part for entry in program.entries for part in entry.parts[1:]]
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert all(part is not None and part not in kept for part in sealed)
    assert decode(program.chain(), tuple[bytes, ...])
