"""The window's manners on a desktop: one window for each data folder, its place, sleep, crashes.

``door`` and ``crashes`` are used before Qt is loaded and import nothing of it.
"""
