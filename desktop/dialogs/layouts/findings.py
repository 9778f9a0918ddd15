"""Forms: what is known of risk and exploitation."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "screening": (
        Section(
            "Screening",
            (
                wide("person"),
                "instrument",
                "instrument_version",
                "on",
                "screener",
                "screener_trained",
                "screener_trained_on",
                "trigger",
            ),
        ),
        Section(
            "",
            (
                "total",
                "band",
                wide("possible_concerns"),
                wide("clear_concerns"),
                "override_band",
                wide("override_reason"),
                wide("shared_with"),
                "next_on",
            ),
        ),
        Section("", (wide("remark"),)),
    ),
    "indicator": (
        Section(
            "Indicator",
            (
                wide("person"),
                "on",
                "vulnerability",
                "sign",
                "source",
                "source_person",
                "confidence",
                wide("remark"),
            ),
        ),
    ),
    "exploitation": (
        Section(
            "Exploitation",
            (
                wide("person"),
                "known_on",
                wide("types"),
                wide("things_of_value"),
                wide("venues"),
                wide("platforms"),
                "recruiter",
                "age_first",
            ),
        ),
        Section(
            "",
            (
                "started",
                "ended",
                "active",
                "third_party",
                "disclosed",
                wide("explanation"),
                wide("account"),
            ),
        ),
    ),
    "exploiter": (
        Section(
            "Alleged exploiter",
            (
                "name",
                wide("aliases"),
                wide("handles"),
                "age_band",
                "sex",
                wide("person"),
                "gives_consent",
                "may_be_victim",
            ),
        ),
        Section(
            "",
            (
                "police",
                "police_number",
                "police_status",
                wide("charges"),
                wide("safety_notes"),
            ),
        ),
    ),
    "involvement": (
        Section(
            "Exploiter in a case",
            (
                "exploiter",
                wide("person"),
                "known_on",
                "role",
                "relation",
                "contact_now",
                wide("order_in_force"),
                wide("remark"),
            ),
        ),
    ),
}
