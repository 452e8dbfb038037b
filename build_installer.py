"""Builds what people download: packages for Linux and the setup program for Windows.

    python build_installer.py build | package | smoke | compare A B | cuda

How releases are made stands in docs/releasing.md; the parts lie in ``installer``.
"""

import sys

from installer.commands import main

if __name__ == "__main__":
    sys.exit(main())
