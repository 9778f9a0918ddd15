"""The part of unlocking that needs the library; read behind the window, never before it."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.progress import Progress
from desktop.unlock.factors import Unattended, answers, with_passphrase
from desktop.unlock.unlocked import CODE, PHRASE, PIN, Begun, NewProgram, Unlocked
from storage import workspace
from storage.domain.clocks import Clock
from storage.errors import SatchelError
from storage.practice.making import PASSPHRASE, practice
from storage.usecases.leftsheets import remember
from storage.usecases.passphrases import own_names
from storage.usecases.recoverykit import SHEET, release_kit
from storage.usecases.sharing import write_file
from storage.workspace.keyring import KeyRing
from storage.workspace.location import close_to_others, warning
from storage.workspace.renewing import renew
from storage.workspace.rights import may_write
from storage.workspace.swapping import is_asked, let_be
from sync.client.recovery import asking
from sync.client.recovery.asking import Asking

if TYPE_CHECKING:
    from desktop.system.securitykey import Waiting

_REQUEST = "request.satchel-request"
_LARGEST = 1024 * 1024


def open_with_passphrase(
    folder: Path, passphrase: str, waiting: "Waiting | None" = None
) -> Unlocked:
    """Return the unlocked workspace; a SatchelError says why not.

    ``waiting`` hears when a security key is to be touched.
    """
    said = answers(folder, waiting or Unattended())
    key = workspace.unlock(folder, passphrase, answers=said)
    return Unlocked(folder, key, with_passphrase(folder, said), renewal=is_asked(folder))


def renew_keys(unlocked: Unlocked, passphrase: str, clock: Clock) -> Begun:
    """Encrypt the workspace anew; return it with its new key and recovery code. SatchelError."""
    made = renew(unlocked.folder, unlocked.key, passphrase, clock=clock)
    return Begun(Unlocked(unlocked.folder, made.key, unlocked.by), made.recovery_code)


def keep_keys(unlocked: Unlocked) -> None:
    """Ask for new keys no more."""
    let_be(unlocked.folder)


def door_words(folder: Path) -> str:
    """Return the words that show whose door it is; nothing where they cannot be read."""
    try:
        return workspace.door_words(folder)
    except SatchelError:
        return ""


def open_with_recovery_code(folder: Path, code: str) -> Unlocked:
    """Return the workspace unlocked by the code on paper."""
    return Unlocked(folder, workspace.unlock_with_recovery_code(folder, code), CODE)


def open_with_pin(folder: Path, sealed: bytes, pin: str, since: float) -> Unlocked:
    """Return the workspace unlocked by a PIN; LockedError when it is another."""
    return Unlocked(folder, workspace.unlock_with_pin(folder, sealed, pin), PIN, since=since)


def look_at_place(folder: Path) -> str:
    """Close the folder to other people; return what is wrong with its place, in words."""
    with suppress(OSError):
        close_to_others(folder)
        return warning(folder)
    return ""


def can_ask(folder: Path) -> bool:
    """Tell whether supervisors can open the workspace in ``folder``."""
    return asking.can_ask(folder)


def ask_supervisors(folder: Path, clock: Clock) -> Asking:
    """Return a new request to the supervisors of the workspace in ``folder``."""
    return asking.ask_supervisors(folder, clock)


def save_request(request: Asking, folder: Path) -> Path:
    """Write the request into ``folder``; it holds no secret. OSError."""
    path = folder / _REQUEST
    path.write_bytes(request.file)
    return path


def take_answer(request: Asking, path: Path, clock: Clock) -> bytes | None:
    """Take a supervisor's answer; return the workspace key once enough of them are here.

    A SatchelError says why it is no answer, or does not open.
    """
    with path.open("rb") as file:
        request.take(file.read(_LARGEST), clock)
    return request.open(clock) if request.here >= request.needed else None


def renew_passphrase(folder: Path, key: bytes, passphrase: str) -> None:
    """Let ``passphrase`` open the workspace from now on, in place of the forgotten one."""
    own: list[str] = []
    # A database that does not open now is told of when it is opened.
    with suppress(SatchelError), workspace.Workspace(folder, key, writer=False) as opened:
        own = opened.read(own_names)
    workspace.renew_passphrase(folder, key, passphrase, own)


def begin(folder: Path, passphrase: str, new: NewProgram) -> Begun:
    """Begin a program in ``folder``, or a workspace that joins one."""
    beginning = workspace.Beginning(
        person=new.person, program=new.program, cac=new.cac, joining=new.joining
    )
    created = workspace.create(folder, passphrase, beginning)
    return Begun(Unlocked(folder, created.key, PHRASE), created.recovery_code)


def save_sheet(unlocked: Unlocked, code: str, folder: Path, clock: Clock) -> Path:
    """Write the sheet with the recovery code into ``folder``, through the gate. SatchelError.

    The workspace remembers where it is, and asks for it until it is deleted.
    """
    with workspace.Workspace(unlocked.folder, unlocked.key, clock=clock) as opened:
        released = opened.write(release_kit, code, opened.key_id)
        path = write_file(released, folder / SHEET)
        opened.write(remember, path)
    return path


def try_code(unlocked: Unlocked, code: str, clock: Clock) -> None:
    """Open the workspace once with the ``code`` from paper; a SatchelError says why it does not."""
    KeyRing(unlocked.folder, unlocked.key, clock).recovery_opens(code)


def practise(folder: Path, progress: Progress) -> Unlocked:
    """Make the practice state in ``folder`` and unlock it with its public passphrase."""
    made = practice(folder, progress=progress.at)
    return open_with_passphrase(made[0], PASSPHRASE)


def lies_to_be_read(folder: Path) -> bool:
    """Tell whether nothing can be saved in ``folder``: its files can be read, not all written."""
    return not may_write(folder)


def opener(unlocked: Unlocked, clock: Clock) -> Callable[..., workspace.Workspace]:
    """Return what opens the workspace on the thread of a lane."""
    return partial(
        workspace.Workspace,
        unlocked.folder,
        unlocked.key,
        clock=clock,
        accept_lost_history=unlocked.accept_lost_history,
        read_only=unlocked.read_only,
    )
