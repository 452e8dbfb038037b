"""What Windows' programs and libraries load, read from their headers (Microsoft, "PE Format")."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HEADER_AT = 0x3C  # where the place of the header stands
_SIGNATURE = b"PE\0\0"
_SECTIONS, _OPTIONAL_SIZE, _OPTIONAL = 6, 20, 24  # places in the header
_LINKER = 2  # and in its optional part
_DIRECTORIES = {0x10B: 96, 0x20B: 112}  # of programs with 32 and with 64 bits
_IMPORTS = 8  # the second directory
_SECTION_BYTES, _DESCRIPTOR_BYTES = 40, 20
_NAME = 12  # place of a library's name in its descriptor


@dataclass(frozen=True)
class Image:
    """A program or library: the names of what it loads in small letters, and who linked it."""

    imports: frozenset[str]
    linker: tuple[int, int]  # version of Microsoft's tools, which their libraries bear as well


def read(path: Path) -> Image:
    """
    Raises:
        ValueError: it is no program or library for Windows.
    """
    data = path.read_bytes()
    try:
        at = _number(data, _HEADER_AT)
        if data[at : at + 4] != _SIGNATURE:
            raise ValueError
        optional = at + _OPTIONAL
        directories = optional + _DIRECTORIES[_short(data, optional)]
        sections = list(_sections(data, at))
        names = _names(data, _number(data, directories + _IMPORTS), sections)
        return Image(frozenset(names), (data[optional + _LINKER], data[optional + _LINKER + 1]))
    except (ValueError, KeyError, IndexError, struct.error) as error:
        raise ValueError(f"{path} is no program for Windows") from error


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", data, at)[0])


def _sections(data: bytes, header: int) -> Iterator[tuple[int, int, int]]:
    """Where each section lies in memory, how long it is, and where it lies in the file."""
    first = header + _OPTIONAL + _short(data, header + _OPTIONAL_SIZE)
    for number in range(_short(data, header + _SECTIONS)):
        _bytes, address, size, place = struct.unpack_from(
            "<4I", data, first + number * _SECTION_BYTES + 8
        )
        yield address, size, place


def _names(data: bytes, table: int, sections: list[tuple[int, int, int]]) -> Iterator[str]:
    if not table:
        return

    def place(address: int) -> int:
        for start, size, at in sections:
            if start <= address < start + size:
                return at + address - start
        raise ValueError

    row = place(table)
    while name := _number(data, row + _NAME):
        start = place(name)
        yield data[start : data.index(b"\0", start)].decode("ascii").lower()
        row += _DESCRIPTOR_BYTES
