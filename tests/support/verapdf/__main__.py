"""`python -m tests.support.verapdf FILE…`: prints what is broken in PDF files, nothing where all is
well."""

import sys
from pathlib import Path

from . import MissingError, check

try:
    sys.exit(check(*map(Path, sys.argv[1:])) or 0)
except MissingError as missing:
    sys.exit(str(missing))
