"""What the record of access says of a rule that was changed, in the words that Settings uses."""

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted


def _tr(text: str) -> str:
    return QCoreApplication.translate("rulechanges", text)


def rule_words(noted: str) -> str:
    """Return the words for an entry such as ``lock.idle_minutes: 10``; others as they are."""
    name, _, value = noted.partition(": ")
    words = {
        "county.profile": _tr("The rules of the county"),
        "computer.policy": _tr("The rules of this computer"),
        "supervisors.needed": _tr("Leads needed to open a workspace"),
        "lock.idle_minutes": _tr("Lock after"),
        "lock.meeting_minutes": _tr("A meeting holds the lock for at most"),
        "lock.pin_minutes": _tr("A PIN unlocks after an idle lock"),
        "lock.pin": _tr("The PIN"),
    }.get(name)
    if words is None:
        return noted
    if name.endswith("_minutes") and value.isdecimal():
        minutes = int(value)
        value = counted(minutes, _tr("minute"), _tr("minutes")) if minutes else _tr("never")
    return f"{words}: {value}" if value else words
