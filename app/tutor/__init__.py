"""Use cases: what a person can do, independent of how it is shown.

Rule of this folder: the only door of window and command line to storage, models and endpoints; no
Qt.
"""
