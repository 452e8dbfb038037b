"""When something was written, in a few letters."""

from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale

from app.i18n import language, tr


def age(at: float, today: date) -> str:
    """As short as can be: a time, a day or a month."""
    moment = datetime.fromtimestamp(at)
    if moment.date() == today:
        return moment.strftime("%H:%M")
    form = tr("conversations.day" if moment.year == today.year else "conversations.month")
    day = QDate(moment.year, moment.month, moment.day)
    return QLocale(language()).toString(day, form)
