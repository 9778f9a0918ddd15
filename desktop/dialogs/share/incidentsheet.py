"""The incident sheet of a laptop that was taken out, at the gate: on paper, with nobody's case."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.dialogs.share.offered import Offer
from desktop.wording.incident import incident_paper
from storage.errors import RejectedError
from storage.usecases.printing import Printing
from storage.usecases.typesetting import typeset
from sync.client.governing.incident import Incident, incident


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)


def incident_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return the sheet of the laptop that ``target`` names; RejectedError where it is not out."""
    return Offer(
        form="Incident sheet of a laptop",
        content="program_records",
        stem="incident-sheet",
        formats=("pdf",),
        bases=("own_use", "mandate", "practice"),
        lines=(("incident", _found(connection, target).name),),
        purpose=_tr("Record of what happened to a laptop"),
    )


def incident_made(connection: Any, target: Mapping[str, Any], printing: Printing) -> bytes:
    """Return the sheet as tagged PDF, of what is known now."""
    paper = incident_paper(_found(connection, target))
    return typeset("record", {**paper, **printing.foot()})


def _found(connection: Any, target: Mapping[str, Any]) -> Incident:
    found = incident(connection, bytes.fromhex(str(target["incident"])))
    if found is None:
        raise RejectedError("This laptop was not taken out of the program. No sheet was made.")
    return found
