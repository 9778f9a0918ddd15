"""Who set a setting, in words."""

from PySide6.QtCore import QCoreApplication

from storage.profile.precedence import Holding


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


def origin(value: object, unchosen: Holding, county: str) -> str:
    """Say where ``value`` comes from; ``unchosen`` is what holds without the person's choice."""
    if value != unchosen.value and not unchosen.locked:
        return _tr("Chosen by you")
    words = {
        "county": _tr("Set by {county}").format(county=county),
        "computer": _tr("Set on this computer"),
    }.get(unchosen.source, _tr("Satchel's default"))
    return _tr("{origin}; locked").format(origin=words) if unchosen.locked else words
