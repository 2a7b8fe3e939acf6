"""``python -m sbcp``."""

import sys

from sbcp.cli import main

sys.exit(main())
