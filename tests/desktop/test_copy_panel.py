"""The copy panel: a case in the order of NCAtrak's tabs, copied under the eyes of the log."""

from datetime import date

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.dialogs.copypanel import CopyPanelDialog
from storage.domain.ids import RecordId, text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.usecases.copypanel import copy_panel
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over

__all__ = ["at_desk", "over"]

DAY = date(2026, 3, 2)


def fill(transaction: Transaction) -> RecordId:
    case, youth = transaction.new_id(), transaction.new_id()
    new = transaction.new_id
    save(
        transaction,
        [
            Add(
                Case(
                    id=case,
                    number="BER-26-0001",
                    youth=youth,
                    cac="berkshire_kids_place",
                    opened_on=DAY,
                    status="active_ongoing",
                    police="Adams police",
                    da_office="Berkshire",
                )
            ),
            Add(Person(id=youth, case=case, role="primary_victim", given_name="Marisol")),
            Add(
                Referral(
                    id=new(), case=case, received_on=DAY, source="dcf", source_person="J. Ray"
                )
            ),
            Add(
                Service(
                    id=new(), case=case, recipient=youth, on=DAY, code="e10",
                    funding="maca_csec_voca", compensation_assisted=True,
                )
            ),
            Add(
                CourtEvent(
                    id=new(), case=case, matter="delinquency", event_type="arraignment", on=DAY
                )
            ),
            Add(Note(id=new(), case=case, on=DAY, note_class="privileged", text="Between us")),
        ],
        "intake",
    )  # fmt: skip
    return case


def disclosures(at_desk: AtDesk) -> list[tuple[str, str]]:
    rows = at_desk.read(lambda c: c.exec_driver_sql("SELECT form, recipient FROM disclosure").all())
    return [tuple(row) for row in rows]


def test_the_tabs_stand_in_the_order_of_ncatrak_and_hold_no_note(at_desk: AtDesk) -> None:
    panel = at_desk.read(copy_panel, at_desk.write(fill))
    assert [tab.title for tab in panel.tabs] == [
        "Youth",
        "Referral",
        "Law enforcement",
        "Victim advocacy: services",
        "Victim advocacy: crime compensation",
        "Prosecution",
        "MDT",
    ]
    facts = {fact.label: fact.value for tab in panel.tabs for fact in tab.facts}
    assert facts["Referred by"] == "J. Ray"
    assert facts["Police"] == "Adams police"
    assert "Between us" not in repr(
        [(fact.label, fact.value) for t in panel.tabs for fact in t.facts]
    )


def test_copying_is_logged_once_for_an_opening_and_nothing_is_copied_before(
    at_desk: AtDesk, over: QWidget
) -> None:
    case = at_desk.write(fill)
    dialog = CopyPanelDialog(at_desk.lanes, at_desk.context, {"case": text_of(case)}, over)
    dialog.show()
    at_desk.rest()
    assert disclosures(at_desk) == []
    for name in ("copy_0_0", "copy_0_1"):
        button = dialog.findChild(QToolButton, name)
        assert button is not None
        button.click()
        at_desk.rest()
    assert QGuiApplication.clipboard().text() == "Marisol"
    assert disclosures(at_desk) == [("Copy panel for NCAtrak", "NCAtrak")]
    place = dialog.place()
    dialog.close()
    again = CopyPanelDialog(at_desk.lanes, at_desk.context, {"case": text_of(case)}, over)
    again.restore_place(place)
    again.show()
    at_desk.rest()
    again.copy("x")
    at_desk.rest()
    assert len(disclosures(at_desk)) == 1
    QGuiApplication.clipboard().clear()
    again.close()
