"""Forms: people, the case and what happens in it."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "person": (
        Section(
            "Name",
            ("given_name", "family_name", "name_used", "pronouns", wide("aliases"), "role"),
        ),
        Section(
            "Safe contact",
            ("phone", "placement", "voicemail_ok", "text_ok", wide("safe_contact")),
        ),
        Section(
            "For the reports: counted there without a name",
            (
                "born_on",
                "gender_identity",
                wide("race"),
                wide("special_classifications"),
                wide("special_explanation"),
                "sex",
                "pmt_race",
            ),
        ),
        Section(
            "Life",
            (
                "town",
                "county",
                "living_situation",
                "custody",
                "dcf_status",
                "school",
                "languages",
                "interpreter_needed",
            ),
        ),
    ),
    "case": (
        Section("Case", ("number", "status", "cac", "county", "opened_on", "priority")),
        Section("Exploitation", ("exploitation_at_open", "exploitation_now")),
        Section(
            "Team",
            ("coordinator", "backup_coordinator", "dcf_office", "police", "next_review_on"),
        ),
        Section("Closing", ("closed_on", "closure_reason")),
    ),
    "contact": (
        Section("Contact", ("on", "started_at", "minutes", "mode"), columns=2),
        Section("Who", (wide("with_whom"), "youth_present", "interpreter", "coordinator")),
    ),
    "service": (
        Section("Service", (wide("recipient"), "on", "quantity", wide("code"))),
        Section("Counting", ("funding", "provider", wide("compensation_assisted"), wide("remark"))),
    ),
    "victimization": (
        Section(
            "Victimization",
            (wide("person"), wide("type"), "presented_from", "presented_to", wide("explanation")),
        ),
    ),
    "note": (Section("Note", ("note_class", "on", "template", "author", wide("text"))),),
    "court_event": (
        Section("Hearing", ("event_type", "matter", "on", "at", wide("court"), "session", "judge")),
        Section(
            "Who is there",
            (wide("person"), "accompanied_by", "docket", "youth_required", "exploiter_present"),
        ),
        Section("What came of it", (wide("outcome"), "orders", "next_on")),
    ),
    "referral": (
        Section(
            "Referral",
            ("received_on", "received_at", "source", "source_person", "mode", "priority"),
        ),
        Section("Youth and reason", (wide("people"), wide("reason"))),
        Section(
            "Report and decision", ("report_filed", "report_filed_on", "outcome", "decided_on")
        ),
    ),
}
