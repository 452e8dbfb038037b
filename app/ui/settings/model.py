"""The model: which one a start begins with, how its tokens are drawn, and what memory it takes."""

from functools import partial

from shiboken6 import isValid

from app.errors import ModelError
from app.i18n import explain, tr
from app.tutor import placement
from app.tutor.program import Program
from app.tutor.room import RoomState
from app.ui.settings.section import Number, Section, say
from app.ui.tasks import spawn

CONTEXTS = (0, 2048, 4096, 8192, 16384, 32768)  # tokens; 0: as planned
TOGETHER = (0, 1, 2, 4, 8)  # answers; 0: as planned
#: Lowest and highest value, and the step of the arrow keys.
RANGES = {"temperature": (0.0, 2.0, 0.05), "top_p": (0.05, 1.0, 0.05)}
SMALL = 1e-6


class Model(Section):
    """Start-up and sampling."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "settings.model", "settings.model_about")
        none: dict[str, str] = {}
        self.starts = self.choice("settings.start_model", "start_model", none)
        self.numbers = {name: Number(*values) for name, values in RANGES.items()}
        keys = {"temperature": "settings.temperature", "top_p": "settings.top_p"}
        for name, number in self.numbers.items():
            number.setObjectName(name)
            number.valueChanged.connect(partial(self._draw, name))
            self.row(keys[name], number)
        self.said = self.note("samplingNote")
        (self.back,) = self.buttons(("settings.recommended", "recommendedButton", self._recommend))

    def refresh(self) -> None:
        self._offer_starts()
        super().refresh()
        sampling = self.program.room.sampling
        for name, number in self.numbers.items():
            number.blockSignals(True)
            number.setValue(getattr(sampling, name))
            number.blockSignals(False)
        differs = self._differences()
        self.back.setVisible(bool(differs))
        key = "settings.sampling_changed" if differs else "settings.sampling_recommended"
        name = self.program.room.model_name or tr("settings.any_model")
        say(self.said, tr(key, name=name, changes=tr("settings.and").join(differs)))

    def _offer_starts(self) -> None:
        """The models that are here now."""
        here = {e.id: e.name for e in self.program.shelf.entries() if e.installed}
        self.starts.clear()
        for model_id, name in {"": tr("settings.start_last"), **here}.items():
            self.starts.addItem(name, model_id)

    def _differences(self) -> list[str]:
        """What is not as recommended, in words."""
        room = self.program.room
        keys = {"temperature": "settings.temperature_differs", "top_p": "settings.top_p_differs"}
        values = {
            n: (getattr(room.sampling, n), getattr(room.recommended_sampling, n)) for n in keys
        }
        return [
            tr(keys[name], now=f"{now:.2f}", was=f"{was:.2f}")
            for name, (now, was) in values.items()
            if abs(now - was) > SMALL
        ]

    def _draw(self, name: str, value: float) -> None:
        room, settings = self.program.room, self.program.settings
        own = {**settings.samplings.get(room.sampling_key, {}), name: round(value, 2)}
        recommended = room.recommended_sampling
        if settings.temperature < 0:  # else a value in the file stands between
            own = {n: v for n, v in own.items() if abs(v - getattr(recommended, n)) > SMALL}
        self._keep(own, settings.temperature)

    def _recommend(self) -> None:
        self._keep({}, -1.0)

    def _keep(self, own: dict[str, float], temperature: float) -> None:
        rows = {**self.program.settings.samplings, self.program.room.sampling_key: own}
        self.change(
            samplings={key: row for key, row in rows.items() if row}, temperature=temperature
        )


class Memory(Section):
    """Context, answers at once and their storage, and at once what that takes."""

    def __init__(self, program: Program) -> None:
        super().__init__(program, "settings.memory", "settings.memory_about")
        planned = tr("ui.context_planned")
        contexts = {n: tr("settings.tokens", n=f"{n:,}") if n else planned for n in CONTEXTS}
        self.choice("settings.context", "context", contexts)
        together = {n: str(n) if n else planned for n in TOGETHER}
        self.choice("settings.parallel", "parallel", together)
        self.hint("parallelNote").setText(tr("settings.parallel_about"))
        kinds = {"": planned, "f16": tr("settings.kv_f16"), "q8_0": tr("settings.kv_q8_0")}
        self.choice("settings.kv_type", "kv_type", kinds)
        self.needs = self.note("memoryNeeds", style="strong")
        self.why = self.note("memoryWhy")
        self.state = self.note("memoryState")
        self._disconnect = [
            program.room.changed.connect(self._show_state),
            program.reloading.changed.connect(self._show_state),
        ]

    def refresh(self) -> None:
        super().refresh()
        self._show_state()
        spawn(self._look_ahead())

    def end(self) -> None:
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()

    def _show_state(self) -> None:
        """Whether the model has still to start again."""
        room = self.program.room
        if self.program.reloading.is_waiting:
            text = tr("settings.memory_waits")
        elif room.state is RoomState.STARTING:
            text = tr(
                "ui.status_starting", name=room.model_name, percent=round(100 * room.progress)
            )
        else:
            text = ""
        say(self.state, text)

    def _why_not(self) -> str:
        is_remote = self.program.room.is_remote
        return tr("settings.memory_remote" if is_remote else "tutor.no_model")

    async def _look_ahead(self) -> None:
        room = self.program.room
        try:
            found = await room.outlook()
            said = placement.outlook(*found) if found is not None else ""
            why = placement.explain(found[0]) if found is not None else self._why_not()
        except ModelError as error:
            said, why = "", explain(error)
        if isValid(self):
            say(self.needs, said)
            say(self.why, why)
