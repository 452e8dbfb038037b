"""The command line.

Rule of this folder: reads arguments, prints; every decision is made below.
"""
