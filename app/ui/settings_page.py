"""The settings page: language, look, and who answers (this computer or another server)."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from app.i18n import LANGUAGES, tr
from app.settings import Settings
from app.ui.widgets import Page, button, clear, label, named

ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200)  # per cent
CONTEXTS = (0, 4096, 8192, 16384, 32768)  # tokens; 0: as planned


class SettingsPage(Page):
    """Shows the settings and reports each change at once; there is no Save button to forget."""

    changed = Signal(Settings)
    check_requested = Signal()
    open_folder_requested = Signal()
    export_requested = Signal()
    import_requested = Signal(bool)  # whether it is a folder
    updates_requested = Signal()
    about_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._build()

    def show_settings(self, settings: Settings) -> None:
        """Show other values, as changed elsewhere."""
        if settings != self._settings:
            self._settings = settings
            self._build()

    def show_check(self, text: str) -> None:
        """The outcome of the connection test."""
        self.check_result.setText(text)

    def show_updates(self, text: str) -> None:
        """What is known of newer versions."""
        self.updates_result.setText(text)

    def _build(self) -> None:
        clear(self.column)
        self.column.addWidget(label(tr("ui.settings"), style="title"))
        self._section("settings_look", self._look())
        self._section("settings_answers", self._answers())
        self._section("settings_data", self._data())
        self.column.addStretch(1)

    def _section(self, key: str, rows: QWidget) -> None:
        self.column.addSpacing(8)
        self.column.addWidget(label(tr(f"ui.{key}"), style="section"))
        self.column.addWidget(label(tr(f"ui.{key}_about"), style="muted", wrap=True))
        self.column.addWidget(rows)

    def _look(self) -> QWidget:
        rows, form = _form()
        languages = {"system": tr("ui.as_system"), **LANGUAGES}
        themes = {name: tr(f"ui.theme_{name}") for name in ("system", "light", "dark")}
        form.addRow(tr("ui.language"), self._choice("language", languages))
        form.addRow(tr("ui.theme"), self._choice("theme", themes))
        form.addRow(tr("ui.zoom"), self._choice("zoom", {zoom: f"{zoom} %" for zoom in ZOOMS}))
        return rows

    def _answers(self) -> QWidget:
        rows, form = _form()
        sources = {"local": tr("ui.source_local"), "endpoint": tr("ui.source_endpoint")}
        form.addRow(tr("ui.source"), self._choice("source", sources))
        contexts = {n: tr("ui.context_planned") if n == 0 else f"{n:,}" for n in CONTEXTS}
        form.addRow(tr("ui.context"), self._choice("context", contexts))
        retries = {"ask": tr("ui.retry_ask"), "auto": tr("ui.retry_auto")}
        form.addRow(tr("ui.retry"), self._choice("retry_contradicted", retries))
        self.url = self._text("endpoint_url", "http://127.0.0.1:8000/v1")
        self.key = self._text("endpoint_key", "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.model = self._text("endpoint_model", tr("ui.endpoint_model_hint"))
        form.addRow(tr("ui.endpoint_url"), self.url)
        form.addRow(tr("ui.endpoint_key"), self.key)
        form.addRow(tr("ui.endpoint_model"), self.model)
        check = button(tr("ui.check_connection"), self.check_requested.emit)
        form.addRow("", named(check, "checkButton"))
        self.check_result = label(style="muted", wrap=True)
        self.check_result.setObjectName("checkResult")
        form.addRow("", self.check_result)
        return rows

    def _data(self) -> QWidget:
        rows, form = _form()
        self.mirror = self._text("mirror", tr("ui.mirror_hint"))
        form.addRow(tr("ui.mirror_row"), self.mirror)
        form.addRow("", button(tr("ui.open_data_folder"), self.open_folder_requested.emit))
        for name, key, do in (
            ("exportAll", "ui.export_all", self.export_requested.emit),
            ("importFile", "ui.import_conversations", lambda: self.import_requested.emit(False)),
            ("importFolder", "ui.import_folder", lambda: self.import_requested.emit(True)),
        ):
            form.addRow("", named(button(tr(key), do), name))
        check = button(tr("ui.check_updates"), self.updates_requested.emit)
        form.addRow("", named(check, "updatesButton"))
        self.updates_result = named(label(style="muted", wrap=True), "updatesResult")
        self.updates_result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow("", self.updates_result)
        about = button(tr("desktop.about"), self.about_requested.emit)
        form.addRow("", named(about, "aboutButton"))
        return rows

    def _choice(self, name: str, options: "dict[str, str] | dict[int, str]") -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        for value, text in options.items():
            box.addItem(text, value)
        box.setCurrentIndex(max(0, box.findData(getattr(self._settings, name))))
        box.activated.connect(lambda _row: self._change(name, box.currentData()))
        return box

    def _text(self, name: str, placeholder: str) -> QLineEdit:
        field = QLineEdit(str(getattr(self._settings, name)))
        field.setObjectName(name)
        field.setPlaceholderText(placeholder)
        field.editingFinished.connect(lambda: self._change(name, field.text().strip()))
        return field

    def _change(self, name: str, value: str | int) -> None:
        values: dict[str, Any] = {name: value}
        changed = replace(self._settings, **values)
        if changed != self._settings:
            self._settings = changed
            self.changed.emit(changed)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._build()


def _form() -> tuple[QWidget, QFormLayout]:
    widget = QWidget()
    form = QFormLayout(widget)
    form.setContentsMargins(0, 4, 0, 4)
    form.setHorizontalSpacing(18)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setVerticalSpacing(10)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
    return widget, form
