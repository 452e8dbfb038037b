"""Reads a document for a question: a file in, its text out.

Rule of this folder: the only importer of pypdf; it runs in a process of its own, in which nothing
but reading and computing is possible; knows only ``domain`` and how the checker shuts itself in.
"""
