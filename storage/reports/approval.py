"""Approve figures for MACA: what was shown is logged, kept and, once there is a way, sent.

The figures are counted again in the transaction that approves them: what leaves is what the form
counts here, and never anything that was handed in.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from storage.domain.periods import Period
from storage.errors import GateError
from storage.reports.facts import Line, facts_of, lines_of
from storage.reports.figures import Figures, figures
from storage.tables.records import TABLES
from storage.usecases.changes import Changes
from storage.usecases.codelists import codebook
from storage.usecases.county import county
from storage.usecases.figuresheets import (
    Draft,
    Sheet,
    body_of,
    keep,
    next_revision,
    plain_facts,
    sheets,
)
from storage.usecases.settings import settings
from storage.usecases.sharing import Basis, Intent, release
from storage.usecases.transaction import Transaction

RECIPIENT = "Massachusetts Children's Alliance"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would leave, the revision it would be, and what has left for this period before."""

    figures: Figures
    draft: Draft
    lines: tuple[Line, ...]
    revision: int
    before: tuple[Sheet, ...]

    @property
    def is_known(self) -> bool:
        """Whether the newest sheet that was sent, or waits to be, already says the same."""
        held = [sheet for sheet in self.before if sheet.state != "refused"]
        return bool(held) and held[0].facts == self.draft.facts


def preview(connection: Connection, form: str, period: Period) -> Preview:
    """Count ``form`` over ``period`` and return what would leave.

    Raises RejectedError where no form fits the period, GateError where the program has no CAC.
    """
    cac = _cac(connection)
    counted = figures(connection, form, period)
    draft = Draft(
        form=counted.form,
        version=counted.version,
        period=period,
        cac=cac,
        facts=plain_facts(facts_of(counted)),
    )
    revision = next_revision(connection, form, period)
    before = tuple(sheets(connection, form, period))
    return Preview(counted, draft, lines_of(counted), revision, before)


def approve(transaction: Transaction, shown: Draft) -> tuple[Sheet, Changes]:
    """Approve what was shown: write the disclosure log and keep the sheet, or neither.

    Raises GateError when the figures are no longer those that were shown.
    """
    connection = transaction.connection
    now = preview(connection, shown.form, shown.period)
    if now.draft != shown:
        raise GateError("The figures changed while they were shown. Look at them once more.")
    body = body_of(shown.facts)
    practice = settings(connection)["program.practice"]
    basis: Basis = "practice" if practice else "aggregate_report"
    intent = Intent(
        form=f"{now.figures.title}, revision {now.revision}",
        content="aggregate",
        purpose=f"Figures of {shown.period.words()} for the statewide totals",
        recipient=RECIPIENT,
        basis=basis,
    )
    released = release(transaction, intent, {"figures": body})
    kept = keep(transaction, shown, now.revision, body, released.disclosure)
    ids = {**released.changes.ids_by_kind, **kept.ids_by_kind}
    changes = Changes(ids, kept.act)
    return sheets(connection, shown.form, shown.period)[0], changes


def _cac(connection: Connection) -> str:
    """Return the code of the CAC whose figures these are.

    It was named when the program was begun, or by the county's profile; a laptop that joined
    without one knows it by the cases, where they are all of one CAC.
    """
    profile = county(connection)
    code = str(settings(connection)["program.cac"]) or (profile.cac if profile else "")
    cases = TABLES["case"].c
    if not code:
        found = connection.execute(select(cases.cac).where(cases.retired == 0).distinct()).all()
        code = found[0].cac if len(found) == 1 else ""
    if code not in codebook().lists["cac"]:
        raise GateError(
            "This laptop does not know which CAC its program is, so MACA could not tell whose "
            "figures these are. Install the Satchel of your CAC: it says which one."
        )
    return code
