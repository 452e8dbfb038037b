"""The window.

Rule of this folder: the only importer of PySide6; speaks to the rest through tutor; work that
takes long never runs on the GUI thread.
"""
