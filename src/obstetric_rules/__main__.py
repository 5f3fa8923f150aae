"""``python -m obstetric_rules`` is the command ``obstetric-rules``."""

import sys

from obstetric_rules.cli import main

if __name__ == "__main__":
    sys.exit(main())
