"""Forms: work and those who do it."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "task": (
        Section(
            "What is to be done",
            (wide("text"), "due_on", "due_at", "owner", "priority", wide("person")),
        ),
        Section("What came of it", ("status", "done_on", wide("outcome"))),
    ),
    "time_entry": (
        Section("What for", ("on", "coordinator", wide("activity"), wide("funding"))),
        Section("How much", ("minutes", "miles", wide("remark"))),
    ),
    "coverage": (
        Section("Who stands in for whom", ("away", "covered_by")),
        Section("From when to when", ("from_on", "until_on", wide("remark"))),
    ),
    "credential": (
        Section("Who and what", ("holder", "credential")),
        Section("Training and supervision", ("training_minutes", "trained_by", wide("supervisor"))),
        Section("Valid", ("from_on", "until_on")),
    ),
}
