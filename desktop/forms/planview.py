"""A safety plan to read: large and calm, section by section, in the youth's own words."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.columns import Columns
from desktop.widgets.labels import FieldName, Heading, Label
from desktop.wording.labels import field_label
from desktop.wording.names import shown
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.spec.kinds import fields_of
from storage.usecases.safety.plans import SECTIONS


def _tr(text: str) -> str:
    return QCoreApplication.translate("safety", text)


class PlanText(Label):
    """What the youth says, in larger letters than anything around it."""

    def __init__(self, *, large: bool) -> None:
        super().__init__("", wrap=True, selectable=not large)
        self.setProperty("plan", "large" if large else "calm")


class PlanView(QWidget):
    """Shows the lines of a plan that hold something; the rest takes no room."""

    def __init__(self, *, large: bool = False) -> None:
        super().__init__()
        self._labels: dict[str, Label] = {}
        self._boxes: dict[str, QWidget] = {}
        self._sections: list[tuple[QWidget, Columns, Sequence[str]]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        for section, names in SECTIONS.items():
            column.addWidget(self._section(section, names, large=large))

    def show_plan(
        self, plan: SafetyPlan, *, initials: bool, versions: Mapping[str, Sequence[str]]
    ) -> None:
        """Show ``plan``, its words as letters while names are hidden.

        ``versions`` has, by field, what stands side by side until somebody decides: all of it is
        shown.
        """
        for name, label in self._labels.items():
            said = versions.get(name) or (str(getattr(plan, name)).strip(),)
            label.setText(shown(_tr(" \u2014 or \u2014 ").join(said), initials))
        for section, columns, names in self._sections:
            filled = [self._boxes[name] for name in names if self._labels[name].text()]
            columns.show_only(filled)
            section.setVisible(bool(filled))

    def texts(self) -> Mapping[str, str]:
        """Return what is shown, by field."""
        return {n: label.text() for n, label in self._labels.items() if label.text()}

    def _section(self, section: str, names: Sequence[str], *, large: bool) -> QWidget:
        fields = fields_of(SafetyPlan)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(Heading(_titles()[section], level=1 if large else 2))
        for name in names:
            label = self._labels[name] = PlanText(large=large)
            self._boxes[name] = _line(field_label(fields[name]), label)
        columns = Columns([(self._boxes[name], 1) for name in names], 2, least=260)
        column.addWidget(columns)
        self._sections.append((box, columns, names))
        return box


def _line(name: str, label: Label) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(3))
    column.addWidget(FieldName(name))
    column.addWidget(label)
    column.addStretch(1)
    return box


def _titles() -> Mapping[str, str]:
    return {
        "watch": _tr("What to watch for"),
        "turn": _tr("Where to turn"),
        "by": _tr("Getting by"),
    }
