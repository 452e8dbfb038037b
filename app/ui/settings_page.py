"""The settings page: sections of one sentence each; every change takes effect at once.

The sections are made when the page is shown, so that they cost the start nothing.
"""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from app.i18n import tr
from app.settings import Settings
from app.tutor.program import Program
from app.ui.widgets import Page, label, named

if TYPE_CHECKING:
    from app.ui.settings.section import Section

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)  # per cent


class SettingsPage(Page):
    """Shows the settings and reports each change at once; there is no Save button to forget."""

    changed = Signal(Settings)
    export_requested = Signal()
    import_requested = Signal(bool)  # whether it is a folder
    erase_requested = Signal(bool)  # delete everything; True: models, too
    about_requested = Signal()

    def __init__(self, program: Program, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._shown: Settings | None = None
        self.sections: dict[str, Section] = {}
        self.to_make.connect(self._build)

    def show_settings(self, settings: Settings) -> None:
        """Show other values, as changed elsewhere."""
        if self.isVisible() and settings != self._shown:
            self.refresh()

    def show_section(self, name: str) -> None:
        """Scroll to a section of the page, which is in sight."""
        self.settle()
        section = self.sections[name]
        top = section.mapTo(self.body, section.rect().topLeft())
        self.verticalScrollBar().setValue(top.y())

    def refresh(self) -> None:
        """Show everything as it is now."""
        self._shown = self._program.settings
        for section in self.sections.values():
            section.refresh()

    def _build(self) -> None:
        from app.ui.settings import data, model, sections

        self.give_up()
        kinds: dict[str, Callable[[Program], Section]] = {
            "look": sections.Look,
            "answers": sections.Answers,
            "model": model.Model,
            "memory": model.Memory,
            "server": sections.Server,
            "downloads": sections.Downloads,
            "data": data.Data,
            "keys": sections.Keys,
            "updates": sections.Updates,
        }
        self.sections = {name: kind(self._program) for name, kind in kinds.items()}
        self.column.addWidget(label(tr("ui.settings"), style="title"))
        self.column.addWidget(self._contents())
        for section in self.sections.values():
            section.changed.connect(self.changed)
            self.column.addWidget(section)
            if isinstance(section, data.Data):
                section.export_requested.connect(self.export_requested)
                section.import_requested.connect(self.import_requested)
                section.erase_requested.connect(self.erase_requested)
            elif isinstance(section, sections.Updates):
                section.about_requested.connect(self.about_requested)
        self.column.addStretch(1)
        self.refresh()
        self.reveal()

    def give_up(self) -> None:
        super().give_up()  # first: a field that loses the focus with it still says what it holds
        for section in self.sections.values():
            section.end()
        self.sections = {}

    def _contents(self) -> QLabel:
        """A line of links, one to each section."""
        names = [(name, escape(section.title)) for name, section in self.sections.items()]
        links = "  ·  ".join(f'<a href="{n}">{t.replace(" ", "&nbsp;")}</a>' for n, t in names)
        line = named(label(links, wrap=True), "settingsContents")
        line.setTextFormat(Qt.TextFormat.RichText)
        line.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        line.linkActivated.connect(self.show_section)
        return line

    # Qt's overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.sections:
            self.refresh()
        else:
            self._build()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.make_anew()
