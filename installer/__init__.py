"""Makes what people download: packages for Linux and the setup program for Windows.

Rule of this folder: it stands beside ``app`` and is imported by nothing but ``build_installer.py``,
its tests and PyInstaller's recipe; of ``app`` it takes the version, and Qt through its own import
for the icons. What a package holds is decided by pure functions (``about``, ``tree``, ``desktop``,
``deb``, ``sbom``, ``system``); only ``freeze``, ``symbols``, ``backends`` and
``commands`` start other programs.
Nothing depends on the clock, the user or the folder of the build: times come from
SOURCE_DATE_EPOCH, else from the last commit. (It is not called "packaging": Python's own tools have
a module of that name, which it would hide.)
"""
