"""The plainest pages under the names of the real ones; every other is not there."""

from desktop.shell import places
from desktop.shell.places import Place

PLAIN = "tests.desktop.plain_page"
MISSING = Place("tests.desktop.not_there", "NotThere")
PAGES = dict.fromkeys(places.PAGES, MISSING) | {
    "today": Place(PLAIN, "TodayPage"),
    "caseload": Place(PLAIN, "CaseloadPage"),
    "case": Place(PLAIN, "CasePage"),
}
DIALOGS = dict.fromkeys(places.DIALOGS, MISSING) | {
    "quicklog": Place(PLAIN, "QuickLogDialog"),
}
