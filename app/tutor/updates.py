"""Whether there is a newer version. Asked only when somebody clicks for it.

Off as long as ``ADDRESS`` is empty: then nothing is asked of anybody. Whoever publishes the program
sets both constants; docs/releasing.md says how an announcement is signed.
"""

from app import __version__
from app.domain.release import Release, is_newer
from app.i18n import language, tr

#: Where the announcement lies, with https://; empty: there is nowhere to ask yet.
ADDRESS = ""
#: Of the key that signs announcements, 32 bytes in hexadecimal.
PUBLIC_KEY = ""


class Updates:
    """The use case behind "Check for updates"."""

    def __init__(self, address: str = ADDRESS, public_key: str = PUBLIC_KEY) -> None:
        self._address = address
        self._public_key = public_key

    @property
    def is_set_up(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._address and self._public_key)

    async def check(self) -> str:
        """Ask, and say in a sentence what is known.

        Raises:
            EndpointError: the answer did not come, or is not genuine.
        """
        if not self.is_set_up:
            return tr("tutor.updates_off", version=__version__)
        from app.client import announcement  # not at the start: it brings the HTTP client

        return describe(await announcement.fetch(self._address, self._public_key))


def describe(newest: Release) -> str:
    """What a person is told of the newest version."""
    if not is_newer(newest.version, __version__):
        return tr("tutor.updates_none", version=__version__)
    notes = newest.notes.get(language()) or newest.notes.get("en", "")
    said = tr("tutor.updates_newer", version=newest.version, page=newest.page)
    return f"{said}\n{notes}".strip()
