"""Arranges a scene: the legend in the emptiest corner, labels where they cover least."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

from app.domain.functions.features import Kind, Point
from app.ui.plot.labels import Ground, Wish
from app.ui.plot.picture import EDGE_PX, Picture, line_label
from app.ui.plot.scene import Label, Scene
from app.ui.plot.words import coordinates

MOST_LABELS = 24

#: What is labelled first when there is not room for all.
_RANKS = (
    Kind.INTERSECTION,
    Kind.MINIMUM,
    Kind.MAXIMUM,
    Kind.ROOT,
    Kind.HOLE,
    Kind.INTERCEPT,
    Kind.END,
    Kind.OPEN_END,
)


def arranged(scene: Scene, picture: Picture, *, keep_legend: bool = False) -> Scene:
    """The scene with its legend and labels; ``keep_legend`` leaves the legend where it is."""
    shift = scene.traces.plane.moved_to(scene.plane)
    curves = [shift.map(piece).toList() for pieces in scene.traces.curves for piece in pieces]
    ground = Ground(scene.plane.bounds.adjusted(EDGE_PX, EDGE_PX, -EDGE_PX, -EDGE_PX), curves)
    ground.mark(scene.plane.at(point.x.value, point.y.value) for point in scene.visible())
    box = picture.legend_size(scene)
    if not keep_legend:
        scene = replace(scene, legend=_emptiest(ground, scene, box))
    ground.take(QRectF(scene.legend, box))
    return replace(scene, labels=tuple(_labels(scene, picture, ground)))


def _emptiest(ground: Ground, scene: Scene, box: QSizeF) -> QPointF:
    """The corner of the picture in which the legend hides least."""
    size = scene.plane.size
    right, bottom = size.width() - box.width() - EDGE_PX, size.height() - box.height() - EDGE_PX
    corners = [QPointF(x, y) for y in (EDGE_PX, bottom) for x in (EDGE_PX, right)]
    return min(corners, key=lambda corner: ground.covered(QRectF(corner, box)))


def _labels(scene: Scene, picture: Picture, ground: Ground) -> Iterator[Label]:
    points = {coordinates(point): point for point in sorted(scene.visible(), key=_rank)}
    for text, point in list(points.items())[:MOST_LABELS]:
        yield from _placed(text, point.x.value, point.y.value, scene, picture, ground)
    for line in scene.features.lines:
        if (found := line_label(line, scene)) is not None:
            yield from _placed(found[0], found[1].x(), found[1].y(), scene, picture, ground)


def _placed(
    text: str, x: float, y: float, scene: Scene, picture: Picture, ground: Ground
) -> Iterator[Label]:
    place = scene.plane.at(x, y)
    rect = ground.place(Wish(place, picture.text_size(text)))
    if rect is not None:
        yield Label(text, x, y, rect.translated(-place))


def _rank(point: Point) -> tuple[int, float]:
    return min(_RANKS.index(kind) for kind in point.kinds), abs(point.x.value)
