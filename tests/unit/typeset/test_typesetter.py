"""The background thread and its cache."""

import threading
from concurrent.futures import CancelledError

import pytest

from app.typeset.engine import Engine, Refused
from app.typeset.formula import Bar, Formula, FormulaError
from app.typeset.setting import set_formula
from app.typeset.typesetter import Cache, Typesetter

SVG = '<svg viewBox="0 -700 1000 900"><g><rect x="0" y="0" width="9" height="9"/></g></svg>'


class ScriptedEngine(Engine):
    """Answers at once, or when ``gate`` is opened; remembers what it was asked."""

    def __init__(self, answers=None):
        super().__init__()
        self.answers = answers or {}
        self.asked = []
        self.gate = threading.Event()
        self.gate.set()

    def svg(self, tex, *, display):
        self.asked.append((tex, display))
        assert self.gate.wait(10)
        return self.answers.get(tex, SVG)


@pytest.fixture
def scripted():
    return ScriptedEngine()


@pytest.fixture
def typesetter(scripted):
    typesetter = Typesetter(scripted)
    yield typesetter
    scripted.gate.set()
    typesetter.close()


def test_a_real_formula():
    typesetter = Typesetter()
    formula = typesetter.typeset(r"\frac{a}{b}", display=False).result(timeout=60)
    typesetter.close()
    assert isinstance(formula, Formula)


def test_no_thread_before_the_first_formula_and_none_after_closing(scripted):
    before = threading.active_count()
    typesetter = Typesetter(scripted)
    assert threading.active_count() == before
    typesetter.typeset("x", display=False).result(timeout=10)
    assert threading.active_count() == before + 1
    typesetter.close()
    assert threading.active_count() == before


def test_what_was_set_is_known_from_then_on(typesetter, scripted):
    assert typesetter.cached("x", display=True) is None
    formula = typesetter.typeset("x", display=True).result(timeout=10)
    assert typesetter.cached("x", display=True) is formula
    assert typesetter.typeset("x", display=True).result(timeout=10) is formula
    assert typesetter.cached("x", display=False) is None
    assert scripted.asked == [("x", True)]


def test_those_who_ask_at_the_same_time_get_the_same(typesetter, scripted):
    scripted.gate.clear()
    first = typesetter.typeset("x", display=True)
    second = typesetter.typeset("x", display=True)
    scripted.gate.set()
    assert first.result(timeout=10) is second.result(timeout=10)
    assert len(scripted.asked) == 1


def test_whoever_hears_that_a_formula_came_finds_it_cached(typesetter):
    found = []
    done = threading.Event()

    def look(_future):
        found.append(typesetter.cached("x", display=True))
        done.set()

    typesetter.typeset("x", display=True).add_done_callback(look)
    assert done.wait(10)
    assert isinstance(found[0], Formula)


def test_errors_are_remembered_too(scripted, typesetter):
    scripted.answers["bad"] = Refused("no good")
    expected = FormulaError("bad", True, "no good")
    assert typesetter.typeset("bad", display=True).result(timeout=10) == expected
    assert typesetter.cached("bad", display=True) == expected


def test_closing_cancels_what_has_not_begun(scripted):
    typesetter = Typesetter(scripted)
    scripted.gate.clear()
    begun = typesetter.typeset("begun", display=True)
    waiting = typesetter.typeset("waiting", display=True)
    threading.Timer(0.05, scripted.gate.set).start()
    typesetter.close()
    assert isinstance(begun.result(timeout=10), Formula)
    with pytest.raises(CancelledError):
        waiting.result(timeout=10)
    with pytest.raises(RuntimeError):
        typesetter.typeset("late", display=True)


def test_a_defect_reaches_those_who_wait(scripted, typesetter):
    def broken(_tex, *, display):
        raise OSError(f"no such file, {display}")

    scripted.svg = broken
    with pytest.raises(OSError, match="no such file"):
        typesetter.typeset("x", display=True).result(timeout=10)
    with pytest.raises(OSError, match="no such file"):
        typesetter.typeset("x", display=True).result(timeout=10)


def test_a_repair_is_tried_once_and_the_first_reason_is_told(scripted):
    scripted.answers = {r"\piR": Refused(r"Undefined control sequence \piR"), r"\pi R": SVG}
    assert isinstance(set_formula(scripted, r"\piR", display=True), Formula)
    scripted.answers[r"\pi R"] = Refused("something else")
    assert set_formula(scripted, r"\piR", display=True).why == r"Undefined control sequence \piR"


@pytest.mark.parametrize("svg", ["<svg", '<svg width="100%"></svg>'])
def test_a_drawing_that_cannot_be_read_is_an_error(scripted, svg):
    scripted.answers["x"] = svg
    formula = set_formula(scripted, "x", display=True)
    assert isinstance(formula, FormulaError)
    assert formula.why.startswith("unreadable drawing")


def formula_of(shapes):
    return Formula("x", True, 1, 1, 0, (Bar(0, 0, 1, 1),) * shapes)


def test_the_cache_keeps_what_was_used_last():
    cache = Cache(limit=30)
    for name in "abc":
        cache.put((name, True), formula_of(9))
    assert cache.get(("a", True))
    cache.put(("d", True), formula_of(9))
    assert [name for name in "abcd" if cache.get((name, True))] == ["a", "c", "d"]


def test_the_cache_holds_one_formula_however_big():
    cache = Cache(limit=10)
    for name in "ab":
        cache.put((name, True), formula_of(100))
    assert [name for name in "ab" if cache.get((name, True))] == ["b"]
