"""The exceptions that Python raises for a damaged archive, or for damaged XML in one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from xml.parsers import expat

DAMAGE = (
    zipfile.BadZipFile,
    expat.ExpatError,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
    OSError,
    OverflowError,
)
