"""Plots of functions: a window that draws curves and marks what is special about them.

Rule of this folder: draws values of ``app.domain.functions``; what is computed is computed there.
From the inside out: ``ticks`` and ``labels`` (where things stand), ``picture`` (everything painted,
for screen, PNG and SVG), ``words`` (the same said), ``canvas`` (moving and zooming), ``window``.
It is imported when the first plot is opened.
"""
