"""Plots: offered at formulas and messages, moved and zoomed, said, saved; in every look."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton, QTextEdit, QWidget
from support.transcripts import question, turn

from app import i18n
from app.domain.functions import find
from app.i18n import tr
from app.ui.plot.canvas import SETTLE_MS
from app.ui.plot.ticks import ticks
from app.ui.plot.window import PlotWindow
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.display import FormulaView
from app.ui.transcript.formula_menu import picture
from app.ui.transcript.look import Look
from app.ui.transcript.plots import WINDOW


@pytest.fixture
def opened(qapp, formulas, look):
    """Opens a plot of a formula."""
    owner = QWidget()
    owner.show()

    def open_(tex, look=look):
        window = PlotWindow(find(tex, bare=True), look, formulas, owner)
        window.resize(640, 480)
        window.show()
        return window

    yield open_
    shiboken6.delete(owner)


def wheel(canvas, place, delta):
    at = QPointF(place)
    event = QWheelEvent(
        at,
        QPointF(canvas.mapToGlobal(place)),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def window_of(canvas):
    return canvas.scene.plane.window


def colours(image):
    return {
        image.pixelColor(x, y).name()
        for x in range(0, image.width(), 2)
        for y in range(0, image.height(), 2)
    }


# --- looking around ---------------------------------------------------------------------------


def test_what_is_special_is_marked_labelled_and_said(opened):
    canvas = opened("f(x) = x^2 - 5x + 6").canvas
    texts = {label.text for label in canvas.scene.labels}
    assert {"(2, 0)", "(3, 0)", "(5/2, −1/4)", "(0, 6)"} <= texts
    assert "x = 2, x = 3" in canvas.accessibleName()
    assert "(5/2, −1/4)" in canvas.accessibleName()


def test_a_point_of_several_curves_is_labelled_once(opened):
    texts = [
        label.text
        for label in opened(r"\begin{cases} y=x^3-3x \\ y=6x \end{cases}").canvas.scene.labels
    ]
    assert texts.count("(0, 0)") == 1


def test_curves_are_as_thick_on_a_dense_screen(opened):
    window = opened("y = 0.1x")
    canvas = window.canvas
    shares = []
    for ratio in (1, 2):
        image = QImage(canvas.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        canvas.picture.paint(painter, canvas.scene)
        painter.end()
        row = image.width() // 4
        blue = [image.pixelColor(row, y) for y in range(image.height())]
        shares.append(sum(c.blue() - c.red() for c in blue) / image.height())
    assert shares[1] == pytest.approx(shares[0], rel=0.25)


def test_labels_cover_neither_each_other_nor_the_legend(opened):
    for tex in ("x^4-5x^2+4", r"\tan x", r"\lfloor x\rfloor"):
        canvas = opened(tex).canvas
        plane = canvas.scene.plane
        places = [one.place.translated(plane.at(one.x, one.y)) for one in canvas.scene.labels]
        assert len(places) >= 3
        for number, place in enumerate(places):
            assert not any(place.intersects(other) for other in places[:number])


def test_the_wheel_zooms_towards_the_pointer(opened):
    canvas = opened("x^2").canvas
    place, before = QPoint(100, 90), window_of(canvas)
    x, y = canvas.scene.plane.x(100), canvas.scene.plane.y(90)
    wheel(canvas, place, 240)
    assert window_of(canvas).width < before.width
    assert canvas.scene.plane.x(100) == pytest.approx(x)
    assert canvas.scene.plane.y(90) == pytest.approx(y)
    wheel(canvas, place, -240)
    assert window_of(canvas).width == pytest.approx(before.width)


def test_dragging_moves_and_the_curve_is_computed_when_it_rests(opened, qtbot):
    canvas = opened("x^2").canvas
    before, traces = window_of(canvas), canvas.scene.traces
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(canvas, QPoint(330, 190))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(330, 190))
    assert canvas._scene.traces is traces  # only moved
    assert canvas._scene.plane.window.left < before.left
    assert canvas._scene.plane.window.bottom < before.bottom
    qtbot.wait(2 * SETTLE_MS)
    assert canvas._scene.traces is not traces


def test_keys_move_zoom_and_go_home(opened):
    canvas = opened("x^2").canvas
    canvas.setFocus()
    home = window_of(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert window_of(canvas).left > home.left
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert window_of(canvas).bottom > home.bottom
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert window_of(canvas).width < home.width
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert window_of(canvas) == home


def test_zooming_ends_where_numbers_end(opened):
    canvas = opened("x^2").canvas
    for _ in range(300):
        canvas.zoom(0.5)
    assert 0 < window_of(canvas).width < 1e-6
    for _ in range(300):
        canvas.zoom(2)
    assert window_of(canvas).width < 1e10
    canvas.grab()


def test_a_resized_window_keeps_circles_round(opened):
    window = opened(r"\sqrt{4-x^2}")
    window.canvas.zoom(0.9)
    shape = window.canvas.scene.plane.x_px / window.canvas.scene.plane.y_px
    window.resize(900, 500)
    QTest.qWait(0)
    plane = window.canvas.scene.plane
    assert plane.x_px / plane.y_px == pytest.approx(shape, rel=0.02)


def test_the_pointer_reads_the_curve_and_snaps_to_points(opened):
    canvas = opened("x^2-1").canvas
    plane = canvas.scene.plane
    place, text, _ = canvas._reading(canvas.scene, plane.at(1, 0) + QPointF(3, 2))
    assert text == "(1, 0)"
    place, text, _ = canvas._reading(canvas.scene, plane.at(0.5, 0))
    assert text == "(0.5, −0.75)"
    assert place.y() == pytest.approx(plane.at(0, -0.75).y())
    QTest.mouseMove(canvas, place.toPoint())
    canvas.grab()


def test_panning_paints_within_a_frame(opened):
    canvas = opened("x^3-3x+1").canvas
    canvas.grab()
    timer = canvas._settling
    canvas.move_by(0.01, 0)
    assert timer.isActive()
    canvas.grab()
    canvas.settle()
    assert not timer.isActive()


# --- looks and languages ----------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("zoom", [1.0, 2.0])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_plots_are_drawn_in_every_look(opened, theme, zoom, language):
    i18n.set_language(language)
    window = opened(r"\begin{cases} y=x^2 \\ y=x+2 \end{cases}", Look(theme, zoom))
    assert window.windowTitle() == tr(
        "plot.title", formula=tr("plot.comma").join(["y = x^2", "y = x+2"])
    )
    image = window.canvas.grab().toImage()
    assert {theme.window, theme.accent, theme.warning} <= colours(image)
    assert all(button.accessibleName() for button in window.findChildren(QPushButton))


def test_an_open_plot_takes_another_look_and_language(opened):
    window = opened("x^2")
    window.set_look(Look(DARK, 1.5))
    assert DARK.window in colours(window.canvas.grab().toImage())
    i18n.set_language("zh")
    window.retranslate()
    assert "零点" in window.canvas.accessibleName()


# --- saving -----------------------------------------------------------------------------------


def test_a_plot_is_saved_at_twice_its_size_and_as_vectors(opened, tmp_path):
    window = opened("x^2")
    window.save(tmp_path / "a.png")
    saved = QImage(str(tmp_path / "a.png"))
    assert saved.width() == 2 * window.canvas.width()
    window.save(tmp_path / "a.svg")
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text.startswith("<?xml")
    assert "<polyline" in text or "<path" in text
    assert "(0, 0)" in text


def test_a_place_that_cannot_be_written_is_said(opened, tmp_path):
    window = opened("x^2")
    window.save(tmp_path / "none" / "a.png")
    assert window._hint.text() == tr("plot.not_saved")


def test_the_picture_is_copied(opened):
    window = opened("x^2")
    window.findChild(QPushButton, "plotCopy").click()
    assert QGuiApplication.clipboard().image().width() == 2 * window.canvas.width()


def test_saving_asks_where(opened, tmp_path):
    window = opened("x^2")
    dialog = window.ask_where()
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "b.svg"))
    dialog.close()
    assert (tmp_path / "b.svg").exists()


# --- where plots are offered ------------------------------------------------------------------


def button(transcript, name):
    return transcript.findChild(QPushButton, name)


def plots(transcript):
    return [one for one in transcript.findChildren(QDialog, WINDOW) if one.isVisible()]


def test_messages_with_functions_have_a_button_that_opens_one_window(transcript, settle):
    transcript.show_turns(
        [question(1, "Draw y = x^2 - 1 and its zeros"), turn(2, "$f(x)=x^2-1$ is zero at $x=1$.")]
    )
    settle()
    button(transcript, "plot-1").click()
    assert [one.plot.curves[0].tex for one in plots(transcript)] == ["y = x^2 - 1"]
    button(transcript, "plot-2").click()
    button(transcript, "plot-2").click()
    assert len(plots(transcript)) == 2
    transcript.set_theme(DARK)
    settle()
    assert all(one.canvas._look.theme is DARK for one in plots(transcript))


def test_other_messages_have_none(transcript, settle):
    transcript.show_turns([question(1, "What is $2+2$?"), turn(2, "It is $x = 4$.")])
    settle()
    assert button(transcript, "plot-1") is None
    assert button(transcript, "plot-2") is None


def test_a_displayed_formula_offers_its_plot_by_mouse_and_key(transcript, settle):
    transcript.show_turns([turn(1, "So\n\n$$f(x) = x^2$$\n\nand\n\n$$a^2+b^2=c^2$$")])
    settle()
    function, other = transcript.findChildren(FormulaView)
    names = [action.text() for action in function.menu().actions()]
    keys = ("copy_latex", "copy_mathml", "copy_picture", "plot")
    assert names == [tr(f"transcript.{key}") for key in keys]
    assert tr("transcript.plot") not in [action.text() for action in other.menu().actions()]
    by_key = transcript.views[0].menu()  # of the message, which is what Tab comes to
    (inner, _) = [action.menu() for action in by_key.actions() if action.menu() is not None]
    inner.actions()[-1].trigger()
    assert len(plots(transcript)) == 1


def test_a_formula_in_a_line_offers_its_plot(transcript, settle):
    transcript.show_turns([turn(1, "The curve $y=x^2$ rises")])
    settle()
    view = next(one for one in transcript.findChildren(QTextEdit) if one.isVisible())
    cursor = view.textCursor()
    cursor.setPosition(view.toPlainText().index("\ufffc"))
    view.setTextCursor(cursor)
    menu = view.menu(view._cursor_place())
    plot = next(a for a in menu.actions() if a.text() == tr("transcript.plot"))
    plot.trigger()
    assert len(plots(transcript)) == 1


def test_a_formula_is_copied_as_a_picture(typesetter):
    typesetter.typeset("y=x", display=False)
    image = picture(typesetter.cached("y=x", display=False))
    assert image.width() > image.height() > 0
    assert {"#ffffff", LIGHT.text} <= colours(image)


# --- ticks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [
        (-1, 1, "−1 −0.5 0 0.5 1"),
        (0, 10, "0 2 4 6 8 10"),
        (-3e7, 3e7, "−3·10⁷ −2·10⁷ −1·10⁷ 0 1·10⁷ 2·10⁷ 3·10⁷"),
    ],
)
def test_ticks_are_round_numbers(low, high, texts):
    assert " ".join(tick.text for tick in ticks(low, high, 6)) == texts


def test_angles_are_measured_in_pi():
    texts = [tick.text for tick in ticks(-4, 4, 6, in_pi=True)]
    assert texts == ["−π", "−π/2", "0", "π/2", "π"]
