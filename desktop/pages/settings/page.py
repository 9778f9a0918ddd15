"""The Settings page: every choice takes hold at once and can be chosen back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from PySide6.QtCore import QCoreApplication, qVersion
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.settings.backup import BackupDialog
from desktop.pages.settings.backupcard import BackupCard
from desktop.pages.settings.checkupcard import CheckupCard
from desktop.pages.settings.documentscard import DocumentsCard
from desktop.pages.settings.keys import PassphraseDialog
from desktop.pages.settings.line import SettingLine
from desktop.pages.settings.lockcard import LockCard
from desktop.pages.settings.origins import origin
from desktop.pages.settings.rulescard import RulesCard
from desktop.settings import Settings
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import ask
from desktop.widgets.inputs import CheckBox, ChoiceBox, LineEdit
from desktop.widgets.labels import Label, Muted
from desktop.widgets.page import Page
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from storage.profile.precedence import Holding
from storage.usecases.county import InForce, in_force
from storage.usecases.settings import DEFAULTS, set_settings

SIZES = (100, 110, 125, 150, 175, 200)
MINUTES = (1, 2, 3, 5, 10, 15)
_NEW_YEAR = {"10-01": "October 1", "07-01": "July 1", "01-01": "January 1"}
_MAX_NAME = 80


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class SettingsPage(Page):
    """Cards of settings; each says who set it, and is grey where that one has locked it."""

    page_id = "settings"
    body_class = WrappedBody

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Settings"), _tr("They live in this workspace, encrypted with it"))
        self._lanes, self._context = lanes, context
        self._stored: Mapping[str, Any] = dict(DEFAULTS)
        self._unchosen = {name: Holding(value, "program") for name, value in DEFAULTS.items()}
        self._county = ""
        self.person = LineEdit(_tr("Your name"))
        self.person.setMaxLength(_MAX_NAME)
        self.theme = _choices(
            _tr("Theme"),
            (
                (_tr("As the system"), "auto"),
                (_tr("Light"), "light"),
                (_tr("Dark"), "dark"),
                (_tr("High contrast"), "contrast"),
            ),
        )
        self.text_size = _choices(_tr("Text size"), [(f"{size} %", size) for size in SIZES])
        self.initials = CheckBox(_tr("Show &initials instead of names"))
        self.minutes = _choices(
            _tr("Lock after"),
            [(_tr("{number} minutes").format(number=n) if n > 1 else _tr("1 minute"), n)
             for n in MINUTES],
        )  # fmt: skip
        self.new_year = _choices(_tr("Everyone is new again on"), _year_starts())
        self.tracks_new = CheckBox(_tr("We &can tell new individuals from continuing ones"))
        self.passphrase_button = Button(_tr("Change the &passphrase…"), "lock")
        self.recovery_button = Button(_tr("New &recovery code…"), "shield")
        self.try_button = Button(_tr("Try the recovery c&ode…"), "shield-check")
        self.factors_button = Button(_tr("Second &factor…"), "key-round")
        self.renew_button = Button(_tr("Make ne&w keys…"), "refresh-cw")
        self.backup_button = Button(_tr("&Back up to a file…"), "download")
        self.program_button = Button(_tr("Program and &sync…"), "users")
        self.log_button = Button(_tr("&Disclosure log"), "history")
        self.access_button = Button(_tr("Record of &access"), "eye")
        self.backed_up = Label("", wrap=True)
        self.where = Muted("", wrap=True, selectable=True)
        self.lines: dict[str, SettingLine] = {}
        self.lock_card = LockCard(lanes, context)
        self.documents = DocumentsCard()
        self.rules = RulesCard()
        self.lines |= self.lock_card.lines | self.documents.lines | self.rules.lines
        self._name_things()
        self._arrange()
        self._connect()

    def title(self) -> str:
        """Return the page's name."""
        return _tr("Settings")

    def first_focus(self) -> QWidget:
        """Begin at the name."""
        return self.person

    def open(self, target: Mapping[str, Any]) -> None:
        """Show what holds now."""
        del target
        self._read()

    def place(self) -> dict[str, Any]:
        """Return how far down, and a name half typed."""
        return {"scroll": self.scroll_area.verticalScrollBar().value(), "name": self.person.text()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the same again."""
        self._show_settings(self._context.settings)
        typed = str(place.get("name", self._context.settings.person))
        self.person.setText(typed)
        self.person.setModified(typed != self._context.settings.person)
        self._read()
        self.scroll_area.verticalScrollBar().setValue(int(place.get("scroll", 0)))

    def _read(self) -> None:
        self._lanes.read(in_force, context=self, then=self._show_stored, key="settings")
        self.lock_card.read()
        self.checkup.read()
        self._lanes.tend(
            lambda workspace: str(workspace.folder), context=self, then=self._show_where
        )

    def _show_stored(self, found: InForce) -> None:
        self._stored, self._unchosen, self._county = found.values, found.unchosen, found.county
        stored = self._stored
        self._show_settings(self._context.settings)
        self.new_year.setCurrentIndex(self.new_year.findData(stored["program.fiscal_year_start"]))
        self.tracks_new.setChecked(bool(stored["program.tracks_new"]))
        self.documents.show_rules(stored)
        self.rules.show_rules(stored)
        made = stored["backup.last"]
        if made.get("at"):
            when = local_moment(datetime.fromisoformat(str(made["at"])))
            self.backed_up.setText(_tr("Last backed up to a file: {when}.").format(when=when))
        self.backed_up.setVisible(bool(self.backed_up.text()))

    def _show_settings(self, chosen: Settings) -> None:
        if not self.person.isModified():
            self.person.setText(chosen.person)
        for box, value in (
            (self.theme, chosen.theme),
            (self.text_size, chosen.text_size),
            (self.minutes, chosen.lock_after_minutes),
        ):
            _show_choice(box, value)
        self.initials.setChecked(chosen.initials)
        self.lock_card.show_settings(chosen)
        holding = {**self._stored, **chosen.stored()}
        for name, line in self.lines.items():
            below = self._unchosen[name]
            line.show_origin(origin(holding[name], below, self._county), locked=below.locked)

    def _show_where(self, folder: str) -> None:
        self.where.setText(_tr("The workspace is in {folder}").format(folder=folder))

    def _choose(self) -> None:
        """Put the look and the lock in force."""
        chosen = replace(
            self._context.settings,
            theme=str(self.theme.currentData()),
            text_size=int(self.text_size.currentData()),
            lock_after_minutes=int(self.minutes.currentData()),
            initials=self.initials.isChecked(),
        )
        if chosen != self._context.settings:
            self._context.set_settings(chosen)

    def _rename(self) -> None:
        name = " ".join(self.person.text().split())
        if not name or name == self._context.settings.person:
            self.person.setText(self._context.settings.person)
            return
        self._lanes.tend(
            lambda workspace: workspace.rename_author(name),
            context=self,
            then=lambda _: self._note_name(name),
            failed=self._refuse,
        )

    def _note_name(self, name: str) -> None:
        self.person.setModified(False)
        self._context.set_settings(replace(self._context.settings, person=name))
        self._context.say(_tr("New notes and contacts are signed {name}").format(name=name))

    def _set_program(self) -> None:
        values = {
            "program.fiscal_year_start": str(self.new_year.currentData()),
            "program.tracks_new": self.tracks_new.isChecked(),
        }
        self._lanes.write(
            set_settings, values, context=self, then=lambda _: self._read(), failed=self._refuse
        )

    def _change_passphrase(self) -> None:
        dialog = PassphraseDialog(self._lanes, self.window())
        dialog.accepted.connect(
            lambda: self._context.say(_tr("The new passphrase opens this workspace."))
        )
        dialog.open()

    def _ask_for_new_keys(self) -> None:
        text = _tr(
            "For the day when somebody may know your passphrase and may have a copy of this"
            " folder or a backup. Everything is encrypted anew, with a new recovery code. Satchel"
            " locks for it; at the next unlocking it asks once more, then does it."
        )
        ask(
            self.window(),
            _tr("Make new keys"),
            text,
            yes=_tr("Lock, and make them"),
            then=self._lock_for_new_keys,
        )

    def _lock_for_new_keys(self) -> None:
        self._lanes.tend(
            lambda workspace: workspace.keys.ask_for_new_keys(),
            context=self,
            then=lambda _: self._context.lock(),
            failed=self._refuse,
        )

    def _renew_code(self) -> None:
        self._context.open("newkit")

    def _back_up(self) -> None:
        dialog = BackupDialog(self._lanes, self._context, self.window())
        dialog.accepted.connect(self._read)
        dialog.open()

    def _refuse(self, error: BaseException) -> None:
        self._context.say(plain(error))

    def _connect(self) -> None:
        self.person.editingFinished.connect(self._rename)
        for box in (self.theme, self.text_size, self.minutes):
            box.activated.connect(self._choose)
        self.initials.clicked.connect(self._choose)
        self.new_year.activated.connect(self._set_program)
        self.tracks_new.clicked.connect(self._set_program)
        self.passphrase_button.clicked.connect(self._change_passphrase)
        self.recovery_button.clicked.connect(self._renew_code)
        self.try_button.clicked.connect(lambda: self._context.open("kit"))
        self.factors_button.clicked.connect(lambda: self._context.open("factors"))
        self.renew_button.clicked.connect(self._ask_for_new_keys)
        self.backup_button.clicked.connect(self._back_up)
        self.program_button.clicked.connect(lambda: self._context.go("program"))
        self.log_button.clicked.connect(lambda: self._context.go("disclosures"))
        self.access_button.clicked.connect(lambda: self._context.go("accessrecord"))
        self._context.settings_changed.connect(self._show_settings)

    def _name_things(self) -> None:
        for name in ("person", "theme", "text_size", "initials", "minutes", "new_year",
                     "tracks_new", "passphrase_button", "recovery_button", "try_button",
                     "factors_button", "renew_button", "backup_button",
                     "log_button", "access_button", "program_button"):  # fmt: skip
            getattr(self, name).setObjectName(f"settings_{name}")

    def _line(self, stored: str, name: str, control: QWidget, hint: str = "") -> SettingLine:
        self.lines[stored] = SettingLine(name, control, hint)
        return self.lines[stored]

    def _arrange(self) -> None:
        if self._context.practice:
            text = _tr("This is a practice program: every person and every event is invented.")
            self.body.addWidget(Banner(text, "info"))
        if self._context.county_trouble:
            self.body.addWidget(Banner(self._context.county_trouble, "warn"))
        self.backups = BackupCard(self._context, self.backup_button, self.backed_up)
        self.checkup = CheckupCard(self._lanes, self._context)
        cards = (
            self._you(), self._look(), self.lock_card, self._keys(), self.backups,
            self.checkup, self.documents, self.rules, self._program(), self._about(),
        )  # fmt: skip
        self.body.addWidget(Columns([(card, 1) for card in cards], 2, least=340))
        self.body.addStretch(1)

    def _you(self) -> Card:
        card = Card(_tr("You"))
        hint = _tr("Stands under new notes and contacts; older ones keep theirs")
        card.body.addWidget(self._line("person.name", _tr("Your &name"), self.person, hint))
        words = _tr("Saves are undone with Ctrl+Z; every one of them stays in the history.")
        card.body.addWidget(Muted(words, wrap=True))
        card.body.addStretch(1)
        return card

    def _look(self) -> Card:
        card = Card(_tr("Look and lock"))
        card.body.addWidget(
            Columns(
                [
                    (self._line("look.theme", _tr("&Theme"), self.theme), 1),
                    (self._line("look.text_percent", _tr("Text si&ze"), self.text_size), 1),
                    (self._line("lock.idle_minutes", _tr("&Lock after"), self.minutes), 1),
                ],
                3,
                least=130,
            )
        )
        card.body.addWidget(self._line("look.initials", "", self.initials))
        card.body.addStretch(1)
        return card

    def _keys(self) -> Card:
        card = Card(_tr("Keys"))
        for button in (
            self.passphrase_button,
            self.recovery_button,
            self.try_button,
            self.factors_button,
            self.renew_button,
        ):
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            card.body.addLayout(row)
        card.body.addStretch(1)
        return card

    def _program(self) -> Card:
        card = Card(_tr("Program"))
        card.body.addWidget(Label(self._context.program, wrap=True))
        cac = self._context.book.label("cac", self._context.cac) if self._context.cac else ""
        if cac and cac != self._context.program:
            card.body.addWidget(Muted(cac, wrap=True))
        hint = _tr("The PMT counts from here; the state may set another day")
        card.body.addWidget(
            self._line(
                "program.fiscal_year_start", _tr("Everyone is new &again on"), self.new_year, hint
            )
        )
        card.body.addWidget(self._line("program.tracks_new", "", self.tracks_new))
        row = QHBoxLayout()
        row.addWidget(self.program_button)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card

    def _about(self) -> Card:
        card = Card(_tr("About"))
        words = _tr("Satchel {version}, Qt {qt}").format(version=own_version(), qt=qVersion())
        card.body.addWidget(Label(words, wrap=True))
        card.body.addWidget(self.where)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.log_button)
        row.addWidget(self.access_button)
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card


def own_version() -> str:
    """Return Satchel's version, or that it runs from its sources."""
    try:
        return version("satchel")
    except PackageNotFoundError:
        return _tr("from its sources")


def _choices(name: str, choices: Any) -> ChoiceBox:
    box = ChoiceBox(name)
    for label, value in choices:
        box.addItem(label, value)
    return box


def _show_choice(box: ChoiceBox, value: int | str) -> None:
    """Show a value, also one between the usual ones that a county has set."""
    if box.findData(value) < 0:
        box.addItem(str(value), value)
    box.setCurrentIndex(box.findData(value))


def _year_starts() -> list[tuple[str, str]]:
    return [(_tr(words), code) for code, words in _NEW_YEAR.items()]
