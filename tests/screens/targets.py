"""What each page and dialog is shown with: records of the practice state that have much to say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from desktop.dialogs.layouts import LAYOUTS
from desktop.wording.caseparts import PARTS
from storage.domain.clocks import SystemClock, today
from storage.domain.kinds import KINDS

_PARTS = (
    "missing_episode",
    "safety_plan",
    "screening",
    "court_event",
    "referral_out",
    "involvement",
)
"""What a case has in full; on some days no open one of the practice state has all of it."""
_HAS = " + ".join(f'EXISTS (SELECT 1 FROM {one} p WHERE p."case" = c.id)' for one in _PARTS)  # noqa: S608 - our own names
_FULLEST = f"""
SELECT c.id, c.youth FROM "case" c
  LEFT JOIN screening s ON s."case" = c.id LEFT JOIN court_event e ON e."case" = c.id
 WHERE c.status <> 'closed' GROUP BY c.id
 ORDER BY {_HAS} DESC, count(DISTINCT s.id) + count(DISTINCT e.id) DESC, c.id LIMIT 1
"""  # noqa: S608 - our own names

_VIEWS = (
    ("arrange", "tab", ("lists", "clocks", "activities")),
    ("calendar", "view", ("day", "week", "agenda")),
    ("training", "tab", ("hours", "assistance_request", "credential")),
    ("across", "tab", ("referral", "referral_out", "unmet_need", "narrative")),
)
"""What else a page shows: its name, the word in the target, and the values of that."""
_OF_CASE = ("safety_plan", "missing_episode")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, and the page or dialog with its target."""

    name: str
    place: str
    target: Mapping[str, Any]
    is_dialog: bool = False


def shots(connection: Connection, pages: Mapping[str, Any]) -> Iterator[Shot]:
    """Yield every screen: pages, the tabs of a case, dialogs, the form of every kind."""
    case, youth = fullest(connection)
    for page in pages:
        if page != "case":
            yield Shot(page, page, {})
    for page, option, values in _VIEWS:
        for value in values:
            yield Shot(f"{page}-{value}", page, {option: value})
    for part in PARTS:
        shown = _with_documents(connection) if part == "documents" else case
        yield Shot(f"case-{part}", "case", {"case": shown.hex(), "tab": part})
    for dialog, target in _dialogs(connection, case.hex(), youth.hex()).items():
        yield Shot(f"dialog-{dialog}", dialog.partition("-")[0], target, is_dialog=True)
    for kind in LAYOUTS:
        found = _one(connection, kind, case)
        target = {"kind": kind, **({"record": found} if found else {"case": case.hex()})}
        yield Shot(f"record-{kind}", "record", target, is_dialog=True)


def fullest(connection: Connection) -> tuple[bytes, bytes]:
    """Return the open case with the most to show, and its youth."""
    case, youth = connection.exec_driver_sql(_FULLEST).one()
    return case, youth


def _dialogs(connection: Connection, case: str, youth: str) -> dict[str, dict[str, Any]]:
    day = today(SystemClock())
    plan, missing = (_one(connection, kind, bytes.fromhex(case)) for kind in _OF_CASE)
    lines = ["supports", "way_home"]
    training = _one(connection, "training", None)
    exploitation = _one(connection, "exploitation", bytes.fromhex(case))
    return {
        "quicklog": {"people": [youth], "activity": "court_accompaniment"},
        "intake": {},
        "missing": {"case": case},
        "newtask": {"case": case, "text": "Call the DCF office friday 2pm"},
        "newoutreach": {},
        "dayend": {},
        "kit": {"due": True},
        "newkit": {},
        "factors": {},
        "handover": {"from": _coordinator(connection)},
        "attendance": {"training": training},
        "share": {"kind": "case", "record": case},
        "history": {"kind": "case", "record": case},
        "closecase": {"record": case},
        "suggest": {"record": exploitation},
        "copypanel": {"case": case},
        "returned": {"episode": _away(connection) or missing},
        "safetycard": {"plan": plan},
        "plainplan": {"plan": plan},
        "misfiled": {"record": _one(connection, "note", bytes.fromhex(case))},
        "sameperson": {"record": youth},
        "addfile": {"case": case},
        "share-document": {"document": _file(connection)},
        "reopencase": {"record": _closed(connection)},
        "purge": {"records": [_closed(connection)]},
        "lifthold": {"record": _one(connection, "legal_hold", None)},
        "share-packet": {"packet": missing, "today": day.isoformat()},
        "share-card": {"card": plan, "lines": lines, "language": "es"},
        "share-calendar": {
            "calendar": "ics",
            "first": day.isoformat(),
            "last": (day + timedelta(days=6)).isoformat(),
            "today": day.isoformat(),
        },
    }


def _with_documents(connection: Connection) -> bytes:
    query = 'SELECT "case" FROM document WHERE blob <> \'\' GROUP BY "case" ORDER BY count(*) DESC'
    return bytes(connection.exec_driver_sql(f"{query} LIMIT 1").scalar_one())


def _file(connection: Connection) -> str:
    query = "SELECT id FROM document WHERE media = 'pdf' AND redisclosure <> 'none' LIMIT 1"
    return str(connection.exec_driver_sql(query).scalar_one().hex())


def _away(connection: Connection) -> str:
    query = "SELECT id FROM missing_episode WHERE returned_at IS NULL AND retired = 0 LIMIT 1"
    found = connection.exec_driver_sql(query).scalar()
    return found.hex() if found else ""


def _closed(connection: Connection) -> str:
    query = "SELECT id FROM \"case\" WHERE status = 'closed' ORDER BY id LIMIT 1"
    return str(connection.exec_driver_sql(query).scalar_one().hex())


def _coordinator(connection: Connection) -> str:
    query = 'SELECT coordinator FROM "case" GROUP BY coordinator ORDER BY count(*) DESC LIMIT 1'
    return str(connection.exec_driver_sql(query).scalar())


def _one(connection: Connection, kind: str, case: bytes | None) -> str:
    belongs = case is not None and "case" in KINDS[kind].__dataclass_fields__
    condition, values = ('AND "case" = ?', (case,)) if belongs else ("", ())
    query = f'SELECT id FROM "{kind}" WHERE retired = 0 {condition} ORDER BY id LIMIT 1'  # noqa: S608 - our own names
    found = connection.exec_driver_sql(query, values).scalar()
    if found is None and belongs:
        return _one(connection, kind, None)
    return found.hex() if found else ""
