"""Conversations out to files that others read, and in from files that others wrote.

A conversation (values of the domain) becomes text or bytes; bytes become conversations. Nothing of
Qt, of the store or of a network; ``files`` alone touches the disk. How a formula is written for
other programs is asked of whoever calls (``Formulas``). What comes in is believed in nothing: every
file gives conversations or an ``ExchangeError``.
"""
