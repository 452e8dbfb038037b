"""Pure values and functions.

Rule of this folder: no IO, no clock, no threads, no Qt; everything can be tested with plain values.
"""
