"""The conversations as a Qt model: headings, of which folders and the archive fold, and rows."""

import html
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.domain.chat import Conversation
from app.domain.groups import FOLDER, Heading, folders, sections
from app.i18n import tr
from app.ui.ages import age

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1  # Conversation or Heading
OPEN_ROLE = Qt.ItemDataRole.UserRole + 2  # whether what stands below a heading is shown
AGE_ROLE = Qt.ItemDataRole.UserRole + 3  # of a conversation whose title others have, too
MIME = "application/x-lemma-conversation"
Index = QModelIndex | QPersistentModelIndex
Entry = Heading | Conversation


class ConversationList(QAbstractListModel):
    """Rows are headings and conversations; headings that do not fold cannot be reached by keys.

    Folders and the archive are folded until somebody opens them.
    """

    moved = Signal(int, str)  # a conversation was dropped on a folder, or outside of folders

    def __init__(self) -> None:
        super().__init__()
        self._conversations: Sequence[Conversation] = ()
        self._today = date.min
        self._open: set[tuple[str, str]] = set()
        self._rows: list[Entry] = []
        self._repeated: set[str] = set()  # titles

    def show(self, conversations: Sequence[Conversation], today: date) -> bool:
        """Show these; whether that changed any row."""
        self._conversations, self._today = conversations, today
        rows: list[Entry] = []
        for heading, members in sections(conversations, today):
            rows.append(heading)
            if not heading.folds or heading.key in self._open:
                rows += members
        if rows == self._rows:
            return False
        self.beginResetModel()
        self._rows = rows
        titles = Counter(each.title for each in conversations)
        self._repeated = {title for title, count in titles.items() if count > 1}
        self.endResetModel()
        return True

    def set_open(self, heading: Heading, opened: bool) -> None:
        """Show or hide what stands below a heading."""
        if heading.folds and opened != (heading.key in self._open):
            self._open ^= {heading.key}
            self._rows = []  # the heading itself looks different, too
            self.show(self._conversations, self._today)

    def is_open(self, heading: Heading) -> bool:
        return not heading.folds or heading.key in self._open

    def rename_open(self, folder: str, name: str) -> None:
        """A folder that is open stays so under another name."""
        if (FOLDER, folder) in self._open:
            self._open.add((FOLDER, name))

    def folders(self) -> list[str]:
        """The names of all folders."""
        return folders(self._conversations)

    def conversation(self, conversation_id: int | None) -> Conversation | None:
        """One of them, shown or folded away."""
        return next((c for c in self._conversations if c.id == conversation_id), None)

    def index_of(self, conversation_id: int | None) -> QModelIndex:
        """The row of a conversation; an invalid index if it is not shown."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, Conversation) and entry.id == conversation_id:
                return self.index(row)
        return QModelIndex()

    def index_like(self, entry: Entry) -> QModelIndex:
        """The row of the same conversation or heading, as it is now."""
        if isinstance(entry, Heading):
            return self.index_of_heading(entry.key)
        return self.index_of(entry.id)

    def index_of_heading(self, key: tuple[str, str]) -> QModelIndex:
        """The row of a heading; an invalid index if there is none."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, Heading) and entry.key == key:
                return self.index(row)
        return QModelIndex()

    # Qt's overrides

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._rows[index.row()]
        match role:
            case _ if role == ENTRY_ROLE:
                return entry
            case _ if role == OPEN_ROLE:
                return isinstance(entry, Conversation) or self.is_open(entry)
            case _ if role == AGE_ROLE:
                return self._age(entry)
            case Qt.ItemDataRole.DisplayRole:
                return entry.title if isinstance(entry, Conversation) else heading_text(entry)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(entry)
            case Qt.ItemDataRole.EditRole:
                return entry.title if isinstance(entry, Conversation) else entry.folder or None
            case Qt.ItemDataRole.ToolTipRole if isinstance(entry, Conversation):
                # A tool tip that looks like markup is taken for it: so it is markup, escaped.
                return f"<p>{html.escape(entry.title)}</p>"
        return None

    def _age(self, entry: Entry) -> str:
        if isinstance(entry, Conversation) and entry.title in self._repeated:
            return age(entry.updated_at, self._today)
        return ""

    def _spoken(self, entry: Entry) -> str:
        if isinstance(entry, Conversation):
            when = self._age(entry)
            words = {"title": entry.title, "text": when}
            return tr("conversations.spoken_hit", **words) if when else entry.title
        if not entry.folds:
            return heading_text(entry)
        key = "conversations.heading_open" if self.is_open(entry) else "conversations.heading_shut"
        return tr(key, name=heading_text(entry), count=entry.count)

    def flags(self, index: Index) -> Qt.ItemFlag:
        entry, flags = self._rows[index.row()], Qt.ItemFlag
        if isinstance(entry, Conversation):
            usual = flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsEditable
            return usual | flags.ItemIsDragEnabled | flags.ItemIsDropEnabled
        if entry.kind == FOLDER:
            usual = flags.ItemIsEnabled | flags.ItemIsSelectable | flags.ItemIsEditable
            return usual | flags.ItemIsDropEnabled
        return flags.ItemIsEnabled | flags.ItemIsSelectable if entry.folds else flags.NoItemFlags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        entry = self._rows[indexes[0].row()]
        if isinstance(entry, Conversation):
            data.setData(MIME, str(entry.id).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        number = bytes(data.data(MIME).data())
        if not parent.isValid() or not number.isdigit():
            return False
        dropped = self.conversation(int(number))
        folder = self._rows[parent.row()].folder
        if dropped is not None and dropped.folder != folder:
            self.moved.emit(dropped.id, folder)
        return False  # else Qt would take the row away from where it came


def heading_text(heading: Heading) -> str:
    """What a heading says."""
    if heading.kind == FOLDER:
        return heading.folder
    if heading.folds:
        return tr("conversations.archived")
    return tr(f"ui.age_{heading.kind}") if heading.kind != "pinned" else tr("conversations.pinned")
