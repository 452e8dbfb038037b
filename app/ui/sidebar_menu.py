"""What can be done with a row of the sidebar, as a menu."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.chat import Conversation
from app.domain.groups import Heading
from app.i18n import tr
from app.ui.sidebar import Sidebar


def conversation_menu(
    sidebar: Sidebar, conversation: Conversation, folders: Sequence[str]
) -> QMenu:
    """The menu of a conversation."""
    id_, pinned, archived = conversation.id, conversation.pinned, conversation.archived
    menu = _menu(sidebar)
    menu.addAction(tr("ui.rename"), sidebar.rename_requested.emit).setShortcut(Qt.Key.Key_F2)
    if not archived:
        pin = tr("conversations.unpin" if pinned else "conversations.pin")
        menu.addAction(pin, lambda: sidebar.pin_requested.emit(id_, not pinned))
        menu.addMenu(_folder_menu(menu, sidebar, conversation, folders))
    archive = tr("conversations.unarchive" if archived else "conversations.archive")
    menu.addAction(archive, lambda: sidebar.archive_requested.emit(id_, not archived))
    menu.addSeparator()
    menu.addAction(tr("ui.export"), lambda: sidebar.export_requested.emit(id_))
    delete = menu.addAction(tr("ui.delete"), lambda: sidebar.delete_requested.emit(id_))
    delete.setShortcut(Qt.Key.Key_Delete)
    return menu


def folder_menu(sidebar: Sidebar, folder: Heading) -> QMenu:
    """The menu of a folder."""
    menu, name = _menu(sidebar), folder.folder
    rename = menu.addAction(tr("conversations.rename_folder"), sidebar.rename_requested.emit)
    rename.setShortcut(Qt.Key.Key_F2)
    menu.addAction(tr("conversations.remove_folder"), lambda: sidebar.folder_removed.emit(name))
    return menu


def _folder_menu(
    parent: QMenu, sidebar: Sidebar, conversation: Conversation, folders: Sequence[str]
) -> QMenu:
    menu = QMenu(tr("conversations.move"), parent)
    for name in folders:
        action = menu.addAction(name.replace("&", "&&"))
        action.triggered.connect(partial(sidebar.move_requested.emit, conversation.id, name))
        action.setCheckable(True)
        action.setChecked(name == conversation.folder)
    if folders:
        menu.addSeparator()
    menu.addAction(
        tr("conversations.new_folder"), lambda: sidebar.new_folder_requested.emit(conversation.id)
    )
    if conversation.folder:
        out = tr("conversations.out_of_folder", name=conversation.folder).replace("&", "&&")
        menu.addAction(out, lambda: sidebar.move_requested.emit(conversation.id, ""))
    return menu


def _menu(parent: QWidget) -> QMenu:
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu
