"""Every problem that syncing may meet: what it is called, what it means and what to do."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.wording.errors import plain
from sync.client.problems import Problem, SyncError

Remedy = Literal["try", "copy"]
"""What a person does about a trouble: try again, or copy the program's code to call with it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem in words: what it means for the person, and the one thing to do."""

    title: str
    meaning: str
    remedy: Remedy
    action: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def trouble(problem: Problem, detail: str = "") -> Trouble:
    """Return what ``problem`` means, ``detail`` being its error's, and the one thing to do."""
    title, meaning, remedy = _troubles()[problem]
    if problem == "untrusted" and detail:
        issued = _tr(
            "The certificate that was shown here says that it was issued by: {who}."
        ).format(who=detail)
        meaning = f"{meaning} {issued}"
    action = _tr("Try now") if remedy == "try" else _tr("Copy the program's code")
    return Trouble(title, meaning, remedy, action)


def _troubles() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return for every problem its title, its meaning and its remedy."""
    return {**_passing(), **_at_the_server(), **_of_trust(), **_of_words()}


def _passing() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what passes by itself."""
    return {
        "unreachable": (
            _tr("No connection"),
            _tr(
                "The server cannot be reached from here. Keep working; everything is kept on this"
                " laptop and is sent as soon as there is a connection."
            ),
            "try",
        ),
        "not-satchel": (
            _tr("Somebody else answers on this network (a sign-in page?)"),
            _tr(
                "This network wants something before it lets you through. Open a browser, sign in"
                " to the network, then try again. Nothing was sent to whoever answered."
            ),
            "try",
        ),
        "clock": (
            _tr("This laptop's clock is off"),
            _tr(
                "The server and this laptop disagree about the time by more than five minutes."
                " Set the date, the time and the time zone of the laptop, then try again."
            ),
            "try",
        ),
        "busy": (
            _tr("The server is busy"),
            _tr("It asked to be left alone for a moment. There is nothing to do."),
            "try",
        ),
    }


