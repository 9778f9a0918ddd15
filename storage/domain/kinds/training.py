"""Training given and received, hours per person, and questions answered."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from storage.domain.ids import RecordId
from storage.spec.fields import Code, Codes, Day, Flag, Reference, Text, Whole
from storage.spec.kinds import Kind, kind


@kind(
    Kind(
        name="training",
        words_in="evaluation",
        line=("title", "direction", "minutes"),
        named_by=("title",),
        label="Training",
        plural="Trainings",
        vault="program",
        dated_by="on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """One training, given or received."""

    id: RecordId
    on: Annotated[date | None, Day(label="Date", required=True, allow_future=True)] = None
    title: Annotated[str, Text(label="Title", required=True, max_length=160, search="text")]
    direction: Annotated[
        str, Code(label="Given or received", required=True, list_name="training_direction")
    ]
    topic: Annotated[str, Code(label="Topic", list_name="training_topic")] = ""
    csec: Annotated[bool, Flag(label="Counts toward the 14 CSEC hours")] = False
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=10_000)] = None
    credits: Annotated[str, Text(label="Credits", max_length=80)] = ""
    trainer: Annotated[str, Text(label="Trainer", max_length=120)] = ""
    audience: Annotated[frozenset[str], Codes(label="Audience", list_name="outreach_audience")] = (
        frozenset()
    )
    attendees: Annotated[int | None, Whole(label="People trained", maximum=1_000_000)] = None
    evaluation: Annotated[str, Text(label="Evaluation", max_length=1_000, lines=2)] = ""
    town: Annotated[str, Text(label="Town", max_length=80)] = ""
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    cac: Annotated[str, Code(label="CAC", list_name="cac")] = ""
    coordinator: Annotated[str, Text(label="Coordinator", max_length=80)] = ""
    funding: Annotated[str, Code(label="Funding project", list_name="funding")] = ""
    narrative: Annotated[
        frozenset[str], Codes(label="Use in narrative", list_name="narrative_topic")
    ] = frozenset()


@kind(
    Kind(
        name="training_hours",
        line=("partner", "staff", "training", "title", "minutes"),
        label="Training hours",
        plural="Training hours",
        vault="program",
        dated_by="on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingHours:
    """The hours one person has had: of a training on record, or of one elsewhere.

    Every member of the team needs 14 hours for the optional CSEC standard of NCA (2023).
    """

    id: RecordId
    on: Annotated[date | None, Day(label="Date", required=True)] = None
    partner: Annotated[RecordId | None, Reference(label="Partner", kind="partner")] = None
    staff: Annotated[
        str, Text(label="Staff member", max_length=80, hint="Where it is somebody of the program")
    ] = ""
    training: Annotated[RecordId | None, Reference(label="Training", kind="training")] = None
    title: Annotated[str, Text(label="Training elsewhere", max_length=160)] = ""
    minutes: Annotated[
        int | None, Whole(label="Minutes", required=True, minimum=1, maximum=10_000)
    ] = None
    csec_minutes: Annotated[int | None, Whole(label="Of them CSEC", maximum=10_000)] = None
    certificate: Annotated[bool, Flag(label="Certificate seen")] = False


@kind(
    Kind(
        name="assistance_request",
        words_in="answer",
        line=("question", "asked_by"),
        label="Consultation",
        plural="Consultations",
        vault="program",
        dated_by="on",
        scoped_by="",
    )
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AssistanceRequest:
    """A question of a professional, answered; it may never become a case, and names no child."""

    id: RecordId
    on: Annotated[date | None, Day(label="Asked", required=True)] = None
    asked_by: Annotated[str, Text(label="Asked by", max_length=120)] = ""
    partner: Annotated[RecordId | None, Reference(label="Partner", kind="partner")] = None
    agency: Annotated[RecordId | None, Reference(label="Agency", kind="agency")] = None
    discipline: Annotated[str, Code(label="Discipline", list_name="discipline")] = ""
    topic: Annotated[str, Code(label="Topic", list_name="training_topic")] = ""
    question: Annotated[
        str,
        Text(
            label="Question",
            required=True,
            max_length=1_000,
            lines=2,
            search="text",
            hint="No child is named here",
        ),
    ]
    answer: Annotated[str, Text(label="Answer", max_length=2_000, lines=3, search="text")] = ""
    answered_on: Annotated[date | None, Day(label="Answered")] = None
    minutes: Annotated[int | None, Whole(label="Minutes", maximum=1_440)] = None
    became: Annotated[str, Code(label="What came of it", list_name="consult_outcome")] = ""
    county: Annotated[str, Code(label="County", list_name="county")] = ""
    coordinator: Annotated[str, Text(label="Coordinator", max_length=80)] = ""
    funding: Annotated[str, Code(label="Funding project", list_name="funding")] = ""
