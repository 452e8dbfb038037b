"""The plot that people move and zoom; the curves are computed anew when they rest.

While the view moves, what was computed is drawn at its new place: it reaches beyond what is in
sight, and is only computed at once when that is left.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from math import isfinite

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QWidget

from app.domain.functions import Plot
from app.domain.functions.exact import rounded
from app.domain.functions.features import Features
from app.domain.functions.study import Study
from app.domain.functions.window import Window
from app.ui.plot.arrange import arranged
from app.ui.plot.picture import Picture
from app.ui.plot.scene import Plane, Scene, Traces
from app.ui.plot.words import coordinates, sentence
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look

SMALLEST_PX = QSize(320, 240)
USUAL_PX = QSize(760, 500)
SETTLE_MS = 120  # after the last movement
RESERVE = 0.5  # of the width, computed on each side of what is in sight
MOST_STRETCHED = 1.6  # curves are drawn so much larger or smaller before they are computed anew
NOTCH = 120.0  # of a wheel
ZOOM_STEP = 1.2
MOVE_STEP = 0.1  # of the picture
NARROWEST = 1e-8  # of the distance from the origin, and of the unit
WIDEST = 1e9
SNAP_PX = 9.0
POINTER_GAP_PX = 14.0


class Canvas(QWidget):
    """Shows a plot; its accessible name says the main points in sight."""

    def __init__(self, plot: Plot, look: Look, formulas: Formulas) -> None:
        super().__init__()
        self.plot = plot
        self._study = Study(plot)
        self._formulas = formulas
        self._picture = Picture(look, formulas)
        self._look = look
        self._window: Window | None = None
        self._is_home = True
        self._scene: Scene | None = None
        self._grabbed: QPointF | None = None
        self._pointer: QPointF | None = None
        self._settling = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settling.timeout.connect(self.settle)
        self.setObjectName("plotCanvas")
        self.setMinimumSize(SMALLEST_PX)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        formulas.arrived.connect(self._on_formulas)

    @property
    def scene(self) -> Scene:
        """What is shown, computed for where it is now."""
        if self._scene is None or self._settling.isActive():
            self.settle()
        assert self._scene is not None
        return self._scene

    @property
    def picture(self) -> Picture:
        return self._picture

    def set_look(self, look: Look) -> None:
        """Draw in other colours or another size."""
        self._look = look
        self._picture = Picture(look, self._formulas)
        self.refresh()

    def refresh(self) -> None:
        """Compute and draw anew, now if anybody looks."""
        if self.isVisible():
            self.settle()
        else:
            self._scene = None

    def home(self) -> None:
        """Show the first view again."""
        self._is_home = True
        self._window = self._study.first_window(self._aspect)
        self.settle()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Show ``factor`` times as much, with the point ``at`` (or the middle) where it is."""
        place = at if at is not None else QPointF(self.rect().center())
        plane = self._plane()
        window = plane.window.zoomed(factor, plane.x(place.x()), plane.y(place.y()))
        if _is_sensible(window):
            self._go(window)

    def move_by(self, across: float, up: float) -> None:
        """Look further to the right or up, by shares of the picture."""
        self._go(self._plane().window.moved(across, up))

    def settle(self) -> None:
        """Compute curves, points and labels for the view as it is."""
        self._settling.stop()
        plane = self._plane()
        traces, features = self._traced(plane)
        corner = self._scene.legend if self._scene is not None else QPointF()
        scene = Scene(self.plot, plane, traces, features, legend=corner)
        keep = not self._is_home and self._scene is not None
        self._scene = arranged(scene, self._picture, keep_legend=keep)
        self.setAccessibleName(sentence(self.plot, self._scene.in_sight()))
        self.update()

    # --- where we look ------------------------------------------------------------------------

    @property
    def _aspect(self) -> float:
        return max(1, self.height()) / max(1, self.width())

    def _plane(self) -> Plane:
        if self._window is None:
            self._window = self._study.first_window(self._aspect)
        return Plane(self._window, QSizeF(max(1, self.width()), max(1, self.height())))

    def _go(self, window: Window) -> None:
        """Show another part of the plane, with what was computed as far as it reaches."""
        self._window = window
        self._is_home = False
        plane = self._plane()
        if self._scene is None or not _reaches(self._scene.traces, plane):
            self.settle()
            return
        self._scene = replace(self._scene, plane=plane)
        self._settling.start()
        self.update()

    def _traced(self, plane: Plane) -> tuple[Traces, Features]:
        """The curves and their special points, somewhat beyond what is in sight."""
        reserve = RESERVE * plane.window.width
        left, right = plane.window.left - reserve, plane.window.right + reserve
        features = self._study.features(left, right)
        curves = self._study.pieces(features, left, right, plane.scale)
        polygons = tuple(tuple(plane.polygons(pieces)) for pieces in curves)
        return Traces(plane, left, right, polygons), features

    # --- what is under the pointer ------------------------------------------------------------

    def _paint_reading(self, painter: QPainter, scene: Scene, pointer: QPointF) -> None:
        """The nearest marked point, or the curve above or below the pointer, with its values."""
        found = self._reading(scene, pointer)
        if found is None:
            return
        place, text, curve = found
        self._picture.paint_mark(painter, place, curve)
        size = self._picture.text_size(text)
        left = min(place.x() + POINTER_GAP_PX, self.width() - size.width() - 4)
        top = max(4.0, place.y() - POINTER_GAP_PX - size.height())
        painter.setFont(self._picture.font)
        self._picture.paint_text(painter, QRectF(QPointF(left, top), size), text, self._ink)

    @property
    def _ink(self) -> str:
        return self._look.theme.text

    def _reading(self, scene: Scene, pointer: QPointF) -> tuple[QPointF, str, int] | None:
        for point in scene.visible():
            place = scene.plane.at(point.x.value, point.y.value)
            if (place - pointer).manhattanLength() <= SNAP_PX:
                return place, coordinates(point), point.curve
        x = scene.plane.x(pointer.x())
        heights = [(self._study.value(n, x), n) for n in range(len(self.plot.curves))]
        places = [(scene.plane.at(x, y), y, n) for y, n in heights if isfinite(y)]
        if not places:
            return None
        place, y, curve = min(places, key=lambda one: abs(one[0].y() - pointer.y()))
        inside = 0 <= place.y() <= self.height()
        return (place, f"({rounded(x)}, {rounded(y)})", curve) if inside else None

    # --- what happens -------------------------------------------------------------------------

    def _on_formulas(self, keys: set[Key]) -> None:
        if keys & {(curve.tex, True) for curve in self.plot.curves}:
            self.refresh()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom(1 / (1 + event.value()), event.position())
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture) and pinch.scaleFactor() > 0:
                middle = self.mapFromGlobal(pinch.centerPoint())
                self.zoom(1 / pinch.scaleFactor(), middle)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._keys.get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    @cached_property
    def _keys(self) -> dict[Qt.Key, Callable[[], None]]:
        keys = Qt.Key
        return {
            **dict.fromkeys((keys.Key_Plus, keys.Key_Equal), lambda: self.zoom(1 / ZOOM_STEP)),
            **dict.fromkeys((keys.Key_Minus, keys.Key_Underscore), lambda: self.zoom(ZOOM_STEP)),
            **dict.fromkeys((keys.Key_0, keys.Key_Home), self.home),
            keys.Key_Left: lambda: self.move_by(-MOVE_STEP, 0),
            keys.Key_Right: lambda: self.move_by(MOVE_STEP, 0),
            keys.Key_Up: lambda: self.move_by(0, MOVE_STEP),
            keys.Key_Down: lambda: self.move_by(0, -MOVE_STEP),
        }

    # --- Qt's overrides -----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return USUAL_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        old = event.oldSize()
        if self._window is None or self._is_home or old.isEmpty():
            self._window = None
        else:  # the same stretch, with circles as round as before
            shape = self._aspect / (old.height() / old.width())
            middle = (self._window.bottom + self._window.top) / 2
            half = self._window.height * shape / 2
            self._window = replace(self._window, bottom=middle - half, top=middle + half)
        if self.isVisible():
            self.settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.settle()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settling.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is None:
            return
        painter = QPainter(self)
        self._picture.paint(painter, self._scene)
        if self._pointer is not None and self._grabbed is None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_reading(painter, self._scene, self._pointer)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(self._look.theme.accent))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / NOTCH
        if notches:
            self.zoom(ZOOM_STEP**-notches, event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._grabbed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._grabbed is not None:
            moved = event.position() - self._grabbed
            self._grabbed = event.position()
            self.move_by(-moved.x() / self.width(), moved.y() / self.height())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.zoom(1 / ZOOM_STEP**2, event.position())

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.update()


def _is_sensible(window: Window) -> bool:
    """Whether numbers can still tell the points of a window apart."""
    farthest = max(1.0, *map(abs, (window.left, window.right, window.bottom, window.top)))
    narrow = min(window.width, window.height) < NARROWEST * min(farthest, 1e3)
    return not narrow and max(window.width, window.height) < WIDEST


def _reaches(traces: Traces, plane: Plane) -> bool:
    """Whether what was computed still covers a view, neither too coarse nor too fine."""
    window, before = plane.window, traces.plane.window
    stretched = [plane.x_px / traces.plane.x_px, plane.y_px / traces.plane.y_px]
    inside = traces.left <= window.left and window.right <= traces.right
    near = max(abs(window.top - before.top), abs(window.bottom - before.bottom)) < before.height
    return inside and near and all(1 / MOST_STRETCHED < s < MOST_STRETCHED for s in stretched)
