"""One model as a card: what it is, whether it fits, and what can be done with it now."""

from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import explain, file_size, tr
from app.tutor.shelf import ShelfEntry, Stage
from app.ui.widgets import button, label

PROGRESS_STEPS = 1000
#: In the order of the row. "download" also goes on with what was begun.
BUTTONS = ("remove", "verify", "cancel", "mirror", "pause", "download", "use")


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
    pause_requested = Signal(str)
    cancel_requested = Signal(str)
    verify_requested = Signal(str)
    use_requested = Signal(str)
    remove_requested = Signal(str)
    mirror_requested = Signal(str, str)  # and the mirror; empty: ask for its address

    def __init__(self, entry: ShelfEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(entry.name)
        self.setProperty("recommended", entry.recommended)
        self.entry = entry
        self._tag = label(tr("ui.recommended"), style="tag")
        self._name = label(entry.name, style="section", wrap=True)
        self._about = label(entry.about, wrap=True)
        self._suits = label(entry.suits, wrap=True)
        self._facts = label(style="muted", wrap=True)
        self._progress_text = label(style="muted", wrap=True)
        self._bar = QProgressBar(textVisible=False, maximum=PROGRESS_STEPS)
        self._error = label(wrap=True)
        self.buttons = {name: self._button(name) for name in BUTTONS}
        self._lay_out()
        self.update_entry(entry)

    def _button(self, name: str) -> QPushButton:
        wishes = {
            "download": self.download_requested,
            "pause": self.pause_requested,
            "cancel": self.cancel_requested,
            "verify": self.verify_requested,
            "use": self.use_requested,
            "remove": self.remove_requested,
        }
        leads = self.entry.recommended and name == "download"  # one such button on the page
        style = "primary" if leads else "danger" if name == "remove" else ""
        widget = button(tr(f"ui.{name}"), lambda: self._wish(wishes.get(name)), style=style)
        widget.setObjectName(f"{name}-{self.entry.id}")
        return widget

    def _wish(self, signal: SignalInstance | None) -> None:
        if signal is not None:
            signal.emit(self.entry.id)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.addWidget(self._progress_text, 1)
        for widget in self.buttons.values():
            actions.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(6)
        words = (self._tag, self._name, self._about, self._suits, self._facts)
        for row in (*words, self._bar, self._error):
            column.addWidget(row)
        column.addLayout(actions)
        self.buttons["mirror"].setMenu(QMenu(self))

    def update_entry(self, entry: ShelfEntry) -> None:
        """Show the state of the same model as it is now."""
        if entry.mirrors != self.entry.mirrors or not self.buttons["mirror"].menu().actions():
            self._offer(entry.mirrors)
        self.entry = entry
        self._tag.setVisible(entry.recommended)
        self._about.setVisible(bool(entry.about))
        self._suits.setText(entry.suits)
        self._suits.setVisible(bool(entry.suits))
        self._facts.setText(facts(entry))
        self._facts.setToolTip(entry.placement)
        self._bar.setVisible(entry.progress is not None)
        self._progress_text.setText(progress_text(entry))
        self._error.setText(explain(entry.error) if entry.error is not None else "")
        self._error.setVisible(entry.error is not None)
        for name, widget in self.buttons.items():
            widget.setVisible(name in offered(entry))
        self.buttons["download"].setText(tr(_download_key(entry)))
        self.buttons["use"].setEnabled(not entry.current)
        self.buttons["use"].setText(tr("ui.in_use") if entry.current else tr("ui.use"))
        if entry.progress is not None:
            share = entry.progress.done / max(entry.progress.total, 1)
            self._bar.setValue(round(PROGRESS_STEPS * share))

    def _offer(self, mirrors: tuple[str, ...]) -> None:
        menu = self.buttons["mirror"].menu()
        menu.clear()
        for mirror in mirrors:
            menu.addAction(mirror, partial(self.mirror_requested.emit, self.entry.id, mirror))
        another = partial(self.mirror_requested.emit, self.entry.id, "")
        menu.addAction(tr("ui.mirror_other"), another)


def offered(entry: ShelfEntry) -> set[str]:
    """The names of the buttons that make sense now."""
    if entry.installed:
        kept = {"use"} if entry.bundled else {"use", "remove"}
        return {"use", "cancel"} if entry.progress else {*kept, "verify"}
    if entry.at_hand:
        return {"use"}
    if entry.progress is None:
        return {"download"}
    if entry.progress.stage is not Stage.PAUSED:
        return {"pause", "cancel"}
    return {"download", "cancel", "mirror"} if entry.mirrors else {"download", "cancel"}


def _download_key(entry: ShelfEntry) -> str:
    if entry.progress is None:
        return "ui.download"
    return "ui.resume" if entry.error is None else "ui.try_again"


def facts(entry: ShelfEntry) -> str:
    """Size, licence and memory in one line; where it comes from and whose it is in another."""
    parts = [file_size(entry.size)]
    if entry.licence:
        parts.append(entry.licence)
    if entry.memory:
        parts.append(tr("ui.model_needs", memory=file_size(entry.memory)))
    makers = [entry.attribution] if entry.attribution else []
    if not entry.origin:
        return " · ".join([*parts, *makers])
    origin = tr("ui.model_origin", repo=_whole(entry.origin))
    return f"{' · '.join(parts)}\n{' · '.join([origin, *makers])}"


def _whole(name: str) -> str:
    """A name that is not torn apart at its hyphens."""
    return name.replace("-", "\N{NON-BREAKING HYPHEN}")


def progress_text(entry: ShelfEntry) -> str:
    """What a running download says about itself."""
    progress = entry.progress
    if progress is None:
        return tr("ui.verified") if entry.verified else ""
    done, total = file_size(progress.done), file_size(progress.total)
    amount = tr("ui.downloading_start", done=done, total=total)
    if entry.error is not None:  # which says why it has stopped
        return amount if progress.done else ""
    if progress.stage is not Stage.DOWNLOADING:
        stage = tr(f"models.stage_{progress.stage}")
        return f"{stage} · {amount}" if progress.done else stage
    if progress.speed is not None and progress.left_s is not None:
        speed, left = file_size(round(progress.speed)), duration(progress.left_s)
        amount = tr("ui.downloading", done=done, total=total, speed=speed, left=left)
    return f"{amount} · {tr('ui.model_origin', repo=progress.source)}"