def _at_the_server() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what the server will not do."""
    return {
        "unknown-program": (
            _tr("The server does not know your program yet"),
            _tr(
                "Give your program's code to whoever runs the server. They add it once; then"
                " everything is sent by itself."
            ),
            "copy",
        ),
        "not-admitted": (
            _tr("This laptop is not a member of the program"),
            _tr(
                "The server does not take this laptop for one of your program's. Ask a colleague"
                " whether it was taken out. Everything on it stays as it is."
            ),
            "try",
        ),
        "blocked": (
            _tr("This laptop has been blocked on the server"),
            _tr(
                "Whoever runs the server has blocked it. Keep working; nothing is lost. Call them,"
                " and read them the program's code."
            ),
            "copy",
        ),
        "revoked": (
            _tr("This laptop has been taken out of the program"),
            _tr(
                "A lead of your program signed it. What was not sent yet was handed over to them."
                " If this is a mistake, call them: you can be invited again, once you have locked"
                " Satchel, pressed “I forgot my passphrase” and “Begin anew”."
            ),
            "try",
        ),
        "full": (
            _tr("The server has no more room for your program"),
            _tr(
                "Nothing is lost: everything stays on this laptop and is sent once there is room."
                " Call whoever runs the server, and read them the program's code."
            ),
            "copy",
        ),
        "too-large": (
            _tr("Something on the way lets less through at once than was sent"),
            _tr(
                "A proxy or a filter between this laptop and the server refused it for its size."
                " Nothing is lost: smaller parts go on being sent, and the rest waits here. Try"
                " another network. If that does not help, call whoever runs the server: it has to"
                " let 4 megabytes through at once."
            ),
            "try",
        ),
        "refused": (
            _tr("The server refused what was sent"),
            _tr(
                "Nothing is lost: it stays on this laptop. If trying again does not help, call"
                " whoever runs the server."
            ),
            "try",
        ),
    }


def _of_trust() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what must not be believed."""
    return {
        "untrusted": (
            _tr("The server could not prove who it is"),
            _tr(
                "Its certificate is not one that this laptop trusts: the address may be wrong, or"
                " somebody stands between. Nothing was sent. Compare the address with the one you"
                " were given."
            ),
            "try",
        ),
        "another-server": (
            _tr("Another server answers at this address"),
            _tr(
                "It does not have the key of the server your program knows. Nothing was sent."
                " Compare the address, then call whoever runs the server."
            ),
            "try",
        ),
        "history-differs": (
            _tr("The server's history is not the one seen before"),
            _tr(
                "Keep working; nothing is lost. What does not fit is not taken in until it is"
                " cleared up; the rest goes on being sent and received. Call whoever runs the"
                " server and read them the program's code."
            ),
            "copy",
        ),
        "false-snapshot": (
            _tr("A colleague's laptop sums up your program's history otherwise than yours"),
            _tr(
                "Nothing of it was believed and nothing is lost; sending and receiving go on. Ask"
                " a lead of your program to look after that laptop. This goes away as soon as"
                " a laptop has summed it up as yours does."
            ),
            "try",
        ),
        "audit-differs": (
            _tr("The server's record of what was asked of it is not the one seen before"),
            _tr(
                "Keep working; nothing is lost, and sending and receiving go on. Who asked what"
                " there, and when, may have been changed. Call whoever runs the server and read"
                " them the program's code."
            ),
            "copy",
        ),
        "audit-silent": (
            _tr("The server no longer shows its record of what was asked of it"),
            _tr(
                "Keep working; nothing is lost, and sending and receiving go on. For days it has"
                " answered everything else. Who asks what there cannot be checked until it does."
                " Call whoever runs the server. This goes away once the record is shown again."
            ),
            "try",
        ),
        "roster-differs": (
            _tr("The server's list of members is not one that your program signed"),
            _tr(
                "Keep working; nothing is lost. Nothing is sent or received until it is cleared up."
                " Call whoever runs the server and read them the program's code."
            ),
            "copy",
        ),
        "newer": (
            _tr("Your program uses a newer Satchel"),
            _tr(
                "The server, or something in the list of members, is of a newer version than this"
                " one. Keep working; nothing is lost, and what waits is sent after the update. Ask"
                " for the newest Satchel."
            ),
            "try",
        ),
        "copied": (
            _tr("The server says that a copy of this workspace is in use"),
            _tr(
                "It shows nothing that such a copy wrote, so this laptop does not believe it. Keep"
                " working; nothing is lost, and what was saved here waits. Call whoever runs the"
                " server and read them the program's code."
            ),
            "copy",
        ),
        "parted": (
            _tr("A copy of this workspace is in use somewhere"),
            _tr(
                "Something was sent from another copy of this folder, or this computer was put"
                " back to an earlier day. Nothing is lost: what was saved here goes to the server"
                " as well. If the computer was put back, go on. If there is a copy, go on with one"
                " of the two and destroy the other. If you know of neither, tell a lead of your"
                " program today."
            ),
            "try",
        ),
    }


def _of_words() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what is wrong with an invitation."""
    return {
        "expired": (
            _tr("The invitation has ended"),
            _tr("It was valid for three days. Ask your colleague for twelve new words."),
            "try",
        ),
        "taken": (
            _tr("These words have been used already"),
            _tr(
                "An invitation is good for one laptop. Ask your colleague for twelve new words, and"
                " tell them that these were used by somebody else if it was not you."
            ),
            "try",
        ),
        "not-an-invitation": (
            _tr("There is no invitation of these words"),
            _tr(
                "Compare them with your colleague word by word, and the address of the server too."
            ),
            "try",
        ),
    }


def what_happened(error: BaseException) -> str:
    """Return why something asked of the server did not happen, in a sentence or two."""
    if isinstance(error, SyncError):
        found = trouble(error.problem, error.detail)
        return f"{found.title}. {found.meaning}"
    return plain(error)
