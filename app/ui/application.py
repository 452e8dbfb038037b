"""The graphical program: one event loop for Qt and asyncio, looks, window, orderly end."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from app import i18n
from app.errors import UserFacingError
from app.paths import RESOURCES
from app.settings import Settings
from app.tutor.program import Program
from app.typeset.typesetter import Typesetter
from app.ui import fonts, tasks
from app.ui.desktop.manners import Manners
from app.ui.garbage import Garbage
from app.ui.interrupts import Interrupts
from app.ui.loop import complete, event_loop
from app.ui.main_window import MainWindow
from app.ui.style import palette
from app.ui.theme import CONTRAST, DARK, LIGHT, THEMES, Theme
from app.ui.transcript import contents

ICON = RESOURCES / "icons" / "lemma.svg"
REASON_SHOWN_MS = 60_000
QT_LOCALES = {"zh": "zh_CN", "en": "en"}


@dataclass
class Looks:
    """Language and theme of the running application."""

    application: QApplication
    translator: QTranslator | None = None
    language: str = ""  # of the translator

    def theme(self, chosen: str) -> Theme:
        """The theme of that name; "system" follows the desktop."""
        if chosen in THEMES:
            return THEMES[chosen]
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def apply(self, settings: Settings) -> Theme:
        """Translate everything that is open; returns the theme, of which windows take the sheet."""
        theme = self.theme(settings.theme)
        self.application.setPalette(palette(theme))
        i18n.set_language(language_of(settings.language))
        self._install_qt_translation()
        return theme

    def _install_qt_translation(self) -> None:
        # Installing a translator makes Qt send LanguageChange to every widget: ours listen too.
        language = i18n.language()
        if self.translator is not None:
            if language == self.language:
                return
            self.application.removeTranslator(self.translator)
        self.translator, self.language = QTranslator(), language
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        self.translator.load(QLocale(QT_LOCALES[language]), "qtbase", "_", folder)
        self.application.installTranslator(self.translator)


class Application:
    """Holds what lives as long as the window. ``run`` returns the exit status."""

    def __init__(self, program: Program, files: Sequence[Path] = ()) -> None:
        self.program = program
        self.qt = make_qt_application()
        self.looks = Looks(self.qt)
        self.theme = self.looks.apply(program.settings)
        self.typesetter = Typesetter()
        self.window = MainWindow(program, self.typesetter, self.theme)
        self.window.chat.transcript.set_zoom(program.settings.zoom / 100)
        self.window.settings_changed.connect(self.change_settings)
        self._closing = asyncio.Event()
        self.opens_again = self._erase_models = False
        self.window.settings.erase_requested.connect(self.begin_anew)
        self.window.close_requested.connect(self._closing.set)
        self.manners = Manners(self.window, program, files)
        self.manners.locale_changed.connect(self._follow_system)
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _scheme: self._follow_system())
        hints.accessibility().contrastPreferenceChanged.connect(lambda _: self._follow_system())

    def change_settings(self, settings: Settings) -> None:
        """Keep new settings and let everything take them up at once."""
        language_before = i18n.language()
        source_before = self.program.room.source
        kept = asyncio.wrap_future(self.program.save_settings(settings))
        tasks.spawn(_shielded(kept), on_error=self._show_unkept)
        i18n.set_language(language_of(settings.language))
        if i18n.language() != language_before or self.looks.theme(settings.theme) != self.theme:
            self._restyle()
        self.window.chat.transcript.set_zoom(settings.zoom / 100)
        self.window.settings.show_settings(settings)
        if self.program.room.source != source_before:
            self.program.room.changed.emit()

    def _show_unkept(self, error: UserFacingError) -> None:
        self.window.notice.say(i18n.explain(error), kind="error")

    async def live(self) -> None:
        """Show the window and wait until it was closed; then end everything in order."""
        garbage = Garbage()
        try:
            self.window.show()
            self.program.room.warm_up()  # at once: the work is another process's
            await self.manners.begin()
            await self.window.start(self.manners.last_conversation)
            tasks.spawn(contents.warm_up())  # a person can type by now
            await self._closing.wait()
            await self.end()
        finally:
            garbage.close()

    async def end(self) -> None:
        """Stop answers and keep them, end the engine, close the store."""
        await self.manners.end()
        self.window.hide()
        self.window.chat.end()
        await tasks.finish_all()
        await self.program.close()
        self.typesetter.close()
        self.window.deleteLater()

    def _follow_system(self) -> None:
        """The desktop has other colours or another language now; what was chosen stays."""
        settings = self.program.settings
        if "system" in (settings.theme, settings.language) and not self._closing.is_set():
            self._restyle()

    def begin_anew(self, models: bool) -> None:
        """Close, delete everything (``models`` only if asked), and open as on the first day."""
        self._erase_models, self.opens_again = models, True
        self.window.close()

    def erase(self) -> list[Path]:
        """After the end: delete what was asked for; returns what could not be."""
        from app.tutor import keeping

        return keeping.erase(self.program.data, models=self._erase_models)

    def _restyle(self) -> None:
        if self._closing.is_set():
            return
        self.window.chat.transcript.forget_built()  # it would be styled for nobody
        self.theme = self.looks.apply(self.program.settings)
        self.window.set_theme(self.theme)


async def _shielded(kept: asyncio.Future[None]) -> None:
    await asyncio.shield(kept)  # a program that closes still writes it


def language_of(chosen: str) -> str:
    """For ``i18n``; where the desktop's language can change under programs, Qt knows it."""
    if chosen == "system" and sys.platform in ("win32", "darwin"):
        return QLocale.system().uiLanguages()[0].partition("-")[0].lower()
    return chosen


def make_qt_application() -> QApplication:
    """The one QApplication, with our style and fonts."""
    fonts.calm_stems()
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Lemma")
    application.setDesktopFileName("lemma")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(ICON)))
    application.setQuitOnLastWindowClosed(False)
    fonts.install(application)
    return application


def _opened(open_program: Callable[[], Program]) -> Program:
    """The program; if it cannot open, the reason is shown to people who have no terminal."""
    try:
        return open_program()
    except UserFacingError as error:
        # A program without a console has no standard error at all.
        if sys.stderr is None or not sys.stderr.isatty():
            _show_reason(i18n.explain(error))
        raise


def _show_reason(text: str) -> None:
    box = QMessageBox()
    box.setObjectName("cannotOpen")
    box.setWindowTitle(i18n.tr("ui.window_title"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    timer = QTimer(box, singleShot=True, interval=REASON_SHOWN_MS)
    timer.timeout.connect(box.close)  # nobody may be there to close it
    timer.start()
    box.exec()  # no coroutine runs yet that a nested event loop could disturb
    timer.stop()


def run(open_program: Callable[[], Program], files: Sequence[Path] = ()) -> int:
    """Open the program and show its window until it is closed; returns the exit status."""
    qt = make_qt_application()
    while True:
        with event_loop(qt) as loop:
            application = Application(_opened(open_program), files)
            interrupts = Interrupts(application.window.close)
            try:
                whole = complete(loop, application.live(), application.window.close)
            finally:
                interrupts.restore()
        if not whole:  # nobody is there any more who could be told
            return 1
        if not application.opens_again:
            return 0
        if left := application.erase():
            _show_reason(i18n.tr("settings.erase_left", files="\n".join(map(str, left))))
