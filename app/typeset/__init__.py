"""Mathematics to drawings: MathJax in QuickJS, on a thread of its own, and a reader of its SVG.

Rule of this folder: the only importer of quickjs; knows nothing of Qt. TeX goes in, ``Formula``
values come out; nothing else from a model's text ever reaches the script engine.
"""
