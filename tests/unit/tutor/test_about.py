"""Versions, dates and licences of what is inside, in a checkout and in a package."""

import platform
import re
import sqlite3
import sys
from importlib import metadata

import pytest

from app.tutor import about
from installer import licences


def test_the_big_things_with_dates_where_they_are_known():
    llama, qt, python, sqlite = about.lines()
    assert llama == f"llama-cpp-python {metadata.version('llama-cpp-python')}"
    assert qt == f"Qt {metadata.version('PySide6-Essentials')}"
    assert python.startswith(f"Python {platform.python_version()}")
    assert re.fullmatch(rf"SQLite {sqlite3.sqlite_version} \(20\d\d-\d\d-\d\d\)", sqlite)


def test_every_package_that_goes_out_is_named_as_in_the_package():
    """The list of a checkout says what the list beside an installed program will say."""
    ours = {(part.name, part.version): part.licence for part in about.licences()}
    packages = licences.closure(licences._direct())
    for package in packages:
        known = ours[package.name, package.version]
        assert known in (licences.licence_of(package), ""), package.name
    for other in licences.others():
        if other.name != "llama.cpp":  # no version is known before the engine was asked
            assert ours[other.name, other.version] == other.licence


def test_a_packaged_program_reads_its_list(monkeypatch, tmp_path):
    overview = tmp_path / "OVERVIEW.txt"
    overview.write_text(
        "Python 3.11.7: PSF-2.0\nllama_cpp_python 0.3.36: MIT\nPySide6_Essentials 6.11.3: LGPL\n"
    )
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(about, "OVERVIEW", overview)
    assert [part.name for part in about.licences()] == [
        *("llama_cpp_python", "PySide6_Essentials", "Python")
    ]
    assert about.lines()[:2] == ["llama-cpp-python 0.3.36", "Qt 6.11.3"]


def test_a_list_that_was_taken_away_is_no_error(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(about, "OVERVIEW", tmp_path / "gone")
    assert about.licences() == []
    assert len(about.lines()) == 2


@pytest.mark.parametrize("build", ["May  9 2026 07:35:25", "", "yesterday"])
def test_a_build_of_python_without_a_date(monkeypatch, build):
    monkeypatch.setattr(platform, "python_build", lambda: ("main", build))
    python = next(part for part in about.parts() if part.name == "Python")
    assert python.date == ("2026-05-09" if build.startswith("May") else "")
