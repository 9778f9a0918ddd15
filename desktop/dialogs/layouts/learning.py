"""Forms: outreach, training and consultation."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "outreach": (
        Section(
            "Activity",
            (wide("title"), "outreach_kind", "on", wide("audience"), "attendees", "minutes"),
        ),
        Section(
            "Where and who",
            ("town", "county", "cac", "coordinator", "partner", "topic", "funding", "materials"),
        ),
        Section("Afterwards", (wide("evaluation"), wide("narrative"))),
    ),
    "training": (
        Section(
            "",
            (wide("title"), "direction", "on", "topic", "minutes", "csec", "attendees"),
        ),
        Section("Who and where", (wide("audience"), "trainer", "coordinator", "town", "county")),
        Section("Counting", ("cac", "funding", wide("credits"))),
        Section("Afterwards", (wide("evaluation"), wide("narrative"))),
    ),
    "training_hours": (
        Section("Whose hours", ("partner", "staff", "on", "certificate")),
        Section("Of which training", (wide("training"), wide("title"), "minutes", "csec_minutes")),
    ),
    "assistance_request": (
        Section("Question", (wide("question"), "on", "topic", "asked_by", "discipline")),
        Section("Who asked", (wide("partner"), wide("agency"), "county")),
        Section("Answer", (wide("answer"), "answered_on", "minutes", "became")),
        Section("Counting", ("coordinator", "funding")),
    ),
}
