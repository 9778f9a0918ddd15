"""A server that lies about what was written: what it hides, moves or makes up is found out.

It has the true server's key and links that fit whatever it shows.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs

import pytest
from sqlalchemy import Connection
from typing_extensions import override

from storage.usecases.syncing.envelopes import parked_for
from sync.client.commands import Answer, Ask
from sync.client.opening import WITHHELD
from sync.client.round import Outcome, sync_round
from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import (
    Address,
    Kind,
    digest_of,
    header_of,
    make,
    parse,
    to_bytes,
    without,
)
from sync.protocol.messages import Accepted, Heads, Item, LogHead, Page, Pushed
from tests.storage.builders import add_case
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.lying import Lying, stranger
from tests.sync.enrolment.test_coming_together import join

History: TypeAlias = list[bytes]
"""The envelopes of a log, in the order in which they are shown."""


class ShowsHistory(Lying):
    """Shows another history of one log; pushes go to the true one all the same."""

    def __init__(
        self, server: Server, folder: Path, log: bytes, change: Callable[[History], History]
    ) -> None:
        super().__init__(server)
        self._path, self._log, self._change = folder / "server" / "server.db", log, change

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        if answer.status != 200:
            return answer
        items = self._items()
        head = Head(1, len(items), first_link(self._log))
        for item in items:
            head = Head(1, item.sequence, next_link(head.link, 1, item.sequence, item.digest))
        if ask.path.endswith("/heads"):
            logs = decode(answer.body, Heads).heads
            shown = [LogHead(each.log, head) if each.log == self._log else each for each in logs]
            return encode(Heads(tuple(shown)))
        if ask.path.endswith("/pull") and f"log={self._log.hex()}" in ask.query:
            after = int(parse_qs(ask.query)["after"][0])
            return encode(Page(tuple(items[after:]), head))
        if ask.path.endswith("/push"):
            places = {item.digest: item.sequence for item in items}
            pushed = decode(answer.body, Pushed).accepted
            return encode(
                Pushed(tuple(Accepted(one.digest, places[one.digest]) for one in pushed), head)
            )
        return answer

    def _items(self) -> list[Item]:
        with closing(sqlite3.connect(self._path)) as database:
            rows = database.execute(
                "SELECT content FROM envelopes JOIN logs ON logs.id = envelopes.log "
                "WHERE logs.log = ? ORDER BY envelopes.sequence",
                (self._log,),
            )
            shown = self._change([row[0] for row in rows])
        return [
            Item(number, 1, digest_of(header_of(content)[0]), content)
            for number, content in enumerate(shown, 1)
        ]


def cases(connection: Connection) -> int:
    return int(connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar_one())


def vault_log(connection: Connection) -> bytes:
    """The log in which this laptop's cases are."""
    query = "SELECT log FROM envelope_out GROUP BY log ORDER BY count(*) DESC LIMIT 1"
    return bytes(connection.exec_driver_sql(query).scalar_one())


def round_of(laptop: Laptop) -> Outcome:
    return laptop.run(sync_round(laptop.clock))


def save_and_send(laptop: Laptop, *names: str) -> None:
    for name in names:
        laptop.workspace.write(add_case, name, "Vega")
        assert round_of(laptop).problem is None


@pytest.fixture
def log(begun: Laptop, ben: Laptop) -> bytes:
    """Two laptops of one program, three envelopes of Ana's that Ben has not fetched."""
    join(begun, ben)
    save_and_send(begun, "Marisol", "Nia", "Tess")
    return begun.workspace.read(vault_log)


