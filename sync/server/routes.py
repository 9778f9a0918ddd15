"""Every address of the server and what it is for; what is not here does not exist."""

from typing import Final

from sync.protocol.encoding import encode
from sync.protocol.limits import BODY, ENVELOPE, RENDEZVOUS
from sync.protocol.messages import Status
from sync.server.asks import Ask, no_query
from sync.server.figures import (
    plan_read,
    plan_send,
    put_roster,
    standing_of_reader,
    standing_of_sender,
)
from sync.server.logs import generation_of
from sync.server.operation import Open, Operation, Signed
from sync.server.programs import answer_genesis, standing_of
from sync.server.pulling import plan_heads, plan_pull
from sync.server.pushing import plan_push
from sync.server.rendezvous import get_message, plan_offer, plan_reveal, put_answer
from sync.server.service import Service

_PROGRAM = "/v1/programs/{program:program}"
_FIGURES = "/v1/figures/programs/{program:program}"
_PLACE = "{place:place}"


def answer_status(service: Service, ask: Ask) -> bytes:
    """Tell who the server is."""
    no_query(ask)
    generation = service.database.read(generation_of)
    return encode(Status(service.id, service.public, service.now(), generation, service.roles))


COMMON: Final[tuple[Operation, ...]] = (Open("GET", "/v1/status", answer_status),)
RECORDS: Final[tuple[Operation, ...]] = (
    Open("POST", f"{_PROGRAM}/genesis", answer_genesis, ENVELOPE),
    Signed("GET", f"{_PROGRAM}/heads", "heads", standing_of, plan_heads),
    Signed("POST", f"{_PROGRAM}/push", "push", standing_of, plan_push, BODY),
    Signed("GET", f"{_PROGRAM}/pull", "pull", standing_of, plan_pull),
    Signed(
        "PUT",
        f"{_PROGRAM}/rendezvous/{_PLACE}/offer",
        "offer",
        standing_of,
        plan_offer,
        RENDEZVOUS,
    ),
    Signed(
        "PUT",
        f"{_PROGRAM}/rendezvous/{_PLACE}/reveal",
        "reveal",
        standing_of,
        plan_reveal,
        RENDEZVOUS,
    ),
    Open("PUT", f"/v1/rendezvous/{_PLACE}/answer", put_answer, RENDEZVOUS),
    Open("GET", f"/v1/rendezvous/{_PLACE}/{{message:message}}", get_message),
)
FIGURES: Final[tuple[Operation, ...]] = (
    Open("PUT", f"{_FIGURES}/roster", put_roster, BODY),
    Signed("PUT", f"{_FIGURES}/sheets", "send sheet", standing_of_sender, plan_send, BODY),
    Signed("GET", f"{_FIGURES}/sheets", "read sheets", standing_of_reader, plan_read),
)
