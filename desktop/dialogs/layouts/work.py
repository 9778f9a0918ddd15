"""Forms: work and those who do it."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "task": (
        Section(
            "Task",
            (
                wide("person"),
                wide("text"),
                "due_on",
                "due_at",
                "owner",
                "priority",
                "status",
                "done_on",
            ),
        ),
        Section(
            "",
            (
                wide("outcome"),
                "rule",
            ),
        ),
    ),
    "time_entry": (
        Section(
            "Time and miles",
            (
                "on",
                "coordinator",
                "activity",
                "minutes",
                "miles",
                "funding",
                wide("remark"),
            ),
        ),
    ),
    "coverage": (
        Section(
            "Coverage",
            (
                "away",
                "covered_by",
                "from_on",
                "until_on",
                wide("remark"),
            ),
        ),
    ),
    "credential": (
        Section(
            "Credential",
            (
                "holder",
                "credential",
                "training_minutes",
                "trained_by",
                "supervisor",
                "from_on",
                "until_on",
            ),
        ),
    ),
}
