"""What a screen reader finds in a window."""

from PySide6.QtGui import QAccessible

Role = QAccessible.Role
#: What a person can act on; each needs a name.
CONTROLS = {
    *(Role.Button, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.EditableText, Role.List),
    *(Role.Slider, Role.SpinBox, Role.PageTab, Role.MenuItem, Role.ButtonMenu, Role.Link),
}


def things(widget):
    """All that can be seen of a widget: (role, name, the widget's class and objectName)."""
    found = []
    _walk(QAccessible.queryAccessibleInterface(widget), found)
    return found


def _walk(thing, found):
    if thing is None or not thing.isValid() or thing.state().invisible:
        return
    made_of = thing.object()
    who = f"{type(made_of).__name__} {made_of.objectName()}" if made_of is not None else "item"
    found.append((thing.role(), thing.text(QAccessible.Text.Name), who))
    for number in range(thing.childCount()):
        _walk(thing.child(number), found)


def nameless(widget):
    """Controls without a name."""
    return [who for role, name, who in things(widget) if role in CONTROLS and not name.strip()]
