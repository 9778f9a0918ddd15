"""The directory: agencies above, the people of the chosen one beneath, or all of them."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.kindpanel import KindPanel, Listed
from desktop.lists.source import Sort
from desktop.pages.directory.reaching import ReachCard
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.inputs import CheckBox
from desktop.widgets.page import Page
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes


def _tr(text: str) -> str:
    return QCoreApplication.translate("directory", text)


class DirectoryPage(Page):
    """Agencies, partners, and a card that says how to reach the chosen one."""

    page_id = "directory"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Directory"), _tr("Whom you work with; everything here works without a network")
        )
        self._lanes, self._context = lanes, context
        self.reach = ReachCard(lanes, context)
        new_agency = PrimaryButton(_tr("New agency"), "plus")
        new_agency.setObjectName("directory-new-agency")
        new_agency.clicked.connect(lambda: context.open("record", {"kind": "agency"}))
        self._new_partner = Button(_tr("New person"), "plus")
        self._new_partner.setObjectName("directory-new-partner")
        self._new_partner.clicked.connect(self._add_partner)
        self.agencies = KindPanel(lanes, context, _agencies(), (new_agency,))
        self.partners = KindPanel(lanes, context, _partners(), (self._new_partner,))
        self._only_here = CheckBox(_tr("Only people of the agency chosen above"))
        self._only_here.setObjectName("directory-only-here")
        self._only_here.setChecked(True)
        for part in (self.agencies, self.reach, self._only_here, self.partners):
            self.body.addWidget(part)
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Directory")

    def first_focus(self) -> QWidget:
        """Begin at the search."""
        return self.agencies.search

    def open(self, target: Mapping[str, Any]) -> None:
        """Show everybody; ``record`` in the target chooses an agency."""
        if "record" in target:
            wanted = bytes.fromhex(str(target["record"]))
            self.agencies.table.restore_place({"current": wanted, "selected": []})
        self.agencies.table.refresh()
        self._narrow()
        self.partners.table.refresh()

    def place(self) -> dict[str, Any]:
        """Return both lists as they are."""
        return {
            "agencies": self.agencies.place(),
            "partners": self.partners.place(),
            "here": self._only_here.isChecked(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._only_here.setChecked(bool(place.get("here", True)))
        self.agencies.restore_place(place.get("agencies", {}))
        self.partners.restore_place(place.get("partners", {}))
        self.open({})

    def _connect(self) -> None:
        self.agencies.table.opened.connect(lambda key: self._open("agency", key))
        self.partners.table.opened.connect(lambda key: self._open("partner", key))
        self.agencies.table.current_changed.connect(self._choose_agency)
        self.partners.table.current_changed.connect(lambda key: self.reach.show_one("partner", key))
        self._only_here.toggled.connect(self._narrow)
        self._lanes.changed.connect(self._on_changed)

    def _choose_agency(self, agency: RecordId | None) -> None:
        self.reach.show_one("agency", agency)
        self._narrow()

    def _narrow(self) -> None:
        agency = self.agencies.table.current()
        here = self._only_here.isChecked() and agency is not None
        self.partners.narrow({"agency": agency} if here else None)

    def _open(self, kind: str, record: RecordId) -> None:
        self._context.open("record", {"kind": kind, "record": record.hex()})

    def _add_partner(self) -> None:
        agency = self.agencies.table.current()
        target: dict[str, Any] = {"kind": "partner"}
        if agency is not None:
            target["agency"] = agency.hex()
        self._context.open("record", target)

    def _on_changed(self, changes: Changes) -> None:
        self.agencies.follow(changes)
        self.partners.follow(changes)
        self.reach.follow(changes)


def _agencies() -> Listed:
    return Listed(
        kind="agency",
        columns=("name", "agency_kind", "phone", "after_hours", "counties", "needs", "mou_until"),
        searched=("name", "towns", "intake", "phone"),
        sort=Sort("name"),
        stretch=("name",),
        next_step=_tr("Add the agencies you call most with the button above."),
    )


def _partners() -> Listed:
    return Listed(
        kind="partner",
        columns=(
            "family_name",
            "given_name",
            "agency",
            "discipline",
            "position",
            "phone",
            "mobile",
            "team_member",
        ),
        searched=("family_name", "given_name", "agency", "position", "phone"),
        sort=Sort("family_name"),
        stretch=("agency",),
        next_step=_tr("Add a person with the button above."),
    )
