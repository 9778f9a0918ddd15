"""Forms: needs, care and who decides."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "referral_out": (
        Section(
            "Referral out",
            (
                wide("person"),
                "referred_on",
                "need",
                "agency",
                "provider",
                "program",
                "referred_by",
                "method",
            ),
        ),
        Section(
            "",
            (
                "status",
                "status_on",
                "offered_on",
                "kept",
                wide("barriers"),
                "service",
                wide("outcome"),
                wide("narrative"),
            ),
        ),
    ),
    "need": (
        Section(
            "Need",
            (
                wide("person"),
                "on",
                "need",
                "severity",
                wide("plan"),
                "met_on",
            ),
        ),
    ),
    "unmet_need": (
        Section(
            "Unmet need",
            (
                wide("person"),
                "on",
                "need",
                "reason",
                "wait_days",
                "county",
                "met_on",
                "referral_out",
            ),
        ),
        Section(
            "",
            (
                wide("remark"),
                wide("narrative"),
            ),
        ),
    ),
    "custody_period": (
        Section(
            "Custody",
            (
                wide("person"),
                "custody",
                "holder",
                "holder_person",
                wide("consents"),
                "from_on",
                "until_on",
                wide("basis"),
            ),
        ),
        Section("", ("seen",)),
    ),
    "placement_period": (
        Section(
            "Living situation",
            (
                wide("person"),
                "living_situation",
                wide("place"),
                "agency",
                "from_on",
                "until_on",
                wide("ended_because"),
            ),
        ),
    ),
    "case_link": (
        Section(
            "Linked case",
            (
                "other",
                "link",
                "on",
                wide("remark"),
            ),
        ),
    ),
}
