"""Each request of a program's devices, asked by one laptop about one log."""

import secrets
from dataclasses import dataclass

from sync.protocol.blobs import blob_id, blob_manifest
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind, make, to_bytes
from sync.protocol.factsheet import Fact, new_sheet, sign_sheet
from sync.protocol.messages import Expunge, Push, Sheet
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program

ADMINS = {"first", "admin"}


@dataclass
class Cast:
    """Everybody who could ask, by what they are to the program."""

    program: Program
    other: Program
    people: dict[str, Laptop]
    admits: Laptop


def own_path(cast: Cast, end: str) -> str:
    return f"/v1/programs/{cast.program.id.hex()}/{end}"


def log_of(cast: Cast, about: str) -> bytes:
    return {
        "roster": cast.program.roster_log,
        "cases": cast.program.cases,
        "shared": cast.program.shared,
        "others": cast.other.cases,
        "none": secrets.token_bytes(16),
    }[about]


def ask_heads(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "heads"))


def ask_pull(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    query = f"pull?after=0&log={log_of(cast, about).hex()}"
    return ground.caller.signed(laptop, "GET", own_path(cast, query))


def ask_push(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    log = log_of(cast, about)
    if about == "roster":
        admitted = Laptop()
        envelope = cast.program.admission(admitted, by=laptop)
        if laptop.id in {cast.people[name].id for name in ADMINS}:
            cast.program.entries.append(laptop.keep(envelope))
    else:
        envelope = make(laptop.address(log), (b"sealed",), laptop.seed)
    body = encode(Push(log, (to_bytes(envelope),)))
    return ground.caller.signed(laptop, "POST", own_path(cast, "push"), body)


def ask_snapshots(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    query = f"snapshots?log={log_of(cast, about).hex()}"
    return ground.caller.signed(laptop, "GET", own_path(cast, query))


def ask_expunge(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    body = encode(Expunge(log_of(cast, about), ()))
    return ground.caller.signed(laptop, "POST", own_path(cast, "expunge"), body)


SEALED = b"a sealed chunk"
MANIFEST = blob_manifest([SEALED])


def blob_path(cast: Cast, about: str) -> str:
    return own_path(cast, f"vaults/{log_of(cast, about).hex()}/blobs/{blob_id(MANIFEST).hex()}")


def keep_blob(ground: Ground, cast: Cast, about: str) -> None:
    """Somebody who may has brought the blob already."""
    if about in {"cases", "shared"}:
        first, path = cast.program.first, blob_path(cast, about)
        assert ground.caller.signed(first, "PUT", path, MANIFEST).status == 200
        assert ground.caller.signed(first, "PUT", f"{path}/0", SEALED).status == 200


def ask_put_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    return ground.caller.signed(laptop, "PUT", blob_path(cast, about), MANIFEST)


def ask_put_chunk(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "PUT", f"{blob_path(cast, about)}/0", SEALED)


def ask_get_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "GET", blob_path(cast, about))


def ask_get_chunk(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "GET", f"{blob_path(cast, about)}/0")


def ask_destroy_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    return ground.caller.signed(laptop, "DELETE", blob_path(cast, about))


def ask_park(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    log = log_of(cast, about)
    kind = Kind.ROSTER if about == "roster" else Kind.CHANGES
    envelope = make(laptop.address(log, kind), (b"sealed",), laptop.seed)
    path = own_path(cast, f"parked/{envelope.digest.hex()}")
    return ground.caller.signed(laptop, "PUT", path, to_bytes(envelope))


def ask_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "parked"))


def one_parked(ground: Ground, cast: Cast) -> str:
    """The path of an envelope that is parked."""
    gone = cast.people["gone"]
    envelope = make(gone.address(cast.program.cases), (b"sealed",), gone.seed)
    path = own_path(cast, f"parked/{envelope.digest.hex()}")
    assert ground.caller.signed(gone, "PUT", path, to_bytes(envelope)).status == 200
    return path


def ask_get_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", one_parked(ground, cast))


def ask_take_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "DELETE", one_parked(ground, cast))


def ask_audit(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "audit"))


def ask_offer(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    place = secrets.token_bytes(16).hex()
    path = own_path(cast, f"rendezvous/{place}/offer")
    return ground.caller.signed(laptop, "PUT", path, b"sealed offer")


def ask_reveal(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    place = secrets.token_bytes(16).hex()
    if about != "none":
        program = cast.other if about == "others" else cast.program
        author = cast.other.first if about == "others" else cast.people[about]
        path = f"/v1/programs/{program.id.hex()}/rendezvous/{place}/offer"
        ground.clock.pass_time(hours=1, seconds=1)
        assert ground.caller.signed(author, "PUT", path, b"sealed offer").status == 200
    path = own_path(cast, f"rendezvous/{place}/reveal")
    return ground.caller.signed(laptop, "PUT", path, b"sealed reveal")


def ask_send(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    program = cast.other if about == "others" else cast.program
    revision = 1 + list(cast.people.values()).index(laptop)
    sheet = new_sheet(
        program.id,
        "cac-01",
        ("pmt", "2026"),
        ("2026-01-01", "2026-03-31"),
        revision,
        (Fact("victims", (), 12),),
    )
    signed = sign_sheet(sheet, laptop.id, ground.caller.now(), laptop.seed)
    path = f"/v1/figures/programs/{cast.program.id.hex()}/sheets"
    return ground.caller.signed(laptop, "PUT", path, encode(Sheet((), signed)))


def ask_read(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    path = f"/v1/figures/programs/{cast.program.id.hex()}/sheets?first=2026-01-01&last=2026-12-31"
    return ground.caller.signed(laptop, "GET", path)


ASKS = {
    "heads": ask_heads,
    "pull": ask_pull,
    "push": ask_push,
    "offer": ask_offer,
    "reveal": ask_reveal,
    "send sheet": ask_send,
    "read sheets": ask_read,
    "snapshots": ask_snapshots,
    "expunge": ask_expunge,
    "put blob": ask_put_blob,
    "put chunk": ask_put_chunk,
    "get blob": ask_get_blob,
    "get chunk": ask_get_chunk,
    "destroy blob": ask_destroy_blob,
    "park": ask_park,
    "parked": ask_parked,
    "get parked": ask_get_parked,
    "take parked": ask_take_parked,
    "audit": ask_audit,
}
"""How each action is asked, by its name."""
