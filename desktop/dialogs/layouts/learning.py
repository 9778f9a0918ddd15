"""Forms: outreach, training and consultation."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "outreach": (
        Section(
            "Activity",
            (wide("title"), "outreach_kind", "on", wide("audience"), "attendees", "minutes"),
        ),
        Section("Where and who", ("town", "county", "cac", "coordinator", "topic", "funding")),
    ),
    "training": (
        Section(
            "Training",
            (
                "on",
                "title",
                "direction",
                "topic",
                "csec",
                "minutes",
                "credits",
                "trainer",
            ),
        ),
        Section(
            "",
            (
                wide("audience"),
                "attendees",
                wide("evaluation"),
                "town",
                "county",
                "cac",
                "coordinator",
                "funding",
            ),
        ),
        Section("", (wide("narrative"),)),
    ),
    "training_hours": (
        Section(
            "Training hours",
            (
                "on",
                "partner",
                "staff",
                "training",
                "title",
                "minutes",
                "csec_minutes",
                "certificate",
            ),
        ),
    ),
    "assistance_request": (
        Section(
            "Consultation",
            (
                "on",
                "asked_by",
                "partner",
                "agency",
                "discipline",
                "topic",
                wide("question"),
                wide("answer"),
            ),
        ),
        Section(
            "",
            (
                "answered_on",
                "minutes",
                "became",
                "county",
                "coordinator",
                "funding",
            ),
        ),
    ),
}
