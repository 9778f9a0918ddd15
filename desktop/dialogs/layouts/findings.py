"""Forms: what is known of risk and exploitation."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "screening": (
        Section(
            "",
            (
                *("instrument", "instrument_version", "on", "trigger"),
                *("total", "band"),
            ),
        ),
        Section(
            "Where you judge otherwise",
            ("override_band", wide("override_reason")),
        ),
        Section(
            "Domains",
            (wide("possible_concerns"), wide("clear_concerns")),
        ),
        Section(
            "Who screened whom",
            (
                *(wide("person"), "screener", "screener_trained_on"),
                wide("screener_trained"),
            ),
        ),
        Section(
            "What follows",
            ("next_on", "shared_with", wide("remark")),
        ),
    ),
    "indicator": (
        Section(
            "One vulnerability, or one sign",
            ("vulnerability", "sign", "on", "confidence"),
        ),
        Section(
            "Who told of it",
            ("source", "source_person", wide("person"), wide("remark")),
        ),
    ),
    "exploitation": (
        Section(
            "What is known",
            (
                *("known_on", "active", wide("types"), wide("things_of_value"), wide("venues")),
                wide("platforms"),
            ),
        ),
        Section(
            "Who and when",
            (
                *(wide("person"), "recruiter", "third_party", "age_first", "disclosed"),
                *("started", "ended"),
            ),
        ),
        Section("In words", (wide("explanation"), wide("account"))),
    ),
    "exploiter": (
        Section(
            "Who it is",
            ("name", "age_band", "sex", wide("aliases"), wide("handles"), wide("person")),
        ),
        Section(
            "Safety",
            (wide("safety_notes"), "gives_consent", "may_be_victim"),
        ),
        Section(
            "Police and charges",
            ("police", "police_number", "police_status", wide("charges")),
        ),
    ),
    "involvement": (
        Section(
            "Who, to whom",
            (wide("exploiter"), wide("person"), "known_on", "role", "relation"),
        ),
        Section(
            "Safety",
            ("contact_now", wide("order_in_force"), wide("remark")),
        ),
    ),
}
