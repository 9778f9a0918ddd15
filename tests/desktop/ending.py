"""End what a test has opened, really: threads first, then windows, deleted at once."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from desktop.app.satchel import Satchel
from desktop.background import Lanes
from desktop.shell.session import Session


def end_session(session: Session) -> None:
    """Stop the threads of a session, and delete it with its window."""
    session.syncing.stop(60)
    end_lanes(session.lanes)
    if session.window is not None:
        session.window.quitted.disconnect()
        session.window.close()
        delete_now(session.window)
    # Its keys, too, which would go on being taken in every window of the tests after it.
    delete_now(session)


def end_lanes(lanes: Lanes) -> None:
    """Close lanes and wait for all their threads, also for the one that no lock waits for."""
    assert lanes.close(60)
    assert lanes._backups.join(60)


def end_satchel(satchel: Satchel) -> None:
    """End a Satchel with its session or its door."""
    if satchel.session is not None:
        end_session(satchel.session)
    if satchel.door is not None:
        delete_now(satchel.door)
    satchel.end()
    delete_now(satchel)


def delete_now(made: QObject) -> None:
    """Delete an object before anything else happens."""
    made.deleteLater()
    QCoreApplication.sendPostedEvents(made, QEvent.Type.DeferredDelete)
