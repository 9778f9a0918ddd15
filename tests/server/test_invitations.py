"""Where invitations meet: once written, never changed, gone after three days."""

import secrets

import pytest

from sync.protocol.limits import INVITATION_MS
from sync.server.tables import rendezvous
from tests.server.grounds import Ground
from tests.server.laptops import Program


class Meeting:
    """One meeting place of one program."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.program: Program = ground.program()
        self.place = secrets.token_hex(16)

    def put(self, message: str, body: bytes) -> tuple[int, str]:
        own = f"/v1/programs/{self.program.id.hex()}/rendezvous/{self.place}/{message}"
        if message == "answer":
            done = self.ground.caller.ask("PUT", f"/v1/rendezvous/{self.place}/answer", body)
        else:
            done = self.ground.caller.signed(self.program.first, "PUT", own, body)
        return (200, "") if done.status == 200 else done.refusal[:2]

    def get(self, message: str) -> bytes | None:
        done = self.ground.caller.ask("GET", f"/v1/rendezvous/{self.place}/{message}")
        if done.status == 200:
            return done.body
        assert done.refusal == (404, "not-found", 0)
        return None


@pytest.fixture
def meeting(ground: Ground) -> Meeting:
    return Meeting(ground)


def test_each_message_is_kept_as_it_was_first_sent(meeting: Meeting) -> None:
    for message in ("offer", "answer", "reveal"):
        assert meeting.get(message) is None
        assert meeting.put(message, b"sealed") == (200, "")
        assert meeting.put(message, b"sealed") == (200, "")
        assert meeting.put(message, b"other") == (409, "taken")
        assert meeting.get(message) == b"sealed"


@pytest.mark.parametrize("message", ["offer", "answer", "reveal"])
def test_an_empty_message_is_none(meeting: Meeting, message: str) -> None:
    if message != "offer":
        meeting.put("offer", b"sealed")
    assert meeting.put(message, b"") == (400, "malformed")


def test_nobody_answers_where_nothing_was_offered(meeting: Meeting) -> None:
    assert meeting.put("answer", b"sealed") == (404, "not-found")


def test_an_invitation_lasts_three_days_and_not_a_moment_more(meeting: Meeting) -> None:
    meeting.put("offer", b"sealed")
    meeting.ground.clock.pass_time(milliseconds=INVITATION_MS - 1)
    assert meeting.get("offer") == b"sealed"
    assert meeting.put("answer", b"sealed") == (200, "")
    meeting.ground.clock.pass_time(milliseconds=1)
    assert [meeting.get(message) for message in ("offer", "answer")] == [None, None]
    assert meeting.put("reveal", b"sealed") == (403, "forbidden")


def test_what_expired_is_deleted_with_the_next_offer(meeting: Meeting) -> None:
    meeting.put("offer", b"sealed")
    old = bytes.fromhex(meeting.place)
    meeting.ground.clock.pass_time(milliseconds=INVITATION_MS)
    meeting.place = secrets.token_hex(16)
    assert meeting.put("offer", b"sealed") == (200, "")
    query = rendezvous.select().where(rendezvous.c.place == old)
    rows = meeting.ground.service.database.read(lambda connection: connection.execute(query).all())
    assert rows == []


def test_a_place_another_program_took_is_taken(meeting: Meeting) -> None:
    meeting.put("offer", b"sealed")
    meeting.program = meeting.ground.program()
    assert meeting.put("offer", b"sealed") == (409, "taken")
    assert meeting.put("reveal", b"sealed") == (403, "forbidden")