def test_an_envelope_left_out_is_noticed_by_the_next_of_its_author(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    ben.wire = ShowsHistory(server, tmp_path, log, lambda shown: [*shown[:-2], shown[-1]])
    outcome = round_of(ben)
    assert outcome.parked == 1
    assert ben.workspace.read(cases) == begun.workspace.read(cases) - 2


def test_another_order_loses_nothing_and_is_told_by_what_its_authors_had_seen(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    ben.wire = ShowsHistory(server, tmp_path, log, lambda shown: [shown[1], shown[0], *shown[2:]])
    outcome = round_of(ben)
    assert (outcome.problem, outcome.parked) == ("history-differs", 0)
    assert ben.workspace.read(cases) == begun.workspace.read(cases)


def test_a_history_that_goes_back_is_refused_and_nothing_is_lost(
    log: bytes, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    assert round_of(ben).problem is None
    held = ben.workspace.read(cases)
    ben.wire = ShowsHistory(server, tmp_path, log, lambda shown: shown[:-1])
    assert round_of(ben).problem == "history-differs"
    assert ben.workspace.read(cases) == held
    ben.wire = server
    assert round_of(ben).problem is None


def test_a_history_that_was_changed_behind_a_laptop_is_refused(
    log: bytes, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    assert round_of(ben).problem is None
    ben.wire = ShowsHistory(
        server, tmp_path, log, lambda shown: [*shown[:-2], shown[-1], shown[-2]]
    )
    assert round_of(ben).problem == "history-differs"


def test_what_a_stranger_wrote_is_set_aside_told_and_all_else_arrives(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    eve = stranger()
    address = Address(Kind.CHANGES, log, eve.device, 1, 1, bytes(32), 1)
    made_up = to_bytes(make(address, [bytes(400)], eve.signing))
    ana = Address(Kind.CHANGES, log, begun.workspace.device, 1, 99, eve.device * 4, 1)
    in_her_name = to_bytes(make(ana, [bytes(400)], eve.signing))
    ben.wire = ShowsHistory(server, tmp_path, log, lambda shown: [made_up, in_her_name, *shown])
    outcome = round_of(ben)
    assert (outcome.problem, outcome.parked) == ("history-differs", 2)
    assert ben.workspace.read(cases) == begun.workspace.read(cases)


def test_a_changed_part_is_set_aside_and_never_read(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    def changed(shown: History) -> History:
        content = bytearray(shown[-1])
        content[-20] ^= 1
        return [*shown[:-1], bytes(content)]

    ben.wire = ShowsHistory(server, tmp_path, log, changed)
    outcome = round_of(ben)
    assert outcome.parked == 1
    assert ben.workspace.read(cases) == begun.workspace.read(cases) - 1


def test_an_envelope_shown_twice_is_taken_once(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    ben.wire = ShowsHistory(server, tmp_path, log, lambda shown: [*shown, *shown])
    outcome = round_of(ben)
    assert (outcome.problem, outcome.parked) == (None, 0)
    assert ben.workspace.read(cases) == begun.workspace.read(cases)


def test_without_its_list_of_contents_nothing_of_an_envelope_is_believed(
    log: bytes, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    def stripped(shown: History) -> History:
        return [*shown[:-1], to_bytes(without(parse(shown[-1]), [0]))]

    ben.wire = ShowsHistory(server, tmp_path, log, stripped)
    assert round_of(ben).parked == 1


def test_a_part_that_is_withheld_is_named_and_taken_in_once_it_is_shown(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    def withheld(shown: History) -> History:
        last = parse(shown[-1])
        return [*shown[:-1], to_bytes(without(last, range(1, len(last.parts))))]

    ben.wire = ShowsHistory(server, tmp_path, log, withheld)
    outcome = round_of(ben)
    assert (outcome.problem, outcome.parked) == (None, 1)
    assert ben.workspace.read(parked_for, WITHHELD)
    assert ben.workspace.read(cases) == begun.workspace.read(cases) - 1
    missing = "SELECT count(*) FROM journal_part WHERE length(vault) = 0"
    assert ben.workspace.read(lambda c: c.exec_driver_sql(missing).scalar_one()) >= 1
    ben.wire = server
    outcomes = [round_of(ben) for _ in range(2)]
    assert [outcome.parked for outcome in outcomes] == [0, 0]
    assert ben.workspace.read(cases) == begun.workspace.read(cases)


def test_two_histories_are_found_out_by_the_first_save_that_crosses(
    log: bytes, begun: Laptop, ben: Laptop, server: Server, tmp_path: Path
) -> None:
    assert round_of(ben).problem is None
    save_and_send(begun, "Hidden")
    hidden = begun.workspace.read(_newest_own)
    ben.wire = ShowsHistory(
        server, tmp_path, log, lambda shown: [one for one in shown if one != hidden]
    )
    save_and_send(ben, "Rosa")
    save_and_send(ben, "Luz")
    assert round_of(begun).problem == "history-differs"
    assert begun.workspace.read(cases) == ben.workspace.read(cases) + 1


def _newest_own(connection: Connection) -> bytes:
    query = "SELECT body FROM envelope_out ORDER BY number DESC LIMIT 1"
    return bytes(connection.exec_driver_sql(query).scalar_one())
