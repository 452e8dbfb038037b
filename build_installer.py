"""Builds what people download: Linux packages and the Windows setup. Not done yet.

Until then the program is started from a checkout; README.md says how.
"""

import sys


def main() -> int:
    """Say that there are no installers yet; returns the exit status."""
    print(
        "There are no installers yet: start Lemma from a checkout, see README.md.", file=sys.stderr
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
