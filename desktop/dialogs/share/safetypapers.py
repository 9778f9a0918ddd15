"""The page about a missing child, and the card of a plan, as the gate offers them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.dialogs.share.offered import Offer
from storage.domain.ids import RecordId, parse_id
from storage.domain.kinds.person import display_name
from storage.usecases.casefile import stored_record
from storage.usecases.safety.card import CardChoice, card_of
from storage.usecases.safety.packet import TITLE, packet_of


def safety_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return the page about a missing child (``packet``) or the card of a plan (``card``)."""
    return _card(connection, target) if "card" in target else _packet(connection, target)


def card_chosen(target: Mapping[str, Any]) -> tuple[RecordId, CardChoice]:
    """Return which plan, which of its lines, and in which language their headings are."""
    lines = tuple(str(line) for line in target.get("lines", ()))
    return parse_id(str(target["card"])), CardChoice(lines, str(target.get("language", "en")))


def _packet(connection: Any, target: Mapping[str, Any]) -> Offer:
    today = date.fromisoformat(str(target["today"]))
    packet = packet_of(connection, parse_id(str(target["packet"])), today)
    names = _names(connection, packet.people)
    return Offer(
        form=TITLE,
        content="records",
        stem="page",
        formats=("pdf",),
        bases=("missing_report", "release", "practice"),
        lines=(
            ("people", ", ".join(names)),
            ("filled", str(packet.filled)),
            ("blank", str(packet.blank)),
        ),
        names=names,
        people=packet.people,
        records=packet.records,
        purpose=_tr("Report of a missing child"),
        recipient=_tr("Police and NCMEC"),
    )


def _card(connection: Any, target: Mapping[str, Any]) -> Offer:
    card = card_of(connection, *card_chosen(target))
    people = frozenset([card.person]) if card.person else frozenset()
    return Offer(
        form=_tr("Card for the youth"),
        content="records",
        stem="card",
        formats=("pdf",),
        bases=("own_copy", "practice"),
        lines=(("card", str(len(card.entries))),),
        names=_names(connection, people),
        people=people,
        records=1,
        purpose=_tr("The youth's own card"),
        recipient=_tr("The youth"),
    )


def _names(connection: Any, people: frozenset[RecordId]) -> tuple[str, ...]:
    found = (stored_record(connection, "person", one) for one in sorted(people))
    return tuple(sorted(display_name(one.record) for one in found if one is not None))


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)
