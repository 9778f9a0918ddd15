"""The main flow, over a real socket: begin, push, pull, admit, meet."""

from pathlib import Path

from sync.protocol.chains import first_link, next_link
from sync.protocol.envelope import parse
from tests.server.laptops import Laptop
from tests.server.running import begun, calling, running_server


def test_two_laptops_exchange_envelopes_through_a_server(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, calling(server) as caller:
        status = caller.status()
        assert (status.server, status.public, status.generation) == (server.id, server.public, 1)
        program = begun(server, caller)
        ana, ben = program.first, Laptop()
        assert caller.admit(program, ben).head.sequence == 2

        sent = ana.envelopes(program.cases, 3)
        pushed = caller.pushed(program, ana, program.cases, *sent)
        assert [each.sequence for each in pushed.accepted] == [1, 2, 3]
        assert caller.pushed(program, ana, program.cases, *sent) == pushed

        page = caller.pull(program, ben, program.cases)
        assert tuple(item.envelope for item in page.items) == sent
        link = first_link(program.cases)
        for item in page.items:
            link = next_link(link, item.generation, item.sequence, item.digest)
            assert item.envelope is not None
            assert parse(item.envelope).digest == item.digest
        assert page.head == pushed.head
        assert link == page.head.link
        heads = {each.log: each.head.sequence for each in caller.heads(program, ben).heads}
        assert heads == {program.roster_log: 2, program.cases: 3, program.shared: 0}
        own = caller.pull(program, ana, program.cases)
        assert [item.envelope for item in own.items] == [None] * 3
        whole = caller.pull(program, ana, program.cases, end="&whole=1")
        assert tuple(item.envelope for item in whole.items) == sent


def test_an_invitation_meets_at_its_place(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, calling(server) as caller:
        program = begun(server, caller)
        place = bytes(16).hex()
        own = f"/v1/programs/{program.id.hex()}/rendezvous/{place}"
        anybodys = f"/v1/rendezvous/{place}"
        assert caller.ask("GET", f"{anybodys}/offer").refusal[:2] == (404, "not-found")
        assert caller.signed(program.first, "PUT", f"{own}/offer", b"offer").status == 200
        assert caller.ask("GET", f"{anybodys}/offer").body == b"offer"
        assert caller.ask("PUT", f"{anybodys}/answer", b"answer").status == 200
        assert caller.ask("PUT", f"{anybodys}/answer", b"another").refusal[:2] == (409, "taken")
        assert caller.ask("GET", f"{anybodys}/answer").body == b"answer"
        assert caller.signed(program.first, "PUT", f"{own}/reveal", b"reveal").status == 200
        assert caller.ask("GET", f"{anybodys}/reveal").body == b"reveal"
