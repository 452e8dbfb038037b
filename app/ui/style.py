"""Qt's own widgets in our colours: a palette and one style sheet, made from a theme."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from app.paths import RESOURCES
from app.ui.theme import CONTRAST, Theme

SHEET = """
QMainWindow, #pages, #chatPage, #page, #pageBody {{ background: {window}; }}
#sidebar {{ background: {sidebar}; border: none; border-right: 1px solid {line}; }}
#conversationList, #hitList {{ background: transparent; outline: none; }}
#header {{ background: {window}; border: none; border-bottom: 1px solid {line}; }}
#statusLine {{ background: {window}; color: {muted}; border: none; border-top: 1px solid {line}; }}
#statusLine QLabel {{ color: {muted}; font-size: 12px; }}
QToolTip {{ background: {bubble}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{
  background: {window}; border: 1px solid {line}; border-radius: 7px; padding: 6px 9px;
  selection-background-color: {selection}; selection-color: {text}; }}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {muted}; }}
QAbstractSpinBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; height: 0; border: none; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{
  border: 1px solid {accent}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {window}; border: 1px solid {line};
  selection-background-color: {selected}; selection-color: {text}; outline: none; }}
#composerFrame {{ background: {window}; border: 1px solid {line}; border-radius: 14px; }}
#composerFrame[focused="true"] {{ border: 1px solid {accent}; }}
QLineEdit {{ placeholder-text-color: {faint}; lineedit-clear-button-icon: url("{clear}"); }}
#composer {{ background: transparent; font-size: 15px; placeholder-text-color: {faint};
  selection-background-color: {selection}; selection-color: {text}; }}
#preview, #chip {{ background: {bubble}; border: none; border-radius: 8px; }}
#chipWarning {{ background: transparent; border: 1px solid {warning}; border-radius: 8px; }}
QLineEdit#pages {{ padding: 2px 8px; }}
#preview QScrollArea, #previewGround, #previewText {{ background: transparent; }}
#palette {{ background: {window}; border: 1px solid {line}; border-radius: 10px; }}
QPushButton {{ background: {bubble}; border: 1px solid {line}; border-radius: 8px;
  padding: 7px 14px; }}
QPushButton:hover {{ background: {hover}; }}
QPushButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {faint}; background: {sidebar}; }}
QPushButton:flat {{ background: transparent; border: none; color: {accent}; padding: 2px 4px; }}
QPushButton:flat:disabled {{ color: {faint}; background: transparent; }}
QPushButton[choice="true"] {{ background: transparent; border: 1px solid transparent;
  color: {muted}; padding: 6px 12px; }}
QPushButton[choice="true"]:hover {{ background: {hover}; }}
QPushButton[choice="true"]:checked {{ background: {selected}; color: {text}; }}
QPushButton[choice="true"]:focus {{ border: 1px solid {accent}; }}
QPushButton[cross="true"] {{ color: {muted}; padding: 0; border-radius: 6px; }}
QPushButton[cross="true"]:hover {{ color: {text}; background: {hover}; }}
QPushButton[cross="true"]:focus {{ padding: 0; }}
QPushButton[primary="true"], #sendButton {{ background: {accent}; color: {on_accent};
  border: 1px solid {accent}; }}
QPushButton[primary="true"]:disabled, #sendButton:disabled {{ background: {bubble};
  color: {faint}; border: 1px solid {line}; }}
QPushButton[danger="true"] {{ color: {danger}; }}
QPushButton[door="true"] {{ text-align: left; background: transparent;
  border: 1px solid transparent; padding: 7px 10px; }}
