"""The line at the bottom: who answers and where, how fast, and how much of the context is used."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.i18n import tr
from app.tutor.room import Room, RoomState
from app.ui.widgets import label

HEIGHT_PX = 28  # of the tallest script: Chinese letters stand higher than Latin ones
SIDE_PX = 21  # as far in as the texts of the header
WHOLE_TPS = 100  # from here on a speed needs no decimals


class StatusLine(QFrame):
    """Three quiet texts; only measured figures."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self.who = label()
        self.speed = label()
        self.context = label()
        self.setFixedHeight(HEIGHT_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(SIDE_PX, 0, SIDE_PX, 1)
        row.setSpacing(22)
        row.addWidget(self.who)
        row.addStretch(1)
        row.addWidget(self.context)  # it comes with the end, and must not move the speed
        row.addWidget(self.speed)

    def show_room(self, room: Room) -> None:
        """Who answers."""
        values = {
            "name": room.model_name,
            "percent": round(100 * room.progress),
            "device": room.device,
            "host": room.host,
        }
        keys = {
            RoomState.EMPTY: "ui.status_none",
            RoomState.IDLE: "ui.status_idle",
            RoomState.STARTING: "ui.status_starting",
            RoomState.READY: "ui.status_ready",
            RoomState.REMOTE: "ui.status_remote",
            RoomState.FAILED: "ui.status_failed",
        }
        key = "ui.status_remote_here" if room.is_on_this_computer else keys[room.state]
        self.who.setText(tr(key, **values))
        self.who.setToolTip("" if room.is_remote else room.placement)

    def show_turn(self, decode_tps: float, used: int, total: int) -> None:
        """Figures of the turn in sight; zeros show nothing."""
        number = f"{decode_tps:.{0 if decode_tps >= WHOLE_TPS else 1}f}"
        speed = tr("ui.status_speed", speed=number) if decode_tps else ""
        self.speed.setText(speed)
        context = tr("ui.status_context", used=used, total=total) if used and total else ""
        self.context.setText(context)
