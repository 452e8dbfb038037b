"""What stands above the composer while the demo answers: what it can do, and the way to the full
tutor, whose download goes on right here while the demo is used.
"""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import explain, file_size, tr
from app.tutor.shelf import ShelfEntry, Stage
from app.ui.widgets import button, label, named

PROGRESS_STEPS = 1000
NARROW_EM = 45  # of the note: in less the line would be crushed beside the buttons


class DemoNote(QFrame):
    """One quiet line, one door. ``show_full`` tells it how far the full tutor is."""

    models_requested = Signal()
    download_requested = Signal(str)
    pause_requested = Signal(str)
    use_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demoNote")
        self._full: ShelfEntry | None = None
        self._text = label(style="muted", wrap=True)
        self.bar = named(QProgressBar(textVisible=False, maximum=PROGRESS_STEPS), "demoProgress")
        self.act_button = named(button("", self._act, style="primary"), "demoActButton")
        self._models = named(QPushButton(flat=True), "demoModelsButton")
        self._models.clicked.connect(self.models_requested)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(5)
        words.addWidget(self._text)
        words.addWidget(self.bar)
        doors = QHBoxLayout()
        doors.addStretch(1)
        doors.addWidget(self._models)
        doors.addWidget(self.act_button)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 6, 0, 6)
        self._box.addLayout(words, 1)
        self._box.addLayout(doors)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_full(self, full: ShelfEntry | None) -> None:
        """Show how far the full tutor is."""
        if full != self._full:
            self._full = full
            self.retranslate()

    def retranslate(self) -> None:
        """Write everything in the language in use."""
        full = self._full
        self._models.setText(tr("start.other_models"))
        self._text.setText(said(full))
        self.act_button.setVisible(full is not None)
        self.bar.setVisible(full is not None and full.progress is not None and not full.installed)
        if full is not None:
            self.act_button.setText(tr(_deed(full), size=file_size(full.size)))
            if full.progress is not None:
                share = full.progress.done / max(full.progress.total, 1)
                self.bar.setValue(round(PROGRESS_STEPS * share))

    def _act(self) -> None:
        if (full := self._full) is None:
            return
        deeds = {"start.use": self.use_requested, "ui.pause": self.pause_requested}
        deeds.get(_deed(full), self.download_requested).emit(full.id)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < NARROW_EM * self.fontMetrics().height()
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if way != self._box.direction():
            self._box.setDirection(way)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def said(full: ShelfEntry | None) -> str:
    """The line: what the demo does, or what is to be known of the full tutor."""
    if full is None or (full.progress is None and full.error is None and not full.installed):
        return tr("start.demo_note")
    if full.installed:
        return tr("start.full_ready")
    if full.error is not None:
        return explain(full.error)
    from app.ui.model_card import progress_text

    return tr("start.full_coming", progress=progress_text(full))


def _deed(full: ShelfEntry) -> str:
    """The key of what the button does now."""
    if full.installed:
        return "start.use"
    if full.error is not None:
        return "ui.try_again"
    if full.progress is None:
        return "start.download"
    return "ui.resume" if full.progress.stage is Stage.PAUSED else "ui.pause"
