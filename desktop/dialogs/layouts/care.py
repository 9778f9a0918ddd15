"""Forms: needs, care and who decides."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "referral_out": (
        Section(
            "What for, and to whom",
            ("need", "referred_on", "agency", "provider", "program", "method"),
        ),
        Section(
            "Where it stands",
            ("status", "status_on", "offered_on", "kept", wide("barriers"), wide("outcome")),
        ),
        Section(
            "Who",
            (wide("person"), "referred_by", "service", wide("narrative")),
        ),
    ),
    "need": (
        Section(
            "",
            ("need", "severity", wide("plan"), "on", "met_on", wide("person")),
        ),
    ),
    "unmet_need": (
        Section(
            "What could not be had, and why",
            ("need", "reason", "on", "wait_days", "met_on", "county"),
        ),
        Section(
            "More",
            (wide("person"), wide("referral_out"), wide("remark"), wide("narrative")),
        ),
    ),
    "custody_period": (
        Section(
            "Who decides",
            ("custody", "holder", wide("holder_person"), wide("consents")),
        ),
        Section(
            "From when to when, and by what paper",
            ("from_on", "until_on", wide("basis"), "seen", wide("person")),
        ),
    ),
    "placement_period": (
        Section(
            "Where the youth lives",
            ("living_situation", "agency", wide("place")),
        ),
        Section(
            "From when to when",
            ("from_on", "until_on", wide("ended_because"), wide("person")),
        ),
    ),
    "document": (
        Section(
            "",
            (wide("title"), "document_kind", "received_on", wide("source")),
        ),
        Section(
            "What may be done with it",
            ("redisclosure", "kept_at", wide("limit")),
        ),
    ),
    "legal_hold": (
        Section(
            "",
            (
                *("ground", "from_on", wide("reason"), "asked_by", "until_on"),
                *(wide("person"), "placed_by"),
            ),
        ),
    ),
    "case_link": (
        Section(
            "",
            (wide("other"), "link", "on", wide("remark")),
        ),
    ),
}
