"""A part of the plane as pixels, and what lies on it: the values that ``picture`` paints."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPolygonF, QTransform

from app.domain.functions.features import Features, Point
from app.domain.functions.model import Plot
from app.domain.functions.tracing import Piece, Scale
from app.domain.functions.window import Window


@dataclass(frozen=True)
class Plane:
    """A window of the plane shown in so many logical pixels."""

    window: Window
    size: QSizeF

    @property
    def x_px(self) -> float:
        """Pixels per unit."""
        return self.size.width() / self.window.width

    @property
    def y_px(self) -> float:
        return self.size.height() / self.window.height

    @property
    def bounds(self) -> QRectF:
        return QRectF(QPointF(0, 0), self.size)

    @property
    def scale(self) -> Scale:
        return Scale(self.x_px, self.y_px, self.window.bottom, self.window.top)

    def at(self, x: float, y: float) -> QPointF:
        """Where a point of the plane is in pixels."""
        return QPointF((x - self.window.left) * self.x_px, (self.window.top - y) * self.y_px)

    def x(self, px: float) -> float:
        """The value of the variable at a pixel."""
        return self.window.left + px / self.x_px

    def y(self, px: float) -> float:
        return self.window.top - px / self.y_px

    def polygons(self, pieces: Sequence[Piece]) -> list[QPolygonF]:
        """Lines of points as pixels."""
        return [QPolygonF([self.at(x, y) for x, y in piece]) for piece in pieces]

    def moved_to(self, other: "Plane") -> QTransform:
        """What brings pixels of this plane to those of another one."""
        origin = other.at(self.window.left, self.window.top)
        across, down = other.x_px / self.x_px, other.y_px / self.y_px
        return QTransform(across, 0, 0, down, origin.x(), origin.y())


@dataclass(frozen=True)
class Label:
    """A text beside a point of the plane; ``place`` is seen from the point, in pixels."""

    text: str
    x: float
    y: float
    place: QRectF


@dataclass(frozen=True)
class Traces:
    """The curves as they were last computed, and the plane in whose pixels they are."""

    plane: Plane
    left: float  # what is computed goes beyond what is in sight
    right: float
    curves: tuple[tuple[QPolygonF, ...], ...]


@dataclass(frozen=True)
class Scene:
    """Everything that is painted."""

    plot: Plot
    plane: Plane
    traces: Traces
    features: Features
    labels: tuple[Label, ...] = ()
    legend: QPointF = field(default_factory=QPointF)  # the top left corner of its box

    def in_sight(self) -> Features:
        """What of the features can be seen."""
        window = self.plane.window
        lines = [
            line
            for line in self.features.lines
            if not line.is_vertical or window.left <= line.height <= window.right
        ]
        return replace(self.features, points=tuple(self.visible()), lines=tuple(lines))

    def visible(self) -> list[Point]:
        """The marked points in sight."""
        window = self.plane.window
        return [
            point
            for point in self.features.points
            if window.left <= point.x.value <= window.right
            and window.bottom <= point.y.value <= window.top
        ]