QPushButton[door="true"]:hover {{ background: {hover}; }}
QPushButton[door="true"][open="true"] {{ background: {selected}; }}
QPushButton[door="true"]:focus {{ border: 1px solid {accent}; }}
#newButton {{ text-align: left; background: {window}; }}
#split::handle {{ background: {window}; }}
#sidebarButton {{ background: transparent; border: 1px solid transparent; padding: 7px 10px; }}
#sidebarButton:hover {{ background: {hover}; }}
#sidebarButton:focus {{ border: 1px solid {accent}; }}
#readingText {{ background: {code}; border: 1px solid {line}; border-radius: 8px; padding: 6px; }}
#modelButton {{ background: transparent; border: 1px solid transparent; font-weight: 600; }}
#modelButton:hover {{ background: {hover}; }}
#modelButton:focus {{ border: 1px solid {accent}; }}
#modelButton::menu-indicator {{ image: none; width: 0; }}
QMenu {{ background: {window}; border: 1px solid {line}; border-radius: 8px; padding: 5px; }}
QMenu::item {{ padding: 6px 18px 6px 14px; border-radius: 5px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
#undoBar {{ background: {bubble}; border: 1px solid {line}; border-radius: 8px; }}
#banner, #notice {{ background: {bubble}; border: 1px solid {line}; border-radius: 10px; }}
#banner[kind="error"], #notice[kind="error"] {{ border: 1px solid {danger}; }}
#card {{ background: {window}; border: 1px solid {line}; border-radius: 12px; }}
#card[recommended="true"] {{ border: 1px solid {accent}; }}
QLabel[muted="true"] {{ color: {muted}; }}
QLabel[title="true"] {{ font-size: 24px; font-weight: 600; }}
QLabel[section="true"] {{ font-size: 16px; font-weight: 600; }}
QLabel[strong="true"] {{ font-weight: 600; }}
QLabel[cap="true"] {{ background: {bubble}; border: 1px solid {line}; border-radius: 5px;
  padding: 2px 8px; font-weight: 600; }}
QLabel[tag="true"] {{ color: {accent}; font-size: 12px; font-weight: 600; }}
QProgressBar {{ background: {bubble}; border: none; border-radius: 4px; max-height: 8px;
  min-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QDialog {{ background: {window}; }}
QRadioButton, QCheckBox {{ spacing: 8px; }}
QRadioButton::indicator, QCheckBox::indicator {{ width: 14px; height: 14px; background: {window};
  border: 1px solid {faint}; border-radius: 8px; }}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {accent}; }}
QCheckBox::indicator:checked {{ background: {accent}; border: 1px solid {accent};
  image: url("{check}"); }}
QRadioButton:focus, QCheckBox:focus {{ text-decoration: underline; }}
QRadioButton:disabled, QCheckBox:disabled {{ color: {faint}; }}
QScrollArea {{ background: {window}; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 5px; min-height: 36px;
  margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {faint}; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line}; border-radius: 5px; min-width: 36px;
  margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
#findBar {{ background: {window}; border: 1px solid {line}; border-radius: 10px; }}
#findBar QLineEdit {{ border: 1px solid transparent; padding: 4px 6px; }}
#findBar QLineEdit:focus {{ border: 1px solid {accent}; }}
QPushButton:flat:focus {{ border: 1px solid {accent}; border-radius: 6px; padding: 1px 3px; }}
QPushButton[primary="true"]:focus, #sendButton:focus {{ border: 2px solid {text};
  padding: 6px 13px; }}
#conversationList:focus {{ border: 1px solid {accent}; border-radius: 8px; }}
QScrollArea#page:focus QScrollBar::handle:vertical {{ background: {faint}; }}
"""

#: With high contrast, what has the focus or is chosen is told by a line, not by a shade alone.
CONTRAST_SHEET = """
QPushButton:focus, QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QPushButton[door="true"]:focus, #modelButton:focus, #composerFrame[focused="true"] {{
  border: 2px solid {accent}; }}
QPushButton:hover, QPushButton[door="true"]:hover, #modelButton:hover {{
  border: 1px solid {text}; text-decoration: underline; }}
QPushButton[choice="true"]:checked {{ border: 2px solid {accent}; }}
QPushButton:flat {{ text-decoration: underline; }}
QMenu::item:selected {{ background: {selected}; text-decoration: underline; }}
#banner[kind="error"], #notice[kind="error"] {{ border: 3px solid {danger}; }}
#card[recommended="true"] {{ border: 2px solid {accent}; }}
QProgressBar {{ border: 1px solid {line}; }}
QScrollBar::handle:vertical, QScrollBar::handle:horizontal {{ background: {faint}; }}
"""


def dress(window: QWidget, theme: Theme) -> None:
    """Style a window, all that is in it, and its menus and dialogs.

    Another sheet of the application's would style every widget once for each that it lies in.
    """
    wanted = sheet(theme)
    if wanted != window.styleSheet():
        window.setStyleSheet(wanted)


def sheet(theme: Theme) -> str:
    """The style sheet in the colours of ``theme``."""
    chevron = (RESOURCES / "icons" / f"chevron-{theme.name}.svg").as_posix()
    check = (RESOURCES / "icons" / f"check-{theme.name}.svg").as_posix()
    rules = SHEET + CONTRAST_SHEET if theme is CONTRAST else SHEET
    clear = (RESOURCES / "icons" / f"clear-{theme.name}.svg").as_posix()
    return rules.format(**vars(theme), chevron=chevron, check=check, clear=clear)


def palette(theme: Theme) -> QPalette:
    """The palette that goes with the sheet, for what a sheet cannot reach."""
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.window,
        QPalette.ColorRole.AlternateBase: theme.bubble,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.faint,
        QPalette.ColorRole.Button: theme.bubble,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.Highlight: theme.selection,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.ToolTipBase: theme.bubble,
        QPalette.ColorRole.ToolTipText: theme.text,
    }
    result = QPalette()
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    return result
