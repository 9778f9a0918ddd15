"""Every address of the server and what it is for; what is not here does not exist."""

from typing import Final

from sync.protocol.encoding import encode
from sync.protocol.limits import BODY, CHUNK, ENVELOPE, MANIFEST, RENDEZVOUS
from sync.protocol.messages import Status
from sync.protocol.requests import CONTENT_TYPE
from sync.server import blobs, chunking, parking
from sync.server.asks import Ask, no_query
from sync.server.auditing import plan_head
from sync.server.expunging import plan_expunge
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
from sync.server.snapshots import plan_snapshots

_PROGRAM = "/v1/programs/{program:program}"
_FIGURES = "/v1/figures/programs/{program:program}"
_PLACE = "{place:place}"
_BLOB = f"{_PROGRAM}/vaults/{{vault:vault}}/blobs/{{blob:blob}}"
_CHUNK = f"{_BLOB}/{{number:number}}"
_PARKED = f"{_PROGRAM}/parked"
_ONE_PARKED = f"{_PARKED}/{{digest:digest}}"
_BYTES = ("application/octet-stream", CONTENT_TYPE)
"""What a chunk may be called; laptops need not tell it from anything else."""


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
    Signed("GET", f"{_PROGRAM}/snapshots", "snapshots", standing_of, plan_snapshots),
    Signed("POST", f"{_PROGRAM}/expunge", "expunge", standing_of, plan_expunge, BODY),
    Signed("GET", f"{_PROGRAM}/audit", "audit", standing_of, plan_head),
    Signed("PUT", _BLOB, "put blob", standing_of, blobs.plan_put, MANIFEST),
    Signed("GET", _BLOB, "get blob", standing_of, blobs.plan_get),
    Signed("DELETE", _BLOB, "destroy blob", standing_of, blobs.plan_destroy),
    Signed("PUT", _CHUNK, "put blob", standing_of, chunking.plan_put_chunk, CHUNK, _BYTES),
    Signed("GET", _CHUNK, "get blob", standing_of, chunking.plan_get_chunk),
    Signed("PUT", _ONE_PARKED, "park", standing_of, parking.plan_park, ENVELOPE),
    Signed("GET", _PARKED, "parked", standing_of, parking.plan_list),
    Signed("GET", _ONE_PARKED, "parked", standing_of, parking.plan_get),
    Signed("DELETE", _ONE_PARKED, "parked", standing_of, parking.plan_take),
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
