"""What Python raises where an archive, or the XML in it, is damaged."""

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
