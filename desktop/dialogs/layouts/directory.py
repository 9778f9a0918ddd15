"""Forms: the directory."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "agency": (
        Section(
            "Agency",
            (
                "name",
                "agency_kind",
                "phone",
                "after_hours",
                "secure_mail",
                wide("address"),
                wide("towns"),
                wide("counties"),
            ),
        ),
        Section(
            "",
            (
                wide("needs"),
                "ages",
                wide("intake"),
                "mou_signed_on",
                "mou_until",
            ),
        ),
    ),
    "partner": (
        Section(
            "Partner",
            (
                "given_name",
                "family_name",
                "agency",
                "discipline",
                "position",
                "team_member",
                "phone",
                "mobile",
            ),
        ),
        Section(
            "",
            (
                "mail",
                "secure_mail",
                wide("towns"),
                "confidentiality_signed_on",
                wide("remark"),
            ),
        ),
    ),
}
