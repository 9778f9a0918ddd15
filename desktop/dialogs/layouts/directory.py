"""Forms: the directory."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "agency": (
        Section("", (wide("name"), "agency_kind", "ages", wide("needs"))),
        Section("How to reach", ("phone", "after_hours", wide("secure_mail"), wide("address"))),
        Section("How to refer", (wide("intake"), wide("counties"), wide("towns"))),
        Section("Agreement", ("mou_signed_on", "mou_until")),
    ),
    "partner": (
        Section(
            "Person",
            ("given_name", "family_name", wide("agency"), "discipline", "position"),
        ),
        Section("How to reach", ("phone", "mobile", "mail", "secure_mail")),
        Section(
            "On the team",
            ("team_member", "confidentiality_signed_on", wide("towns"), wide("remark")),
        ),
    ),
}
