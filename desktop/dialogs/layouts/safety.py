"""Forms: safety and missing from care."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "safety_plan": (
        Section("", ("made_on", "next_review_on", wide("person"), wide("made_with"), "own_words")),
        Section(
            "What to watch for",
            (wide("triggers"), wide("warning_signs"), wide("no_contact")),
        ),
        Section(
            "Where to turn",
            (
                wide("safe_people"),
                wide("safe_places"),
                wide("emergency_contacts"),
                "code_word",
            ),
        ),
        Section(
            "Getting by",
            (wide("way_home"), wide("online"), wide("basic_needs"), wide("if_missing")),
        ),
        Section("The plan itself", ("copy_given", "agreed", wide("copies_with"))),
    ),
    "missing_episode": (
        Section("", (wide("person"), "identified_at", "risk", "category", "living_situation")),
        Section(
            "Who was told",
            (
                "police_at",
                "police",
                "police_number",
                "entered_by_police",
                "ncmec_at",
                "ncmec_number",
                "dcf_at",
                "team_at",
                "reported_by",
                "poster",
            ),
        ),
        Section(
            "Last seen",
            (
                "last_seen_at",
                "last_seen_by",
                wide("last_seen_where"),
                wide("placement"),
                wide("clothing"),
                wide("companions"),
                wide("likely_places"),
                wide("dangers"),
            ),
        ),
        Section(
            "The return",
            (
                "returned_at",
                "returned_how",
                wide("returned_where"),
                wide("condition"),
                "medical_check",
                "status_before",
            ),
        ),
        Section(
            "What was learned",
            (
                "interview_on",
                "interview_by",
                wide("factors"),
                wide("experiences"),
                "screening",
                "report_filed_on",
                wide("screening_not_done"),
                wide("plan_change"),
            ),
        ),
    ),
    "sighting": (
        Section(
            "",
            (
                "at",
                "step",
                wide("where"),
                wide("text"),
                "told_by",
                "police_told_at",
                wide("episode"),
            ),
        ),
    ),
    "appearance": (
        Section("", (wide("person"), "as_of", "height", "weight", "hair", "eyes", wide("marks"))),
        Section(
            "Where and with whom",
            (wide("companions"), wide("places"), wide("phones"), wide("handles"), wide("needs")),
        ),
    ),
}
