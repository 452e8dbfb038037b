"""The conversations as a Qt model: group headings and one row each."""

import html
from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.chat import Conversation
from app.domain.groups import grouped
from app.i18n import tr

CONVERSATION_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class ConversationList(QAbstractListModel):
    """Rows are headings (str) and conversations; headings cannot be selected."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str | Conversation] = []

    def show(self, conversations: Sequence[Conversation], today: date) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = []
        for group, members in grouped(conversations, today):
            self._rows += [group, *members]
        self.endResetModel()

    def index_of(self, conversation_id: int | None) -> QModelIndex:
        """The row of a conversation; an invalid index if it is not in the list."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, Conversation) and entry.id == conversation_id:
                return self.index(row)
        return QModelIndex()

    # Qt's overrides

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._rows[index.row()]
        if role == CONVERSATION_ROLE:
            return entry if isinstance(entry, Conversation) else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return entry.title if isinstance(entry, Conversation) else tr(f"ui.age_{entry}")
        if role == Qt.ItemDataRole.EditRole and isinstance(entry, Conversation):
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, Conversation):
            # A tool tip that looks like markup is taken for it: so it is markup, escaped.
            return f"<p>{html.escape(entry.title)}</p>"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], Conversation):
            return (
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsEditable
            )
        return Qt.ItemFlag.ItemIsEnabled
