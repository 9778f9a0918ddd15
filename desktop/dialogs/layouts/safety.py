"""Forms: safety and missing from care."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "safety_plan": (
        Section(
            "Safety plan",
            (
                wide("person"),
                "made_on",
                wide("made_with"),
                "own_words",
                wide("triggers"),
                wide("warning_signs"),
                wide("safe_people"),
                wide("safe_places"),
            ),
        ),
        Section(
            "",
            (
                "code_word",
                wide("online"),
                wide("way_home"),
                wide("basic_needs"),
                wide("emergency_contacts"),
                wide("no_contact"),
                wide("if_missing"),
                "copy_given",
            ),
        ),
        Section(
            "",
            (
                wide("copies_with"),
                "agreed",
                "next_review_on",
            ),
        ),
    ),
    "missing_episode": (
        Section(
            "Missing episode",
            (
                wide("person"),
                "identified_at",
                "category",
                "risk",
                "last_seen_at",
                wide("last_seen_where"),
                "last_seen_by",
                "reported_by",
            ),
        ),
        Section(
            "",
            (
                wide("placement"),
                "living_situation",
                "dcf_at",
                "police_at",
                "police",
                "police_number",
                "entered_by_police",
                "ncmec_at",
            ),
        ),
        Section(
            "",
            (
                "ncmec_number",
                "team_at",
                "poster",
                wide("clothing"),
                wide("companions"),
                wide("likely_places"),
                wide("dangers"),
                "returned_at",
            ),
        ),
        Section(
            "",
            (
                "returned_how",
                wide("returned_where"),
                wide("condition"),
                "medical_check",
                "interview_on",
                "interview_by",
                wide("factors"),
                wide("experiences"),
            ),
        ),
        Section(
            "",
            (
                "screening",
                wide("screening_not_done"),
                "report_filed_on",
                wide("plan_change"),
            ),
        ),
    ),
    "sighting": (
        Section(
            "Sighting or search",
            (
                "episode",
                "at",
                "step",
                wide("where"),
                "told_by",
                "police_told_at",
                wide("text"),
            ),
        ),
    ),
    "appearance": (
        Section(
            "Description",
            (
                wide("person"),
                "as_of",
                "height",
                "weight",
                "hair",
                "eyes",
                wide("marks"),
                wide("phones"),
            ),
        ),
        Section(
            "",
            (
                wide("handles"),
                wide("companions"),
                wide("places"),
                wide("needs"),
            ),
        ),
    ),
}
