"""How the backups stand, in words: when the last was proven, what is wrong, and one thing to do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.backups.state import BackupState
from desktop.wording.dates import ago, local_moment
from desktop.wording.numbers import counted
from storage.backup.standing import LOST

Remedy = Literal["", "back up", "second", "settings"]
_OLD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, whether it is about trouble, and what to do about it."""

    text: str
    is_trouble: bool = False
    remedy: Remedy = ""


def today_words(state: BackupState, now: datetime) -> Said:
    """Return the one line of Today."""
    if state.tight:
        return Said(tight_words(), True, "settings")
    if state.trouble:
        return Said(_tr("The last backup could not be proven."), True, "back up")
    if state.first.problem:
        return Said(first_trouble(state.first.problem), True, "settings")
    if state.made is None:
        return Said(_tr("No backup yet. Satchel makes one when you lock."), False, "back up")
    second = _second_on_today(state, now) or _alone_on_today(state, now)
    return second or Said(proven_words(state, now))


def _second_on_today(state: BackupState, now: datetime) -> Said | None:
    """Return what Today says of the second place; None where nothing is the matter with it."""
    if state.second_folder is None:
        return None
    if state.second.problem == LOST:
        text = _tr("The backup in the second place is damaged.")
        return Said(f"{text} {second_trouble(LOST)}", True, "back up")
    if state.second.mended:
        text = _tr("The backup on {place} was damaged; a new one was written.")
        return Said(text.format(place=str(state.second_folder)), True, "second")
    if state.second.problem and _is_old(state, now):
        text = _tr("The second place has had no backup for a week.")
        return Said(f"{text} {second_trouble(state.second.problem)}", True, "second")
    return None


def _alone_on_today(state: BackupState, now: datetime) -> Said | None:
    """Say that work of a week is lost with the laptop; None where a server or a drive has it."""
    is_elsewhere = state.second_folder is not None and not state.second_is_here
    if is_elsewhere or state.alone_since is None or abs(now - state.alone_since) < _OLD:
        return None
    text = _tr("All backups are on this laptop. Choose a second place in Settings.")
    if state.second_folder is not None:
        text = _tr(
            "All backups are on one disk of this laptop, the second place too. Choose a stick or a"
            " drive that stays elsewhere in Settings."
        )
    return Said(text, True, "second")


def proven_words(state: BackupState, now: datetime) -> str:
    """Say when the last backup was made, and when one was last restored for a trial."""
    if state.made is None:
        return _tr("No backup was made on this laptop yet.")
    made = _tr("Last backup: {when}.").format(when=ago(state.made, now))
    if state.proven is None or state.trouble:
        return f"{made} {_tr('It has not been proven yet.')}"
    return f"{made} {_tr('Last proven: {when}.').format(when=ago(state.proven, now))}"


def proof_words(state: BackupState) -> str:
    """Say what the last proof found; empty where there was none."""
    if state.proven is None:
        return ""
    when = local_moment(state.proven)
    if state.trouble:
        trouble = _disk() if state.trouble == "disk" else state.trouble
        return _tr("On {when} the backup could not be proven: {trouble}").format(
            when=when, trouble=trouble
        )
    records = counted(state.records, "record", "records")
    more = _tr(" and a document") if state.document else ""
    return _tr(
        "Restored for a trial on {when} and compared: {records}{more}, every page and every entry."
    ).format(when=when, records=records, more=more)


def second_words(state: BackupState) -> Said:
    """Say how the second place stands."""
    if state.second_folder is None:
        text = _tr(
            "There is no second place. A backup on this laptop alone is lost with the laptop:"
            " choose a stick or a drive that stays elsewhere."
        )
        return Said(text, False, "second")
    where = _tr("Second place: {folder}.").format(folder=str(state.second_folder))
    if state.second_is_here:
        where = f"{where} {same_disk_words()}"
    if state.second.problem:
        return Said(f"{where} {second_trouble(state.second.problem)}", True, "second")
    if not state.second.made:
        return Said(f"{where} {_tr('It gets its first backup soon.')}")
    made = local_moment(datetime.fromisoformat(state.second.made))
    has = _tr("It has the backup of {when}.").format(when=made)
    if state.second.mended:
        text = _tr(
            "On {when} what lay there was damaged, and was written anew. If that happens again,"
            " choose another stick or drive."
        ).format(when=local_moment(datetime.fromisoformat(state.second.mended)))
        return Said(f"{where} {has} {text}", True, "second")
    if state.second.looked:
        text = _tr("Every byte of it was read again on {when}.")
        looked = local_moment(datetime.fromisoformat(state.second.looked))
        return Said(f"{where} {has} {text.format(when=looked)}")
    return Said(f"{where} {has}")


def same_disk_words() -> str:
    """Say what a second place on the same disk is worth."""
    return _tr(
        "It is on the same disk as your work: whoever takes the laptop, and whatever breaks the"
        " disk, takes both."
    )


def tight_words() -> str:
    """Say that the disk is full, and what that means."""
    return _tr(
        "The disk of this laptop is full. What you save still fits, for a while. Make room on the"
        " disk now."
    )


def restored_words(state: BackupState) -> str:
    """Say that the workspace was restored; empty where it was not."""
    if state.restored is None or state.restored_made is None:
        return ""
    return _tr(
        "This workspace was restored on {restored} as it was on {made}. What was saved in between"
        " is here again only where another laptop had it. Look through your last days."
    ).format(restored=local_moment(state.restored), made=local_moment(state.restored_made))


def first_trouble(problem: str) -> str:
    """Say why no backup could be made beside the workspace."""
    return {
        "full": _tr("The disk is too full for a backup. Make room on it."),
        "read-only": _tr("Satchel may not write its backups beside the workspace."),
        "damaged": _tr("No backup could be made: the workspace is damaged. Restore the last one."),
    }.get(problem, _tr("The last backup could not be written. Check the disk."))


def second_trouble(problem: str) -> str:
    """Say why the second place has not got the newest backup, and what to do."""
    return {
        "absent": _tr("It is not here. Plug the stick in, or connect to the share."),
        "full": _tr("It is full. Make room on it, or choose another."),
        "read-only": _tr("It cannot be written. Take off its write protection, or choose another."),
        "gone": _tr("It was taken away while it was written. Plug it in again."),
        "damaged": _tr("What was written there could not be read back. Choose another."),
        LOST: _tr("The backups on this laptop could not make it whole. Back up now."),
    }.get(problem, _tr("It could not be written. Check it, or choose another."))


def _is_old(state: BackupState, now: datetime) -> bool:
    made = state.second.made
    return not made or abs(now - datetime.fromisoformat(made)) > _OLD


def _disk() -> str:
    return _tr("the disk refused. Check that there is room on it")


def _tr(text: str) -> str:
    return QCoreApplication.translate("backups", text)
