"""One line: where the record on show is. It follows what is sent and what arrives."""

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.syncing import SyncState
from desktop.widgets.labels import Muted
from desktop.wording.sync import whereabouts
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.syncing.whereabouts import Where
from sync.client.bundles.whereabouts import where_is


class WhereLine(Muted):
    """Says "on this laptop", "on the server" or "needs you"; hidden where there is no server."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("")
        self._lanes = lanes
        self._kind, self._record = "", RecordId(b"")
        self._sync = _marks(context.syncing.state)
        self.hide()
        lanes.changed.connect(self._on_changed)
        context.syncing.changed.connect(self._on_sync)

    def show_record(self, kind: str, record: RecordId) -> None:
        """Say it of another record, or of the same again."""
        self._kind, self._record = kind, record
        self._read()

    def forget(self) -> None:
        """Say nothing."""
        self._record = RecordId(b"")
        self.hide()

    def _read(self) -> None:
        if self._record:
            self._lanes.read(
                where_is, self._kind, self._record, context=self, then=self._show, key="where"
            )

    def _show(self, where: Where) -> None:
        self.setText(whereabouts(where))
        self.setVisible(bool(self._record) and where != "alone")

    def _on_changed(self, changes: Changes) -> None:
        if self._record and changes.touches(self._kind, self._record):
            self._read()

    def _on_sync(self, state: SyncState) -> None:
        # Only what a round has come to: its progress is told many times a second.
        if self._sync != _marks(state):
            self._sync = _marks(state)
            self._read()


def _marks(state: SyncState) -> tuple[object, ...]:
    return state.connected, state.waiting, state.last
