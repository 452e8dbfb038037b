"""One model as a card: what it is, whether it fits, and what can be done with it now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import explain, file_size, tr
from app.tutor.shelf import ShelfEntry, Stage
from app.ui.widgets import button, label

PROGRESS_STEPS = 1000


def duration(seconds: float) -> str:
    """A time for people, in its largest unit."""
    if seconds < 90:
        return tr("ui.seconds", n=round(seconds))
    if seconds < 5400:
        return tr("ui.minutes", n=round(seconds / 60))
    return tr("ui.hours", n=round(seconds / 3600, 1))


class ModelCard(QFrame):
    """Shows a ``ShelfEntry``; ``update_entry`` refreshes it in place while a download runs."""

    download_requested = Signal(str)
    cancel_requested = Signal(str)
    use_requested = Signal(str)
    remove_requested = Signal(str)

    def __init__(self, entry: ShelfEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(entry.name)
        self.setProperty("recommended", entry.recommended)
        self.entry = entry
        self._tag = label(tr("ui.recommended"), style="tag")
        self._name = label(entry.name, style="section", wrap=True)
        self._about = label(entry.about, wrap=True)
        self._facts = label(style="muted", wrap=True)
        self._progress_text = label(style="muted")
        self._bar = QProgressBar(textVisible=False, maximum=PROGRESS_STEPS)
        self._error = label(wrap=True)
        self._lay_out()
        self.update_entry(entry)

    def _lay_out(self) -> None:
        ask = self.entry.id
        self.download = button(
            tr("ui.download"), lambda: self.download_requested.emit(ask), style="primary"
        )
        self.cancel = button(tr("ui.cancel"), lambda: self.cancel_requested.emit(ask))
        self.use = button(tr("ui.use"), lambda: self.use_requested.emit(ask), style="primary")
        self.remove = button(
            tr("ui.remove"), lambda: self.remove_requested.emit(ask), style="danger"
        )
        actions = QHBoxLayout()
        actions.addWidget(self._progress_text, 1)
        for name in ("remove", "cancel", "download", "use"):
            widget = getattr(self, name)
            widget.setObjectName(f"{name}-{ask}")
            actions.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(6)
        rows = (self._tag, self._name, self._about, self._facts, self._bar, self._error)
        for row in rows:
            column.addWidget(row)
        column.addLayout(actions)

    def update_entry(self, entry: ShelfEntry) -> None:
        """Show the state of the same model as it is now."""
        self.entry = entry
        downloading = entry.progress is not None
        self._tag.setVisible(entry.recommended)
        self._about.setVisible(bool(entry.about))
        self._facts.setText(facts(entry))
        self._bar.setVisible(downloading)
        self._progress_text.setText(progress_text(entry))
        self._error.setText(explain(entry.error) if entry.error is not None else "")
        self._error.setVisible(entry.error is not None)
        self.download.setVisible(not (entry.installed or entry.at_hand or downloading))
        self.cancel.setVisible(downloading)
        self.use.setVisible(entry.installed or entry.at_hand)
        self.use.setEnabled(not entry.current)
        self.use.setText(tr("ui.in_use") if entry.current else tr("ui.use"))
        self.remove.setVisible(entry.installed)
        if entry.progress is not None:
            share = entry.progress.done / max(entry.progress.total, 1)
            self._bar.setValue(round(PROGRESS_STEPS * share))


def facts(entry: ShelfEntry) -> str:
    """Size, licence, memory and fit in one line."""
    parts = [file_size(entry.size)]
    if entry.licence:
        parts.append(entry.licence)
    if entry.memory:
        parts.append(tr("ui.model_needs", memory=file_size(entry.memory)))
    if entry.fit is not None:
        parts.append(tr(entry.fit).rstrip(".。"))
    if entry.attribution:
        parts.append(entry.attribution)
    return " · ".join(parts)


def progress_text(entry: ShelfEntry) -> str:
    """What a running download says about itself."""
    progress = entry.progress
    if progress is None:
        return ""
    if progress.stage is not Stage.DOWNLOADING:
        return tr(f"models.stage_{progress.stage}")
    done, total = file_size(progress.done), file_size(progress.total)
    if progress.speed is None or progress.left_s is None:
        return tr("ui.downloading_start", done=done, total=total)
    speed = file_size(round(progress.speed))
    return tr("ui.downloading", done=done, total=total, speed=speed, left=duration(progress.left_s))
