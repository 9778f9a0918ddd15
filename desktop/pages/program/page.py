"""The page of the program: how far sync is, what needs you, who belongs here, the server."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.code import CodePanel
from desktop.pages.program.comparewords import CompareWordsDialog
from desktop.pages.program.connecting import ConnectDialog
from desktop.pages.program.gathering import GatherDialog
from desktop.pages.program.helping import HelpDialog
from desktop.pages.program.keymaking import KeyDialog
from desktop.pages.program.members import MemberList
from desktop.pages.program.membership import MembershipActs
from desktop.pages.program.needscard import NeedsCard
from desktop.pages.program.people import Found, People, found
from desktop.pages.program.privilegednotes import PrivilegedDialog
from desktop.pages.program.recoverycard import RecoveryCard
from desktop.pages.program.sharegiving import OwnShareDialog
from desktop.pages.program.stickcard import StickCard
from desktop.pages.program.sticking import StickDialog
from desktop.pages.program.waitcard import WaitCard
from desktop.syncing import SyncState
from desktop.theme.icons import icon
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading, Label, Muted
from desktop.widgets.page import Page
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.figures import passage
from desktop.wording.sync import clock_advice, sentence, set_aside, waiting, why_waits
from desktop.wording.troubles import trouble
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import Sheet
from storage.usecases.syncing.needs import Needs, needs
from storage.usecases.syncing.openreviews import Open
from storage.usecases.syncing.whereabouts import Waits, all_that_waits
from sync.client.bundles.history import Passages, passages
from sync.client.cleared import is_owed
from sync.client.enrolment.inviting import Invitation
from sync.client.recovery.state import RecoveryState

_LEAST = 360


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class ProgramPage(Page):
    """Everything that concerns the others: who they are, and the server between."""

    page_id = "program"
    body_class = WrappedBody

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            _tr("Program and sync"),
            _tr("Who works on the cases with you, and the server between your laptops"),
        )
        self._lanes, self._context = lanes, context
        self._found: tuple[People, list[Invitation]] = (People([], [], [], {}), [])
        self._needs = Needs(Open(0, 0, 0, 0), (), (), ())
        self._waits: Waits | None = None
        self._is_owed = False
        self._passages = Passages((), 0, None)
        self._recovery: RecoveryState | None = None
        self.state_label = Heading("", level=2, wrap=True)
        self.meaning = Label("", wrap=True)
        self.detail = Muted("", wrap=True)
        self.sync_button = Button("", "refresh-cw")
        self.code = CodePanel()
        self.connect_button = PrimaryButton(_tr("Co&nnect to a server…"), "link")
        self.address = Label("", wrap=True, selectable=True)
        self.origin = Muted("", wrap=True)
        self.members = MemberList()
        self.invite_button = Button(_tr("&Invite a colleague…"), "user-plus")
        self.privileged_button = QuietButton(_tr("&Privileged notes…"), "lock")
        self.compare_button = QuietButton(_tr("C&ompare with a colleague…"))
        named = (
            "sync_button",
            "connect_button",
            "invite_button",
            "privileged_button",
            "compare_button",
            "state_label",
        )
        for name in (*named, "address"):
            getattr(self, name).setObjectName(f"program_{name}")
        self._arrange()
        self._connect()
        self._show(context.syncing.state)

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Program and sync")

    def first_focus(self) -> QWidget:
        """Begin at the one thing that can be done."""
        connected = self._context.syncing.state.connected
        return self.sync_button if connected else self.connect_button

    def open(self, target: Mapping[str, Any]) -> None:
        """Show what holds now."""
        del target
        self._read()

    def place(self) -> dict[str, Any]:
        """Return how far down the page is."""
        return {"scroll": self.scroll_area.verticalScrollBar().value()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._read()
        self.scroll_area.verticalScrollBar().setValue(int(place.get("scroll", 0)))

    def _arrange(self) -> None:
        self.state_card = Card()
        for widget in (self.state_label, self.meaning, self.detail):
            self.state_card.body.addWidget(widget)
        self.state_card.body.addLayout(
            _left(self.sync_button, self.connect_button, self.compare_button)
        )
        program = Card(_tr("Program"))
        program.body.addWidget(Label(self._context.program, wrap=True))
        program.body.addWidget(self.code)
        program.body.addStretch(1)
        server = Card(_tr("Server"))
        words = _tr(
            "It carries what you save to the other laptops, and it cannot read any of it. This"
            " laptop knows it by its key: nobody can take its place unseen."
        )
        for line in (self.address, self.origin, Muted(words, wrap=True)):
            server.body.addWidget(line)
        server.body.addStretch(1)
        members = Card(_tr("Members"), self.privileged_button, self.invite_button)
        members.body.addWidget(self.members)
        self.needs = NeedsCard()
        self.waits = WaitCard()
        self.membership = MembershipActs(self._context, self, lambda: self._found[0].here)
        self.stick = StickCard()
        self.recovery = RecoveryCard()
        between = Columns([(program, 1), (server, 1)], 2, least=_LEAST)
        self.together = (members, between, self.recovery, self.stick)
        for part in (
            self.state_card,
            self.needs,
            members,
            self.waits,
            between,
            self.recovery,
            self.stick,
        ):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _connect(self) -> None:
        context = self._context
        self.sync_button.clicked.connect(self._remedy)
        self.connect_button.clicked.connect(self._begin)
        self.invite_button.clicked.connect(lambda: context.open("invite"))
        self.privileged_button.clicked.connect(self._open_privileged)
        self.compare_button.clicked.connect(self._open_comparing)
        self.code.copied.connect(self._say_copied)
        self.members.acted.connect(self.membership.act)
        self.members.sheet_wanted.connect(self._open_sheet)
        self.needs.decided.connect(self.membership.decide)
        self.needs.review_wanted.connect(lambda: context.go("review"))
        self.waits.opened.connect(self._open_record)
        self.membership.done.connect(self._read)
        self.stick.wanted.connect(self._open_stick)
        self.recovery.wanted.connect(self._open_recovery)
        context.syncing.changed.connect(self._show)
        context.syncing.figures.changed.connect(self._show_why)
        context.settings_changed.connect(self._show_settings)
        self._lanes.changed.connect(self._on_changed)

    def _read(self) -> None:
        self._show(self._context.syncing.state)
        self._context.syncing.look()
        self._lanes.read(found, context=self, then=self._show_found, key="program")
        self._lanes.read(passages, context=self, then=self._show_passages, key="passages")
        self._read_waits()

    def _read_waits(self) -> None:
        self._lanes.read(is_owed, context=self, then=self._show_owed, key="owed")
        self._lanes.read(all_that_waits, context=self, then=self._show_waits, key="waits")
        today = self._context.today()
        self._lanes.read(needs, today, context=self, then=self._show_needs, key="needs")

    def _show_owed(self, is_owed: bool) -> None:  # noqa: FBT001 - what a read found
        self._is_owed = is_owed
        self._show_why()

    def _show_waits(self, waits: Waits) -> None:
        self._waits = waits
        self._show_why()

    def _show_needs(self, found: Needs) -> None:
        self._needs = found
        self._show_members()

    def _show_why(self, _posting: object = None) -> None:
        """Say of everything that waits what it waits for now."""
        if self._waits is None:
            return
        syncing, now = self._context.syncing, self._context.clock.now()
        way = partial(
            passage,
            now=now,
            is_same=True,
            connected=syncing.state.connected,
            at_work=syncing.figures.state.at_work,
        )
        figures = [(_figures_of(one), way(one).text) for one in self._waits.sheets]
        why, initials = why_waits(syncing.state, now), self._context.initials
        self.waits.show_waits(self._waits, why, figures, is_owed=self._is_owed, initials=initials)

    def _open_record(self, kind: str, record: RecordId) -> None:
        self._context.open("record", {"kind": kind, "record": record.hex()})

    def _show_passages(self, found: Passages) -> None:
        self._passages = found
        self.stick.show_passages(found, initials=self._context.initials)

    def _show_found(self, found: Found) -> None:
        people, invited, profile, self._recovery = found
        self._found = people, invited
        self._show(self._context.syncing.state)
        self.invite_button.setVisible(people.leads)
        self._show_members()
        known = profile is not None and profile.records is not None
        self.origin.setText(
            _tr("Set by {county}; locked").format(county=profile.name)
            if profile is not None and known
            else _tr("Entered on this laptop when it was connected")
        )

    def _show_members(self) -> None:
        (people, invited), initials = self._found, self._context.initials
        self.members.show_members(
            people.here, invited, self._resume, people.left, initials=initials
        )
        self.needs.show_needs(self._needs, people.late, leads=people.leads, initials=initials)
        if self._recovery is not None:
            self.recovery.show_state(self._recovery, initials=self._context.initials)

    def _show(self, state: SyncState) -> None:
        standing = self._context.syncing.standing
        self.state_label.setText(sentence(state, self._context.clock.now()))
        said = (
            (self.meaning, self._meaning(state)),
            (self.detail, _details(state, self._found[0].aside)),
        )
        for label, words in said:
            label.setText(words)
            label.setVisible(bool(words))
        self._show_button(state)
        self._show_why()
        for part in self.together:
            part.setVisible(state.connected)
        self.connect_button.setVisible(not state.connected)
        self.compare_button.setVisible(state.connected)
        if standing is not None:
            self.code.show_code(standing.code)
            self.address.setText(standing.server)

    def _show_button(self, state: SyncState) -> None:
        """Offer the one thing to do."""
        why = trouble(state.problem) if state.problem is not None else None
        copies = why is not None and why.remedy == "copy"
        self.sync_button.setText(why.action if why is not None else _tr("&Send and receive now"))
        self.sync_button.setIcon(icon("link" if copies else "refresh-cw"))
        self.sync_button.setEnabled(not state.stage)
        self.sync_button.setVisible(state.connected)

    def _meaning(self, state: SyncState) -> str:
        if self._context.practice and not state.connected:
            return _tr(
                "Nobody in practice is real. It can be tried together with a server on this"
                " laptop, and with no other."
            )
        if not state.connected:
            return _tr(
                "To work on the cases together with colleagues, connect the program to the server"
                " that your state or your CAC runs. The server cannot read them."
            )
        if state.problem is None:
            return ""
        return trouble(state.problem, state.detail).meaning

    def _remedy(self) -> None:
        problem = self._context.syncing.state.problem
        remedy = trouble(problem).remedy if problem is not None else "try"
        if remedy == "copy":
            QGuiApplication.clipboard().setText(
                self._context.syncing.standing.code if self._context.syncing.standing else ""
            )
            self._say_copied()
        else:
            self._context.syncing.sync_now()

    def _begin(self) -> None:
        dialog = ConnectDialog(self._lanes, self._context, self.window())
        dialog.finished.connect(self._read)
        dialog.open()

    def _open_recovery(self, name: str) -> None:
        """Open what the card of recovery offers."""
        state, context, window = self._recovery, self._context, self.window()
        dialog: Dialog
        if state is None:
            return
        if name == "help":
            dialog = HelpDialog(self._lanes, context, window)
        elif name == "make":
            dialog = KeyDialog(context, state, window)
        elif name == "gather":
            dialog = GatherDialog(self._lanes, context, state, window)
        else:
            how: Literal["print", "give"] = "print" if name == "print" else "give"
            dialog = OwnShareDialog(self._lanes, context, state, how, window)
        dialog.finished.connect(self._read)
        dialog.open()

    def _open_privileged(self) -> None:
        people = self._found[0].here
        PrivilegedDialog(self._lanes, self._context, people, self.window()).open()

    def _open_comparing(self) -> None:
        CompareWordsDialog(self._lanes, self._context, self.window()).open()

    def _open_stick(self) -> None:
        dialog = StickDialog(self._context, self._passages.last_made, self.window())
        dialog.finished.connect(self._read)
        dialog.open()

    def _open_sheet(self, device: bytes) -> None:
        self._context.open("share", {"incident": device.hex()})

    def _resume(self, invitation: bytes) -> None:
        self._context.open("invite", {"invitation": invitation.hex()})

    def _say_copied(self) -> None:
        self._context.say(_tr("The program's code was copied."))

    def _show_settings(self, _settings: object) -> None:
        self._show_why()
        self._show_members()
        self._show_passages(self._passages)

    def _on_changed(self, _changes: Changes) -> None:
        # Hidden pages are opened again before they are seen, and read then.
        if self.isVisible():
            self._lanes.read(found, context=self, then=self._show_found, key="program")
            self._read_waits()


def _figures_of(sheet: Sheet) -> str:
    return _tr("Figures for MACA, {period}").format(period=sheet.period.words())


def _details(state: SyncState, aside: Mapping[str, int]) -> str:
    """Say what the one sentence leaves out; ``aside`` counts by reason what was set aside."""
    if not state.connected:
        return ""
    words = [off] if (off := clock_advice(state)) else []
    if state.problem is not None and state.waiting:
        words.append(_tr("{changes}.").format(changes=waiting(state.waiting, connected=True)))
    if aside:
        words.append(set_aside(aside))
    return " ".join(words)


def _left(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
