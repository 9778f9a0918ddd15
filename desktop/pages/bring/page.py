"""Bring in a table step by step: each can be gone back to, and nothing is kept until the last."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.bring import work
from desktop.pages.bring.columnstep import ColumnStep
from desktop.pages.bring.filestep import FileStep
from desktop.pages.bring.sheetstep import SheetStep
from desktop.pages.bring.takingback import TakingBack
from desktop.pages.bring.wordstep import WordStep
from desktop.progress import Progress
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.errors import CancelledError
from storage.exchange.foreign.batches import batches
from storage.exchange.foreign.bringing import bring_table, rehearse_table
from storage.exchange.foreign.kept import Kept, keep_tried, kept_of
from storage.exchange.foreign.mapping import Columns
from storage.exchange.foreign.opening import Opened
from storage.exchange.foreign.outcome import Outcome
from storage.exchange.foreign.tables import Body, body_of, header_place
from storage.usecases.changes import Changes
from storage.usecases.importsheets import TRIED

FILE, COLUMNS, WORDS, TRIAL, SHEET = range(5)
_NUMBERED = re.compile(r"[\s_\-]*(?:\(\d+\)|copy|\d[\d.\-_]*)$", re.IGNORECASE)


class BringPage(Page):
    """File, columns, words, rehearsal, sheet."""

    page_id = "bring"
    body_class = WrappedBody

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(
            self.tr("Bring in"),
            self.tr("A spreadsheet or CSV file, tried out first and easily taken back"),
        )
        self._lanes, self._context = lanes, context
        self._opened: Opened | None = None
        self._path: Path | None = None
        self._sheet = 0
        self._body = Body((), (), ())
        self._outcome: Outcome | None = None
        self._wanted: Mapping[str, Any] = {}
        self.trouble = Banner("", "warn")
        self.steps = Muted("")
        self.stack = QStackedWidget()
        self.file_step = FileStep()
        self.taking_back = TakingBack(self, lanes, context, self._begin)
        self.column_step = ColumnStep(context.book, context.today())
        self.word_step = WordStep(context.book, context.today())
        self.trial = SheetStep()
        self.sheet = SheetStep()
        self.waiting = ProgressPanel(self.tr("Working"))
        self.back = Button(self.tr("&Back"))
        self.next = PrimaryButton(self.tr("Open the file"))
        self.print_sheet = Button(self.tr("Save the sheet…"))
        self.undo = Button(self.tr("Take this import back"))
        self._arrange()
        self._connect()
        self._show_names()
        self._go(FILE)

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Bring in")

    def first_focus(self) -> QWidget:
        """Begin at the choice of the file."""
        return self.file_step.file

    def open(self, target: Mapping[str, Any]) -> None:
        """Show the page as it is; ``batch`` (hexadecimal) opens the sheet of an import."""
        self._list_batches()
        if "batch" in target:
            self._open_sheet(bytes.fromhex(str(target["batch"])))

    def place(self) -> dict[str, Any]:
        """Return where the user is: the file's place and digest, never anything that is in it."""
        step = self.stack.currentIndex()
        columns = self._columns()
        return {
            "path": str(self._path or ""),
            "digest": self._opened.digest if self._opened else b"",
            "sheet": self._sheet,
            "step": step,
            "columns": msgspec.to_builtins(columns) if self._body.columns else {},
            "same": dict(self.trial.same),
            "batch": self._outcome.batch.hex() if self._outcome and step == SHEET else "",
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Open the same file again, if it is still the same, and go on there."""
        self._list_batches()
        if place.get("batch"):
            self._open_sheet(bytes.fromhex(str(place["batch"])))
        elif place.get("path"):
            self.file_step.set_path(Path(str(place["path"])))
            if int(place.get("step", FILE)) > FILE:
                self._wanted = place
                self._read(Path(str(place["path"])))

    def _columns(self) -> Columns:
        """Return the mapping as the step that is shown has it."""
        at_words = self.stack.currentIndex() >= WORDS
        return self.word_step.columns() if at_words else self.column_step.columns()

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.trouble.hide()
        names = (
            self.tr("File"), self.tr("Columns"), self.tr("Words and dates"),
            self.tr("Rehearsal"), self.tr("Sheet"),
        )  # fmt: skip
        name = self.tr("Step {n} of {all}: {name}")
        self.steps.setText(name.format(n=step + 1, all=len(names), name=names[step]))
        acts = (
            self.tr("Open the file"), self.tr("Look at words and dates"), self.tr("Rehearse"),
            self.tr("Bring it in"), self.tr("Bring in another file"),
        )  # fmt: skip
        self.next.setText(acts[step])
        self.back.setVisible(step in (COLUMNS, WORDS, TRIAL))
        self.print_sheet.setVisible(step == SHEET)
        self.undo.setVisible(step == SHEET)
        for place in range(self.stack.count()):
            # A step that is not shown must not make the page as long as itself.
            policy = QSizePolicy.Policy.Preferred if place == step else QSizePolicy.Policy.Ignored
            if (widget := self.stack.widget(place)) is not None:
                widget.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self.stack.adjustSize()
        self.scroll_area.verticalScrollBar().setValue(0)

    def _next(self) -> None:
        match self.stack.currentIndex():
            case 0:
                path = self.file_step.path()
                if path is None:
                    self.trouble.say(self.tr("Choose a file first."))
                else:
                    self._read(path)
            case 1:
                self._ask_words()
            case 2:
                self._try()
            case 3:
                self._bring()
            case _:
                self._start_again()

    def _start_again(self) -> None:
        self._opened, self._path, self._body = None, None, Body((), (), ())
        self.trial.same = {}
        self.file_step.fill()
        self._list_batches()
        self._go(FILE)
        self.file_step.file.setFocus()

    def _read(self, path: Path) -> None:
        self._path = path
        progress = self._begin(self.tr("Reading the file"))
        self._lanes.report(
            work.opened, path, progress, context=self, then=self._show_opened, failed=self._refuse
        )

    def _show_opened(self, opened: Opened) -> None:
        self._end()
        wanted, self._opened = self._wanted, opened
        if wanted and wanted.get("digest") != opened.digest:
            self._wanted = {}
            self.trouble.say(self.tr("The file was changed since you left. Begin with it again."))
            return
        sheets = [n for n, sheet in enumerate(opened.table.sheets) if not sheet.hidden]
        self._sheet = int(wanted.get("sheet", 0)) if wanted else next(iter(sheets), 0)
        self._show_sheet()

    def _show_sheet(self) -> None:
        if self._opened is None or not self._opened.table.sheets:
            self.trouble.say(self.tr("The workbook has no sheet of rows."))
            return
        sheet = self._opened.table.sheets[self._sheet]
        self.column_step.show_sheets(self._opened.table, self._sheet)
        self._body = body_of(sheet, header_place(sheet))
        if not self._body.rows:
            self.trouble.say(
                self.tr("There is no row below the header. Choose another sheet or file.")
            )
        source = _NUMBERED.sub("", Path(self._opened.name).stem)[:80]
        self._lanes.report(
            work.proposed, self._body, source, self._context.cac, context=self,
            then=self._show_proposed, failed=self._refuse, key="proposed",
        )  # fmt: skip

    def _show_proposed(self, found: work.Proposed) -> None:
        columns, wanted, self._wanted = found.columns, self._wanted, {}
        if wanted.get("columns"):
            columns = msgspec.convert(wanted["columns"], Columns)
        merged = self._opened.table.sheets[self._sheet].merged if self._opened else 0
        self.column_step.show_columns(self._body, columns, is_known=found.is_known, merged=merged)
        self._go(COLUMNS)
        self.column_step.source.setFocus(Qt.FocusReason.OtherFocusReason)
        self.trial.same = dict(wanted.get("same", {}))
        if int(wanted.get("step", COLUMNS)) >= WORDS:
            self._ask_words()

    def _choose_sheet(self, number: int) -> None:
        self._sheet = number
        self._show_sheet()

    def _ask_words(self) -> None:
        self._lanes.report(
            work.questions, self._body, self.column_step.columns(), context=self,
            then=self._show_questions, failed=self._refuse, key="questions",
        )  # fmt: skip

    def _show_questions(self, found: work.Questions) -> None:
        self.word_step.show_questions(found.columns, found.words, found.dates)
        self._go(WORDS)

    def _try(self) -> None:
        progress = self._begin(self.tr("Trying every row"))
        self._lanes.write(
            rehearse_table, *self._table(), progress.at, context=self, failed=self._show_tried
        )

    def _show_tried(self, error: BaseException) -> None:
        outcome = work.outcome_of(error)
        if outcome is None:
            self._refuse(error)
            return
        self._end()
        self._outcome = outcome
        self.trial.show_outcome(outcome, tried=True, initials=self._context.initials)
        self._go(TRIAL)
        self._lanes.write(keep_tried, outcome, context=self)

    def _bring(self) -> None:
        progress = self._begin(self.tr("Bringing it in"))
        self._lanes.write(
            bring_table, *self._table(), progress.at, context=self, then=self._show_brought,
            failed=self._refuse,
        )  # fmt: skip

    def _show_brought(self, outcome: Outcome) -> None:
        self._end()
        self._show_outcome(outcome)
        records = counted(outcome.added(), self.tr("record"), self.tr("records"))
        self._context.say(self.tr("Brought in: {records}").format(records=records))

    def _show_outcome(self, outcome: Outcome) -> None:
        self._outcome = outcome
        self.sheet.show_outcome(outcome, tried=False, initials=self._context.initials)
        self._go(SHEET)
        for button in (self.print_sheet, self.undo):
            button.setEnabled(bool(outcome.batch))

    def _open_sheet(self, batch: bytes) -> None:
        self._lanes.report(kept_of, batch, context=self, then=self._show_kept, key="sheet")

    def _show_kept(self, kept: Kept | None) -> None:
        if kept is not None:
            self._show_outcome(kept.outcome)
            self.undo.setEnabled(kept.taken_back is None)

    def _share(self, what: str) -> None:
        batch = self._outcome.batch if self._outcome else b""
        if self.stack.currentIndex() == TRIAL:
            batch = TRIED
        if batch:
            self._context.open("share", {"import": batch.hex(), "what": what})

    def _export(self, what: str) -> None:
        self._context.open("share", {"export": what})

    def _show_taken_back(self) -> None:
        self._end()
        self._list_batches()
        self.undo.setEnabled(False)

    def _list_batches(self) -> None:
        self._lanes.report(batches, context=self, then=self.file_step.show_batches, key="batches")

    def _table(self) -> tuple[Body, Columns, str, dict[str, str]]:
        """Return what is brought: the rows, what they mean, the file's name, who is known."""
        name = self._opened.name if self._opened else ""
        return self._body, self._columns(), name, dict(self.trial.same)

    def _begin(self, title: str) -> Progress:
        progress = self.waiting.begin()
        self.waiting.setAccessibleName(title)
        self.waiting.show_words(title)
        self.waiting.show()
        for widget in (self.next, self.back, self.file_step):
            widget.setEnabled(False)
        self.trouble.hide()
        return progress

    def _end(self) -> None:
        self.waiting.end()
        for widget in (self.next, self.back, self.file_step):
            widget.setEnabled(True)

    def _refuse(self, error: BaseException) -> None:
        self._end()
        self._wanted = {}
        if not isinstance(error, CancelledError):
            self.trouble.say(plain(error))

    def _go_back(self) -> None:
        self._go(max(self.stack.currentIndex() - 1, FILE))

    def _show_names(self, _settings: object = None) -> None:
        for step in (self.column_step, self.trial, self.sheet):
            step.show_names(initials=self._context.initials)

    def _changed(self, changes: Changes) -> None:
        if changes.act.endswith("import"):
            self._list_batches()

    def _connect(self) -> None:
        self.next.clicked.connect(self._next)
        self.back.clicked.connect(self._go_back)
        self.column_step.sheet_chosen.connect(self._choose_sheet)
        self.trial.same_changed.connect(self._try)
        self.trial.save_rejects.connect(lambda: self._share("rejects"))
        self.sheet.save_rejects.connect(lambda: self._share("rejects"))
        self.print_sheet.clicked.connect(lambda: self._share("sheet"))
        self.undo.clicked.connect(self._undo_shown)
        self.file_step.sheet_wanted.connect(self._open_sheet)
        self.file_step.back_wanted.connect(self.taking_back.ask_first)
        self.taking_back.done.connect(self._show_taken_back)
        self.taking_back.refused.connect(self._refuse)
        self.file_step.export_wanted.connect(self._export)
        self._lanes.changed.connect(self._changed)
        self._context.settings_changed.connect(self._show_names)

    def _undo_shown(self) -> None:
        if self._outcome is not None and self.waiting.isHidden():
            self.taking_back.ask_first(self._outcome.batch, was_taken_back=False)

    def _arrange(self) -> None:
        for name in ("back", "next", "print_sheet", "undo"):
            getattr(self, name).setObjectName(f"bring_{name}")
        for step in (self.file_step, self.column_step, self.word_step, self.trial, self.sheet):
            self.stack.addWidget(step)
        row = QHBoxLayout()
        for button in (self.undo, self.print_sheet):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        self.body.addWidget(self.steps)
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.waiting)
        self.body.addWidget(self.stack, 1)
        self.body.addLayout(row)
        self.trouble.hide()
        self.waiting.hide()
