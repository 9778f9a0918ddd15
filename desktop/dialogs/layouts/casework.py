"""Forms: people, the case and what happens in it."""

from collections.abc import Mapping

from desktop.forms.layout import Section, wide

LAYOUTS: Mapping[str, tuple[Section, ...]] = {
    "person": (
        Section(
            "Name",
            (
                *("given_name", "family_name", "name_used", "pronouns", wide("aliases")),
                *("role", "further_roles"),
            ),
        ),
        Section(
            "Safe contact",
            (
                *("phone", "who_may_answer", "calls_ok", "voicemail_ok", "text_ok"),
                *("device_watched", "safe_times", "code_word", wide("safe_contact")),
            ),
        ),
        Section(
            "For the reports: counted there without a name",
            (
                *("born_on", "gender_identity", wide("race"), wide("special_classifications")),
                *(wide("special_explanation"), "sex", "pmt_race"),
            ),
        ),
        Section(
            "Where the youth lives, and who decides",
            (
                *("living_situation", "placement", "town", "county", "custody", "dcf_status"),
                *("dys_status", "tribe"),
            ),
        ),
        Section(
            "What helps to work with the youth",
            (
                *("languages", "interpreter_needed", "school", "grade"),
                *(wide("disabilities"), "sexual_orientation", "immigration_concern", "deceased"),
            ),
        ),
    ),
    "case": (
        Section(
            "",
            ("number", "status", wide("youth"), wide("cac"), "county", "opened_on", "priority"),
        ),
        Section("Exploitation", ("exploitation_at_open", "exploitation_now")),
        Section(
            "Team and response",
            (
                *("coordinator", "backup_coordinator", "response", "next_review_on"),
                *("dcf_office", "da_office", wide("police"), wide("further_counties")),
            ),
        ),
        Section(
            "Closing and opening again",
            (
                *("closed_on", "closure_reason", "exploitation_at_close", "reopened_on"),
                wide("outcome"),
            ),
        ),
    ),
    "contact": (
        Section("", ("on", "started_at", "minutes", "mode", "place", "miles")),
        Section(
            "Who",
            (wide("with_whom"), "youth_present", "interpreter", "coordinator", "plan_updated"),
        ),
        Section("Belongs to", ("event",)),
    ),
    "service": (
        Section("", (wide("recipient"), "on", "quantity", wide("code"))),
        Section("Counting", ("funding", "provider", wide("compensation_assisted"), wide("remark"))),
    ),
    "victimization": (
        Section(
            "",
            (wide("person"), wide("type"), "presented_from", "presented_to", wide("explanation")),
        ),
    ),
    "note": (
        Section("", ("note_class", "on", wide("text"), wide("impressions"))),
        Section(
            "About the note",
            (
                *("template", "author", "source", "redisclosure", wide("tags")),
                wide("narrative"),
            ),
        ),
    ),
    "court_event": (
        Section("When and where", ("event_type", "matter", "on", "at", wide("court"))),
        Section(
            "Who is there",
            (
                *(wide("person"), "state", "accompanied_by", "accompanied_name", "youth_required"),
                *("ride_needed", "exploiter_present"),
            ),
        ),
        Section("What came of it", (wide("outcome"), "orders", "next_on")),
        Section(
            "The matter",
            ("session", "judge", "docket", "counsel", "to_notify", "previous"),
        ),
        Section("For the youth", ("impact_statement", "restitution")),
    ),
    "referral": (
        Section(
            "Who told of it, and when",
            (
                *("received_on", "received_at", "source", "mode", "source_person"),
                *("source_position", wide("agency"), "received_by", "priority"),
            ),
        ),
        Section(
            "Youth and reason",
            (
                *(wide("people"), wide("reason"), wide("immediate_safety"), "youth_informed"),
                *(wide("vulnerabilities"), wide("signs")),
            ),
        ),
        Section(
            "Report to DCF (51A) and police",
            (
                *("report_filed", "report_filed_on", "report_filed_by", "intake_number"),
                *("report_decision", "report_decided_on", "dcf_seen_on", "report_finding"),
                *("report_found_on", "notice_received_on", "police_number"),
            ),
        ),
        Section(
            "What was decided",
            ("outcome", "decided_on", "first_action_on", "team_on", wide("sent_to")),
        ),
    ),
}
