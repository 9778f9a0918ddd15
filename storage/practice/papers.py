"""Make the documents of cases that are open: most lie on paper in a cabinet."""

from storage.domain.kinds.document import Document
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk

_PAPERS = weighted(
    {
        ("court_order", "Order of the Juvenile Court", "Juvenile Court", "impounded"): 5,
        ("release", "Release to the school", "Signed at the CAC", "none"): 5,
        ("school", "School attendance, this term", "School counselor", "ferpa"): 4,
        ("report_51a", "51A, copy for the team", "DCF", "dcf"): 4,
        ("mdt_minutes", "MDT minutes", "MDT", "dcf"): 4,
        ("correspondence", "Letter from the program", "Residential program", "none"): 3,
    }
)
_PLACES = ("Cabinet B, folder of the case", "Locked drawer, front office", "Binder of the MDT")
_LIMITS = {"dcf": "For the members of the team only.", "impounded": "Ask the court first."}
_WITH_PAPERS = 0.4


def add_papers(desk: Desk, course: Course) -> None:
    """Make one or two documents of a case, or none."""
    rng = desk.rng
    if rng.random() > _WITH_PAPERS:
        return
    for _ in range(1 + (rng.random() < _WITH_PAPERS)):
        kind, title, source, limit = pick(rng, _PAPERS)
        day = course.day(rng)
        desk.batch.add(
            Document(
                id=desk.ids.on(day),
                case=course.case.id,
                title=title,
                document_kind=kind,
                received_on=day,
                source=source,
                redisclosure=limit,
                limit=_LIMITS.get(limit, ""),
                kept_at=pick(rng, _PLACES),
            )
        )
